"""What a sitting shows of itself: the item before the candidate, what an answer came to, how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from dlprep.answers.question import Mark, Question
from dlprep.bank.items import Item
from dlprep.schedule.memory import Grade

if TYPE_CHECKING:
    from dlprep.study.trial import Trial


class Asked(NamedTuple):
    """The item before the candidate. `question` is None for a challenge, which has a `trial`."""

    item: Item
    question: Question | None
    trial: Trial | None
    standing: str
    since: int  # UTC ms
    changed: bool = False  # edited since it was last answered
    leech: bool = False  # forgotten so often that it should be looked at


class Outcome(NamedTuple):
    """What an answer came to: its mark, the grade suggested, days until due for each grade.

    `grades` are those that can be given: Again alone after a solution was looked at.
    """

    response: object
    mark: Mark
    suggested: Grade
    intervals: Mapping[Grade, int]
    grades: tuple[Grade, ...] = tuple(Grade)


class Tally(NamedTuple):
    """How far the sitting is: items done and left, and what the left ones are."""

    done: int
    left: int
    new: int
    learning: int
    review: int
