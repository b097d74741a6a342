"""What is known about one item's memory, and the grades that change it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

LEECH = 8
"""Lapses after which an item costs more than it teaches and should be looked at."""


class Grade(IntEnum):
    """How an answer went: the four buttons."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Memory(NamedTuple):
    """An item's memory after its last answer.

    `stability` is in days, `difficulty` runs from 1 to 10 (both as FSRS defines them). `last` and
    `due` are study days. `reps` counts answers; `lapses` counts days that began with a wrong one
    after the item had been met. `learning` says that the last answer was wrong.
    """

    stability: float
    difficulty: float
    last: int
    due: int
    reps: int
    lapses: int
    learning: bool

    def relearning(self, day: int) -> bool:
        """Whether the item was wrong on `day` and not right since: it is asked again in the sitting."""
        return self.learning and self.last == day

    @property
    def leech(self) -> bool:
        """Whether the item was forgotten `LEECH` times or more."""
        return self.lapses >= LEECH

    def to_json(self) -> str:
        """A compact array in the order of the fields; floats survive exactly."""
        return json.dumps(self, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Memory:
        """The memory that `to_json` wrote."""
        return cls(*json.loads(text))

    @classmethod
    def many(cls, texts: Iterable[str]) -> list[Memory]:
        """The memories of many such texts, five times as fast as one by one."""
        return [cls._make(one) for one in json.loads(f"[{','.join(texts)}]")]
