"""FSRS-6 in closed form, for plans that weigh thousands of items: `fsrs` itself is too slow there.

Formulas: https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm (FSRS-6). The test
beside it compares every one with `fsrs`. Days are whole study days.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

from dlprep.schedule.memory import Grade

DEFAULTS = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
"""FSRS-6's 21 default weights, copied from `fsrs` so that a plan need not import it."""

LEAST_STABILITY = 0.001


class Trace(NamedTuple):
    """A memory's stability in days and its difficulty, 1 to 10."""

    stability: float
    difficulty: float


class Curve:
    """How a memory fades and what an answer makes of it, for one set of 21 weights."""

    def __init__(self, weights: Sequence[float] = DEFAULTS) -> None:
        self.weights = tuple(weights)
        self._decay = -self.weights[20]
        self._factor = 0.9 ** (1 / self._decay) - 1

    def recall(self, stability: float, days: float) -> float:
        """The probability of recall so many days after the last answer."""
        return float((1 + self._factor * days / stability) ** self._decay)

    def first(self, grade: Grade) -> Trace:
        """The memory after the first answer ever."""
        return Trace(max(self.weights[grade - 1], LEAST_STABILITY), _within(self._start(grade)))

    def after(self, trace: Trace, grade: Grade, days: int) -> Trace:
        """The memory after an answer, `days` after the one before."""
        if days < 1:
            stability = self._same_day(trace.stability, grade)
        elif grade is Grade.AGAIN:
            stability = self._forgotten(trace, self.recall(trace.stability, days))
        else:
            stability = self._recalled(trace, grade, self.recall(trace.stability, days))
        return Trace(max(stability, LEAST_STABILITY), self._harder(trace.difficulty, grade))

    def _start(self, grade: Grade) -> float:
        return self.weights[4] - exp(self.weights[5] * (grade - 1)) + 1

    def _same_day(self, stability: float, grade: Grade) -> float:
        w = self.weights
        growth = exp(w[17] * (grade - 3 + w[18])) * stability ** -w[19]
        return float(stability * (growth if grade is Grade.AGAIN else max(growth, 1.0)))

    def _forgotten(self, trace: Trace, recall: float) -> float:
        w, (stability, difficulty) = self.weights, trace
        long = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * exp((1 - recall) * w[14])
        return float(min(long, stability / exp(w[17] * w[18])))

    def _recalled(self, trace: Trace, grade: Grade, recall: float) -> float:
        w, (stability, difficulty) = self.weights, trace
        by_grade = {Grade.HARD: w[15], Grade.EASY: w[16]}.get(grade, 1.0)
        growth = exp(w[8]) * (11 - difficulty) * stability ** -w[9] * (exp((1 - recall) * w[10]) - 1)
        return float(stability * (1 + growth * by_grade))

    def _harder(self, difficulty: float, grade: Grade) -> float:
        w = self.weights
        moved = difficulty + (10 - difficulty) * -w[6] * (grade - 3) / 9
        return _within(w[7] * self._start(Grade.EASY) + (1 - w[7]) * moved)


def _within(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)
