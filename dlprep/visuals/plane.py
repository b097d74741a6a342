"""A rectangle of a canvas with x and y axes: numbers become braille dots and cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.style import Style

from dlprep.visuals.canvas import Canvas


class Plane(NamedTuple):
    """Cells from (left, top), `width` by `height`; x grows to the right, y upwards."""

    left: int
    top: int
    width: int
    height: int
    x: tuple[float, float]
    y: tuple[float, float]

    def dot(self, x: float, y: float) -> tuple[float, float]:
        """The braille dot of a point."""
        return (
            2 * self.left + (x - self.x[0]) / (self.x[1] - self.x[0]) * (2 * self.width - 1),
            4 * self.top + (self.y[1] - y) / (self.y[1] - self.y[0]) * (4 * self.height - 1),
        )

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """The cell of a point."""
        across, down = self.dot(x, y)
        return round(across) >> 1, round(down) >> 2

    def point(self, column: int, row: int) -> tuple[float, float]:
        """The point at a cell's middle."""
        x = self.x[0] + (column - self.left + 0.5) / self.width * (self.x[1] - self.x[0])
        y = self.y[1] - (row - self.top + 0.5) / self.height * (self.y[1] - self.y[0])
        return x, y

    def holds(self, column: int, row: int) -> bool:
        """Whether a cell is inside."""
        return self.left <= column < self.left + self.width and self.top <= row < self.top + self.height

    def curve(self, canvas: Canvas, of: Callable[[float], float], ink: Style) -> None:
        """The graph of a function, cut off at the edges."""
        count = 2 * self.width
        for k in range(count):
            x = self.x[0] + (self.x[1] - self.x[0]) * k / (count - 1)
            y, after = of(x), of(x + (self.x[1] - self.x[0]) / (count - 1))
            self.stroke(canvas, (x, y), (x, (y + after) / 2), ink)

    def stroke(
        self, canvas: Canvas, start: tuple[float, float], end: tuple[float, float], ink: Style
    ) -> None:
        """A straight line, without what lies outside (Liang and Barsky 1984)."""
        clipped = self._clipped(start, end)
        if clipped is not None:
            canvas.line(*self.dot(*clipped[0]), *self.dot(*clipped[1]), ink)

    def path(self, canvas: Canvas, points: Sequence[tuple[float, float]], ink: Style) -> None:
        """Straight lines from point to point."""
        for a, b in pairwise(points):
            self.stroke(canvas, a, b, ink)

    def axes(self, canvas: Canvas, ink: Style) -> None:
        """The lines x = 0 and y = 0 where they are inside."""
        self.stroke(canvas, (self.x[0], 0), (self.x[1], 0), ink)
        self.stroke(canvas, (0, self.y[0]), (0, self.y[1]), ink)

    def _clipped(
        self, start: tuple[float, float], end: tuple[float, float]
    ) -> tuple[tuple[float, float], tuple[float, float]] | None:
        enter, leave = 0.0, 1.0
        for a, b, (low, high) in zip(start, end, (self.x, self.y), strict=True):
            if a == b:
                if not low <= a <= high:
                    return None
                continue
            first, last = sorted(((low - a) / (b - a), (high - a) / (b - a)))
            enter, leave = max(enter, first), min(leave, last)
        if enter > leave:
            return None
        return _between(start, end, enter), _between(start, end, leave)


def _between(start: tuple[float, float], end: tuple[float, float], share: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
