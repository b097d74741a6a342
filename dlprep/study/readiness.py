"""How much of a topic would be recalled tomorrow, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

LEAST = 10
"""Answers on a later day below which nothing is claimed: memory has hardly been tested."""
DEVIATIONS = 1.645
"""Standard deviations to each side: 90 of 100 intervals hold what they claim."""


class Readiness(NamedTuple):
    """The share of a topic's items (0 to 1) expected to be recalled tomorrow, with a 90 % interval.

    Items never seen count as not recalled. `tested` counts answers given on a later day than the one
    before; below `LEAST` the shares say nothing and `known` is False.
    """

    items: int
    seen: int
    tested: int
    low: float
    expected: float
    high: float

    @property
    def known(self) -> bool:
        """Whether there is enough to go by."""
        return self.tested >= LEAST


def readiness(recalls: Sequence[float], items: int, tested: int, recalled: int) -> Readiness:
    """From the predicted recall of each item seen, and how many of `tested` answers were right.

    Two doubts add up: each item's own chance, a sum of Bernoulli variances, and whether the
    predictions fit this candidate, the standard error of the recall observed (Laplace's rule).
    """
    items = max(items, len(recalls))
    if not items:
        return Readiness(0, 0, tested, 0.0, 0.0, 0.0)
    rate = (recalled + 1) / (tested + 2)
    luck = sum(chance * (1 - chance) for chance in recalls)
    fit = len(recalls) ** 2 * rate * (1 - rate) / (tested + 3)
    expected, doubt = sum(recalls) / items, DEVIATIONS * sqrt(luck + fit) / items
    most = len(recalls) / items
    low, high = max(0.0, expected - doubt), min(most, expected + doubt)
    return Readiness(items, len(recalls), tested, low, expected, high)
