"""A loss as a curve over the prediction, with the tangent that training follows."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, POSITIVE, RULE, written
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.plane import Plane
from dlprep.visuals.sims.losses import HIGH, LOSSES, LOW, PER_UNIT, Losses

MOST = 6.0
REACH = 1.4
"""How far the tangent is drawn to each side."""


class LossesPicture(Picture[Losses]):
    """All losses dim, the chosen one bright; ● is the prediction, ┆ the target, the line the slope."""

    sim_type = Losses

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Curves, tangent, mark."""
        plane = self.plane(canvas.width, canvas.height)
        self._legend(canvas)
        plane.axes(canvas, written(RULE))
        sim = self.sim
        plane.curve(canvas, lambda p: sim.at(p).loss, written(POSITIVE, bold=True))
        if not sim.loss.binary:
            x, _ = plane.cell(sim.target, 0)
            for row in range(plane.top, plane.top + plane.height):
                canvas.text(x, row, "┆", written(MUTED))
            canvas.text(x + 1, plane.top, "y", written(MUTED))
        now = sim.at(min(HIGH, LOW + (step + phase) / PER_UNIT))
        ends = [(now.prediction + d, now.loss + d * now.slope) for d in (-REACH, REACH)]
        plane.stroke(canvas, ends[0], ends[1], written(ACTIVE, bold=True))
        column, row = plane.cell(now.prediction, min(MOST, now.loss))
        canvas.text(column, row, "↑" if now.loss > MOST else "●", written(INK, bold=True))

    def plane(self, width: int, height: int) -> Plane:
        """All but the first row, which names the losses, and the last, which names the axis."""
        return Plane(0, 1, max(1, width), max(1, height - 2), (LOW, HIGH), (-0.3, MOST))

    def seek(self, x: int, y: int, width: int, height: int) -> float | None:
        """A click moves the prediction."""
        plane = self.plane(width, height)
        return (plane.point(x, y)[0] - LOW) * PER_UNIT if plane.holds(x, y) else None

    def _legend(self, canvas: Canvas) -> None:
        y = canvas.height - 1
        canvas.text(1, y, f"{LOW:+.0f}", written(MUTED))
        canvas.centred(canvas.width // 2, y, self.sim.loss.axis, written(MUTED))
        canvas.text(canvas.width - 3, y, f"{HIGH:+.0f}", written(MUTED))
        x = 1
        for name in LOSSES:
            chosen = name == self.sim.chosen("loss")
            x = 2 + canvas.text(
                x, 0, f"{'▸' if chosen else ' '}{name}", written(POSITIVE if chosen else MUTED, bold=chosen)
            )
