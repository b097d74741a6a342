"""A neuron: its sum at the left, the line that it draws through the plane at the right."""

from __future__ import annotations

from collections.abc import Mapping

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import (
    ACTIVE,
    GROUND,
    INK,
    MUTED,
    NEGATIVE,
    POSITIVE,
    RULE,
    filled,
    shaded,
    signed,
    written,
)
from dlprep.visuals.motion import between, eased
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.plane import Plane
from dlprep.visuals.sims.neuron import LABELS, POINTS, Neuron, Weighing

RANGE = (-0.75, 1.75)
SUM = 34
"""Columns of the sum."""


class NeuronPicture(Picture[Neuron]):
    """● and ○ are the classes; ╱ marks the side where z ≥ 0; × is a point on the wrong side."""

    sim_type = Neuron

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """The sum, then the plane where there is room beside it."""
        now = self._moving(step, phase)
        plane = self.plane(canvas.width, canvas.height)
        self._side(canvas, plane, now)
        self._line(canvas, plane, now)
        self._points(canvas, plane, step, now)
        if plane.left:
            self._sum(canvas, step, phase)

    def plane(self, width: int, height: int) -> Plane:
        """Where the plane is: beside the sum, or all there is when narrow."""
        left = SUM if width >= SUM + 24 else 0
        return Plane(left, 0, max(1, width - left), max(1, height), RANGE, RANGE)

    def grab(self, x: int, y: int, width: int, height: int, step: int) -> Mapping[str, float]:
        """The mouse pulls the input ◆ through the plane."""
        plane = self.plane(width, height)
        return dict(zip(("x1", "x2"), plane.point(x, y), strict=True)) if plane.holds(x, y) else {}

    def _moving(self, step: int, phase: float) -> Weighing:
        """The weights on their way to the next step's: the line turns instead of jumping."""
        now, share = self.sim.state(step), eased(phase)
        if not share:
            return now
        then = self.sim.state(step + 1)
        w1, w2, b = (between(a, c, share) for a, c in zip(now[:3], then[:3], strict=True))
        return now._replace(w1=w1, w2=w2, b=b)

    def _side(self, canvas: Canvas, plane: Plane, now: Weighing) -> None:
        ink = shaded(POSITIVE, 0.28)
        for row in range(plane.top, plane.top + plane.height):
            for column in range(plane.left, plane.left + plane.width):
                if (column + row) % 3 == 0 and now.z(*plane.point(column, row)) >= 0:
                    canvas.text(column, row, "╱", ink)

    def _line(self, canvas: Canvas, plane: Plane, now: Weighing) -> None:
        plane.axes(canvas, written(RULE))
        low, high = RANGE
        if abs(now.w2) >= abs(now.w1) and now.w2:
            ends = [(x, -(now.w1 * x + now.b) / now.w2) for x in (low, high)]
        elif now.w1:
            ends = [(-(now.w2 * y + now.b) / now.w1, y) for y in (low, high)]
        else:
            return
        plane.stroke(canvas, ends[0], ends[1], written(ACTIVE, bold=True))

    def _points(self, canvas: Canvas, plane: Plane, step: int, now: Weighing) -> None:
        shown = POINTS[(self.sim.state(step).seen - 1) % 4] if step else None
        for point, label in zip(POINTS, LABELS[self.sim.chosen("data")], strict=True):
            column, row = plane.cell(*point)
            right = (now.z(*point) >= 0) == label
            hue = POSITIVE if label else NEGATIVE
            canvas.text(column - 1, row, f" {'●' if label else '○'} ", written(hue, bold=True))
            if not right:
                canvas.text(column + 2, row, "×", written(NEGATIVE, bold=True))
            if point == shown:
                canvas.text(column - 1, row, "[", written(ACTIVE, bold=True))
                canvas.text(column + 1, row, "]", written(ACTIVE, bold=True))
        x, y = plane.cell(self.sim["x1"], self.sim["x2"])
        canvas.text(x, y, "◆", written(INK, bold=True))
        canvas.text(x + 1, y, "x", written(MUTED))

    def _sum(self, canvas: Canvas, step: int, phase: float) -> None:
        now, (z, y) = self.sim.state(step), self.sim.output(step)
        terms = [
            ("x₁", self.sim["x1"], "w₁", now.w1),
            ("x₂", self.sim["x2"], "w₂", now.w2),
            ("1", 1.0, "b", now.b),
        ]
        gap = 3 if canvas.height >= 14 else 2 if canvas.height >= 9 else 1
        top = min(1, gap - 1)
        for n, (name, value, weight, factor) in enumerate(terms):
            self._term(canvas, top + n * gap, name, value, weight, factor)
        middle = top + 3 * gap
        canvas.text(1, middle, "z", written(MUTED))
        canvas.text(3, middle, f" {z:+.2f} ", filled(signed(z), 0.25 + 0.2 * min(3, abs(z)), bold=True))
        canvas.text(11, middle, "→", written(MUTED))
        canvas.text(13, middle, f"{self.sim.chosen('activation')}(z)", written(INK))
        canvas.text(23, middle, f" {y:+.2f} ", filled(signed(y), 0.25 + 0.6 * min(1, abs(y)), bold=True))
        _scale(canvas, 1, middle + 1, SUM - 4, z)

    def _term(self, canvas: Canvas, row: int, name: str, value: float, weight: str, factor: float) -> None:
        product = value * factor
        canvas.text(1, row, f"{name:>2}", written(MUTED))
        canvas.text(4, row, f"{value:+.2f}", written(INK))
        width = max(1, min(4, round(abs(factor) * 1.5)))
        canvas.text(
            10, row, "━" * width + "╌" * (4 - width), shaded(signed(factor), 0.35 + 0.2 * min(3, abs(factor)))
        )
        canvas.text(15, row, f"{weight} {factor:+.2f}", written(signed(factor)))
        canvas.text(24, row, f"= {product:+.2f}", filled(signed(product), 0, bold=True))


def _scale(canvas: Canvas, x: int, y: int, width: int, z: float) -> None:
    """A ruler from −4 to 4 with a mark at z."""
    canvas.text(x, y, "─" * width, written(RULE, GROUND))
    canvas.text(x + width // 2, y, "┼", written(MUTED))
    at = round((min(4.0, max(-4.0, z)) + 4) / 8 * (width - 1))
    canvas.text(x + at, y, "▲", written(signed(z), bold=True))
