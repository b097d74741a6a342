"""FSRS behind one small class: no other module sees its types.

`fsrs` takes 27 ms to import and is needed only once an answer is shown, so it is imported on first
use. It counts elapsed time in blocks of 24 hours: it is always handed noon, UTC, of the study day,
which makes one block one day. Its fuzz draws from the global random generator: ours is seeded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING

from dlprep.schedule.chance import fraction
from dlprep.schedule.memory import Grade, Memory

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

LEAST_RETENTION, MOST_RETENTION = 0.70, 0.99

FUZZ = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))
"""From day, to day, and the share of the days between that an interval may move: FSRS's own table."""


class Model:
    """The memory model: what an answer does to a memory, and when the item is due.

    `retention` is the recall aimed at on the due day; `parameters` are FSRS-6's 21 weights, its
    defaults when None. Raises ValueError for a retention outside 0.70 to 0.99, and, on first use,
    for weights out of bounds.
    """

    def __init__(self, retention: float = 0.9, parameters: Sequence[float] | None = None) -> None:
        if not LEAST_RETENTION <= retention <= MOST_RETENTION:
            raise ValueError(
                f"desired retention is {retention}, expected {LEAST_RETENTION:.2f} to {MOST_RETENTION:.2f}"
            )
        self.retention = retention
        self.parameters = None if parameters is None else tuple(parameters)

    @cached_property
    def _scheduler(self) -> Scheduler:
        from fsrs.scheduler import DEFAULT_PARAMETERS, Scheduler

        return Scheduler(
            parameters=self.parameters or DEFAULT_PARAMETERS,
            desired_retention=self.retention,
            learning_steps=(),
            relearning_steps=(),
            enable_fuzzing=False,
        )

    def warm(self) -> None:
        """Import `fsrs` now; called from a thread once the first card is on screen."""
        _ = self._scheduler

    def review(
        self, memory: Memory | None, grade: Grade, day: int, seed: str, share: float | None = None
    ) -> Memory:
        """The memory after an answer on a study day; `memory` is None for an item never answered.

        `share` in [0, 1) says where in its fuzz range the interval lies. Without it `seed`, the item's
        id, decides with the count of answers, so that a replay gives the same days. A wrong answer is
        due the next day.
        """
        day = day if memory is None else max(day, memory.last)
        reps = memory.reps if memory else 0
        card = self._answered(memory, grade, day)
        assert card.stability is not None
        assert card.difficulty is not None
        wrong = grade is Grade.AGAIN
        chance = fraction(seed, reps) if share is None else share
        interval = 1 if wrong else fuzzed((card.due - _noon(day)).days, chance)
        forgotten = wrong and memory is not None and memory.last < day
        return Memory(
            stability=card.stability,
            difficulty=card.difficulty,
            last=day,
            due=day + interval,
            reps=reps + 1,
            lapses=(memory.lapses if memory else 0) + forgotten,
            learning=wrong,
        )

    def preview(self, memory: Memory | None, day: int, seed: str) -> dict[Grade, int]:
        """Days until the item would be due again, for each grade: what `review` would do."""
        return {grade: self.review(memory, grade, day, seed).due - day for grade in Grade}

    def choices(self, memory: Memory | None, day: int) -> dict[Grade, range]:
        """For each grade the intervals, in days, that `review` can come to."""
        day = day if memory is None else max(day, memory.last)
        due = {grade: self._answered(memory, grade, day).due for grade in Grade}
        spans = {grade: span((when - _noon(day)).days) for grade, when in due.items()}
        return spans | {Grade.AGAIN: range(1, 2)}

    def _answered(self, memory: Memory | None, grade: Grade, day: int) -> Card:
        from fsrs import Rating

        card, _ = self._scheduler.review_card(_card(memory), Rating(int(grade)), _noon(day))
        return card

    def recall(self, memory: Memory, day: int) -> float | None:
        """The probability of recall on a study day; None up to the day of the last answer.

        A prediction within the day tells nothing: FSRS counts whole days.
        """
        if day <= memory.last:
            return None
        return float(self._scheduler.get_card_retrievability(_card(memory), _noon(day)))


def fuzzed(interval: int, chance: float) -> int:
    """An interval in days moved within FSRS's usual fuzz range by a number in [0, 1).

    Items learned together come apart, yet a longer interval never becomes the shorter one for the
    same `chance`: the buttons stay in order.
    """
    days = span(interval)
    return days[int(chance * len(days))]


def span(interval: int) -> range:
    """The days that an interval may be moved to."""
    if interval < FUZZ[0][0]:
        return range(interval, interval + 1)
    reach = 1.0 + sum(share * max(min(interval, end) - start, 0.0) for start, end, share in FUZZ)
    return range(max(2, round(interval - reach)), round(interval + reach) + 1)


def _card(memory: Memory | None) -> Card:
    """FSRS's view of a memory. An id is always given: making one up makes it sleep a millisecond."""
    from fsrs import Card, State

    if memory is None:
        return Card(card_id=0, due=_noon(1))
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_noon(memory.due),
        last_review=_noon(memory.last),
    )


def _noon(day: int) -> datetime:
    return datetime.combine(datetime.fromordinal(day), time(12), UTC)
