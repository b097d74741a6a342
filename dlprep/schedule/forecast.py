"""What a plan comes to on the day: the days ahead played through a few times, answers drawn by chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from math import sqrt
from statistics import fmean, pvariance
from typing import NamedTuple

from dlprep.schedule.curve import Curve, Trace
from dlprep.schedule.interview import Interview
from dlprep.schedule.memory import Grade
from dlprep.schedule.plan import Outlook, Prospect, Step, day_plan

DEVIATIONS = 1.645
"""Standard deviations to each side of a 90 % interval."""
WORK, MOST_RUNS, LEAST_RUNS = 60_000, 8, 2
"""Items weighed in all runs together, about a second's work, and how many runs that may be."""
HALVINGS = 5
FACTOR = 16.0
"""The most that minutes are raised by in search of enough."""

Minutes = Callable[[int], float]
"""The minutes planned for a study day."""


class Forecast(NamedTuple):
    """The share of an interview's items recalled on its day, with a 90 % interval; `unseen` items remain.

    `factor` times the minutes would leave none unseen; None when even `FACTOR` would not.
    """

    interview: Interview
    low: float
    expected: float
    high: float
    items: int
    unseen: int
    factor: float | None


class Future:
    """The days from `day` on. `doubt` is the standard error of the model's recall for this candidate."""

    def __init__(
        self,
        prospects: Sequence[Prospect],
        interviews: Sequence[Interview],
        day: int,
        minutes: Minutes,
        curve: Curve,
        *,
        doubt: float = 0.0,
    ) -> None:
        self.prospects, self.day, self.minutes, self.curve = tuple(prospects), day, minutes, curve
        self.ahead = sorted((i for i in interviews if i.day > day), key=lambda interview: interview.day)
        self.doubt = doubt

    def forecasts(self) -> tuple[Forecast, ...]:
        """One for each interview to come, the next one first."""
        if not self.ahead:
            return ()
        work = len(self.prospects) * (self.ahead[-1].day - self.day) or 1
        runs = [self._played(seed, 1.0) for seed in range(max(LEAST_RUNS, min(MOST_RUNS, WORK // work)))]
        return tuple(self._forecast(n, [run[n] for run in runs]) for n in range(len(self.ahead)))

    def _forecast(self, n: int, seen: list[list[float | None]]) -> Forecast:
        interview, items = self.ahead[n], len(seen[0])
        if not items:
            return Forecast(interview, 0.0, 0.0, 0.0, 0, 0, 1.0)
        unseen = round(fmean(run.count(None) for run in seen))
        shares = [sum(recall or 0.0 for recall in run) / items for run in seen]
        luck = fmean(sum(r * (1 - r) for r in run if r is not None) for run in seen) / items**2
        met = 1 - unseen / items
        reach = DEVIATIONS * sqrt(luck + pvariance(shares) + (met * self.doubt) ** 2)
        expected = fmean(shares)
        low, high = max(0.0, expected - reach), min(met, expected + reach)
        return Forecast(interview, low, expected, max(high, expected), items, unseen, self._enough(n, unseen))

    def _enough(self, n: int, unseen: int) -> float | None:
        """What the minutes have to be multiplied by for every item to be met, by halving."""
        if not unseen:
            return 1.0
        low, high = 1.0, FACTOR
        if None in self._played(0, high)[n]:
            return None
        for _ in range(HALVINGS):
            middle = sqrt(low * high)
            low, high = (middle, high) if None in self._played(0, middle)[n] else (low, middle)
        return high

    def _played(self, seed: int, factor: float) -> list[list[float | None]]:
        """For each interview the recall of its items on its day, None for an unseen one."""
        chance = random.Random(seed)
        now = {prospect.id: prospect for prospect in self.prospects}
        found = []
        for day in range(self.day, self.ahead[-1].day + 1):
            found += [self._recalls(i, now, day) for i in self.ahead if i.day == day]
            outlook = Outlook(self.ahead, day, self.curve)
            if not outlook.ahead:
                break
            for step in day_plan(tuple(now.values()), outlook, factor * self.minutes(day)):
                now[step.id] = self._answered(now[step.id], step, outlook, chance)
        return found

    def _recalls(self, interview: Interview, now: dict[str, Prospect], day: int) -> list[float | None]:
        return [
            None if p.trace is None else self.curve.recall(p.trace.stability, max(0, day - p.last))
            for p in now.values()
            if interview.weight(p.topic)
        ]

    def _answered(self, before: Prospect, step: Step, outlook: Outlook, chance: random.Random) -> Prospect:
        right = chance.random() < outlook.recall(before)
        trace = self._after(before, Grade.GOOD if right else Grade.AGAIN, outlook.day)
        if not right:
            trace = self.curve.after(trace, Grade.GOOD, 0)
        return before._replace(trace=trace, last=outlook.day)

    def _after(self, before: Prospect, grade: Grade, day: int) -> Trace:
        if before.trace is None:
            return self.curve.first(grade)
        return self.curve.after(before.trace, grade, day - before.last)
