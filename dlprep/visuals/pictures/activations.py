"""An activation's curve with its derivative; a mark moves along, and flat regions are named."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, NEGATIVE, POSITIVE, RULE, written
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.plane import Plane
from dlprep.visuals.sims.activations import HIGH, LOW, PER_UNIT, Activations

PANEL = 24
"""Columns of the numbers at the right."""
GLYPHS = {"dead": ("×", NEGATIVE), "saturated": ("░", NEGATIVE), "alive": ("─", RULE)}


class ActivationsPicture(Picture[Activations]):
    """The value is the bright curve, the slope the dim one; below, × is dead and ░ saturated."""

    sim_type = Activations

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Curves, the region strip below them, numbers where there is room."""
        plane, alpha = self.plane(canvas.width, canvas.height), self.sim["alpha"]
        plane.axes(canvas, written(RULE))
        curve = self.sim.curve
        plane.curve(canvas, lambda z: curve.slope(z, alpha), written(ACTIVE))
        plane.curve(canvas, lambda z: curve.of(z, alpha), written(POSITIVE, bold=True))
        self._regions(canvas, plane)
        self._mark(canvas, plane, step + phase)
        if plane.width < canvas.width:
            self._numbers(canvas, plane.width + 2, step)

    def plane(self, width: int, height: int) -> Plane:
        """Where the curves are."""
        room = width - PANEL if width >= 64 else width
        return Plane(0, 0, max(1, room), max(1, height - 1), (LOW, HIGH), (-1.6, 3.0))

    def seek(self, x: int, y: int, width: int, height: int) -> float | None:
        """A click moves z."""
        plane = self.plane(width, height)
        return (plane.point(x, y)[0] - LOW) * PER_UNIT if plane.holds(x, y) else None

    def _regions(self, canvas: Canvas, plane: Plane) -> None:
        for column in range(plane.width):
            glyph, hue = GLYPHS[self.sim.region(plane.point(column, 0)[0])]
            canvas.text(column, plane.height, glyph, written(hue))

    def _mark(self, canvas: Canvas, plane: Plane, at: float) -> None:
        z = min(HIGH, self.sim.z(at))
        reading = self.sim.at(z)
        column, _ = plane.cell(z, 0)
        canvas.text(column, plane.height, "▲", written(INK, bold=True))
        for height, glyph, hue in ((reading.slope, "◇", ACTIVE), (reading.value, "●", POSITIVE)):
            x, row = plane.cell(z, min(plane.y[1], max(plane.y[0], height)))
            shown = "↑" if height > plane.y[1] else "↓" if height < plane.y[0] else glyph
            canvas.text(x, row, shown, written(hue, bold=True))

    def _numbers(self, canvas: Canvas, x: int, step: int) -> None:
        canvas.text(x, 0, f"● {self.sim.chosen('function')}", written(POSITIVE, bold=True))
        canvas.text(x, 1, "◇ its slope", written(ACTIVE))
        for n, (name, value) in enumerate(self.sim.numbers(step)):
            end = canvas.text(x, 3 + n, f"{name:<10} ", written(MUTED))
            canvas.text(end, 3 + n, value, written(INK))
        canvas.text(x, 9, "× dead  ░ saturated", written(NEGATIVE))
