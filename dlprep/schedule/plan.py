"""What to study today for an interview's date: what adds most expected recall on that day per minute.

Greedy, afresh each day from how things stand: a missed day leaves no arrears, and a plan needs no state
of its own. For an item answered today, with the probability p of recall now,

    gain = p · V(after Good) + (1 - p) · V(after Again, then right in the same sitting) - V(as it is)

where V(memory) = Σ over interviews of weight · R(stability, days from the last answer to the day), with
R, and what an answer makes of a memory, as FSRS-6 has them (`curve`). An unseen item has V = 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from dlprep.schedule.chance import fraction
from dlprep.schedule.curve import Curve, Trace
from dlprep.schedule.interview import Interview
from dlprep.schedule.memory import Grade


class Prospect(NamedTuple):
    """An item as a plan sees it: what one answer costs in minutes, and its memory (None for an unseen one).

    `last` is the study day of the last answer, `worth` what recalling it counts, 1 for a card.
    """

    id: str
    topic: str
    minutes: float
    level: int = 1
    group: str | None = None
    needs: tuple[str, ...] = ()
    trace: Trace | None = None
    last: int = 0
    worth: float = 1.0


class Step(NamedTuple):
    """An item of a day's plan: the minutes it is expected to take and the recall that it adds."""

    id: str
    minutes: float
    gain: float
    new: bool


class Outlook:
    """Weighs answers on one study day by what they add on the days of the interviews still to come.

    `first` is the probability that an unseen item is answered right.
    """

    def __init__(
        self, interviews: Iterable[Interview], day: int, curve: Curve, *, first: float = 0.6
    ) -> None:
        self.day, self.curve, self.first = day, curve, first
        self.ahead = sorted((i for i in interviews if i.day > day), key=lambda interview: interview.day)
        self._weights: dict[str, tuple[tuple[int, float], ...]] = {}
        good, again = curve.first(Grade.GOOD), curve.after(curve.first(Grade.AGAIN), Grade.GOOD, 0)
        self._fresh = good.stability, again.stability
        self._unseen: dict[str, float] = {}

    def value(self, topic: str, stability: float, last: int) -> float:
        """The weighted recall of a memory on the days to come."""
        return sum(
            weight * self.curve.recall(stability, day - last) for day, weight in self._weights_of(topic)
        )

    def recall(self, prospect: Prospect) -> float:
        """The probability that the item is answered right today."""
        if prospect.trace is None:
            return self.first
        return self.curve.recall(prospect.trace.stability, self.day - prospect.last)

    def gain(self, prospect: Prospect) -> float:
        """The weighted recall that an answer today is expected to add."""
        if prospect.trace is None:
            return self._gain_of_unseen(prospect.topic)
        days, chance = self.day - prospect.last, self.recall(prospect)
        again = self.curve.after(prospect.trace, Grade.AGAIN, days)
        relearned = self.curve.after(again, Grade.GOOD, 0).stability
        good = self.curve.after(prospect.trace, Grade.GOOD, days).stability
        return (
            chance * self.value(prospect.topic, good, self.day)
            + (1 - chance) * self.value(prospect.topic, relearned, self.day)
            - self.value(prospect.topic, prospect.trace.stability, prospect.last)
        )

    def step(self, prospect: Prospect) -> Step:
        """An answer today: a wrong one is asked once more and takes its minutes twice."""
        minutes = prospect.minutes * (2 - self.recall(prospect))
        return Step(prospect.id, minutes, prospect.worth * self.gain(prospect), prospect.trace is None)

    def _gain_of_unseen(self, topic: str) -> float:
        if topic not in self._unseen:
            good, again = (self.value(topic, stability, self.day) for stability in self._fresh)
            self._unseen[topic] = self.first * good + (1 - self.first) * again
        return self._unseen[topic]

    def _weights_of(self, topic: str) -> tuple[tuple[int, float], ...]:
        if topic not in self._weights:
            pairs = ((interview.day, interview.weight(topic)) for interview in self.ahead)
            self._weights[topic] = tuple(pair for pair in pairs if pair[1])
        return self._weights[topic]


def day_plan(prospects: Sequence[Prospect], outlook: Outlook, minutes: float, seed: str = "") -> list[Step]:
    """The items to study today within so many minutes, the most gain per minute first.

    What was answered today is left out. Of unseen items that gain alike, lower levels come first and
    topics take turns, so that short time goes into breadth; each comes after the unseen ones it needs.
    One item of a group a day. What is longer than a whole day may begin one, or it would never come.
    """
    pool = [p for p in prospects if p.trace is None or p.last < outlook.day]
    rated = [
        (-round(step.gain / step.minutes, 6), turn, step, prospect)  # equal but for rounding is equal
        for turn, prospect in zip(_turns(pool, outlook.day, seed), pool, strict=True)
        if (step := outlook.step(prospect)).gain > 0
    ]
    rated.sort(key=lambda one: one[:2])
    begun = any(p.trace and p.last >= outlook.day for p in prospects)
    return _within([(step, prospect) for _, _, step, prospect in rated], minutes, begun)


Rated = Sequence[tuple[Step, Prospect]]


def _turns(pool: Sequence[Prospect], day: int, seed: str) -> Iterable[tuple[int, int, float]]:
    """Each item's level, its turn among those of its topic and level, and chance."""
    met: Counter[tuple[str, int]] = Counter()
    chance = {topic: fraction(seed, day, topic) for topic in {prospect.topic for prospect in pool}}
    for prospect in pool:
        met[prospect.topic, prospect.level] += 1
        yield prospect.level, met[prospect.topic, prospect.level], chance[prospect.topic]


def _within(rated: Rated, minutes: float, begun: bool) -> list[Step]:
    """The best that fit, each after the unseen items that it needs; where none fits, the shortest."""
    unseen = {step.id: (step, prospect) for step, prospect in rated if step.new}
    chosen: dict[str, Step] = {}
    groups: set[str | None] = set()
    for step, prospect in rated:
        if minutes <= 0:
            break
        if prospect.group in groups or step.id in chosen:
            continue
        chain = _chain(step, prospect, unseen, chosen)
        if (cost := _cost(chain)) <= minutes or not (begun or chosen):
            chosen |= {one.id: one for one in chain}
            groups |= {prospect.group} - {None}
            minutes -= cost
    if minutes > 0 and not chosen:
        return min((_chain(step, prospect, unseen, ()) for step, prospect in rated), key=_cost, default=[])
    return list(chosen.values())


def _cost(chain: Iterable[Step]) -> float:
    return sum(step.minutes for step in chain)


def _chain(
    step: Step, prospect: Prospect, unseen: Mapping[str, tuple[Step, Prospect]], chosen: Collection[str]
) -> list[Step]:
    """An item after the unseen ones that it needs and that are not chosen yet; circles are cut."""
    before: dict[str, Step] = {}
    met, waiting = {step.id}, [prospect]
    while waiting:
        for need in waiting.pop().needs:
            if need in unseen and need not in met and need not in chosen:
                met.add(need)
                before[need] = unseen[need][0]
                waiting.append(unseen[need][1])
    return [*reversed(before.values()), step]
