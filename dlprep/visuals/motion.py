"""What a picture shows between two steps: positions, fills and shades glide, numbers stay the step's own."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, isfinite

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import LIT

REST = 0.4
"""The share of a slow step in which all stands still, to be read."""


def eased(phase: float, rest: float = REST) -> float:
    """How far a thing is on its way that rests first, then starts and stops softly: a smoothstep."""
    u = max(0.0, phase - rest) / (1 - rest)
    return u * u * (3 - 2 * u)


def between(start: float, end: float, share: float) -> float:
    """The number a share of the way from one to the other; exactly the first at 0."""
    return start + (end - start) * share if share else start


def glow(distance: float) -> float:
    """How bright a signal is so far from its middle, in lengths of an edge."""
    return exp(-((distance / 0.18) ** 2))


def light(
    canvas: Canvas, start: tuple[int, int], end: tuple[int, int], share: float, width: int
) -> tuple[int, int]:
    """A light on its way from one number to another, over what stands between; the cell where it is."""
    x, y = round(between(start[0], end[0], share)), round(between(start[1], end[1], share))
    canvas.light(x, y, width, LIT)
    return x, y


def grown(values: Sequence[float], at: float) -> list[tuple[float, float]]:
    """The points (0, first), (1, second) ... of a curve that has grown as far as `at`, maybe between two.

    It does not move towards a value that is no number.
    """
    last = int(at)
    points = [(float(n), value) for n, value in enumerate(values[: last + 1])]
    if at > last and isfinite(values[last + 1]):
        points.append((at, between(values[last], values[last + 1], at - last)))
    return points
