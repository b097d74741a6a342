"""What a question is, whatever its kind: something to show, a response, a mark."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, NamedTuple

from dlprep.bank.items import Card
from dlprep.value import Value, value


def numbered(entries: Iterable[str]) -> str:
    """A numbered Markdown list."""
    return "\n".join(f"{n}. {entry}" for n, entry in enumerate(entries, 1))


class NotAnAnswer(ValueError):  # noqa: N818 - a slip of the keyboard, not an error of the program
    """What was typed cannot be graded; `str()` is a sentence for the candidate, who tries again."""


class BadCard(ValueError):  # noqa: N818 - the name says it
    """The card cannot be asked, though its fields have the right shape; `str()` names card and reason."""

    def __init__(self, card: Card, reason: str) -> None:
        super().__init__(f"the card {card.id} cannot be asked: {reason}")


class Ticks(NamedTuple):
    """Which points of a rubric were said, in the rubric's order."""

    must: tuple[bool, ...]
    nice: tuple[bool, ...]
    red_flags: tuple[bool, ...]


Response = None | str | int | tuple[str, ...] | tuple[int, ...] | tuple[bool, ...] | Ticks


class Mark(NamedTuple):
    """What came of a response.

    `right` is None when only the candidate can tell. `score` is the share, 0 to 1, of blanks, lines,
    steps or points. `expected` is Markdown of the right answer; `feedback` is about this response.
    """

    right: bool | None
    score: float
    expected: str
    feedback: str | None = None
    misconception: str | None = None


@value
class Question(Value, ABC):
    """A card as it is asked once: the seed has decided its numbers and the order of its options.

    `prompt` and `why` (shown after the answer) are Markdown with the numbers filled in.
    """

    card: Card
    seed: int
    prompt: str
    why: str | None

    @abstractmethod
    def grade(self, response: Any) -> Mark:
        """Mark a response of the question's kind; NotAnAnswer when it is not one."""
