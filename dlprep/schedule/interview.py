"""An interview that is planned for, and the minutes of the days before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

TAPER = 0.5
"""The share of a day's minutes that is planned for the last day before an interview."""


class Interview(NamedTuple):
    """A study day to be ready on; `weights` say by topic what counts there, none that all count alike."""

    day: int
    weights: Mapping[str, float] = {}
    role: str = ""

    def weight(self, topic: str) -> float:
        """What an item of a topic counts: nothing for a topic left out of the weights."""
        return self.weights.get(topic, 0.0) if self.weights else 1.0


def minutes_on(day: int, interviews: Iterable[Interview], minutes: float) -> float:
    """The minutes planned for a study day: fewer on the last one before an interview."""
    return minutes * TAPER if any(interview.day == day + 1 for interview in interviews) else minutes
