"""The chosen schedule as a curve, with the rate that stands now."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, POSITIVE, RULE, shaded, written
from dlprep.visuals.motion import grown
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.plane import Plane
from dlprep.visuals.sims.schedules import STEPS, Schedules

LEFT = 6


class SchedulesPicture(Picture[Schedules]):
    """The step runs to the right; the height is the rate as a share of the highest."""

    sim_type = Schedules

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """The whole curve, brighter up to now, and its mark."""
        plane = self.plane(canvas.width, canvas.height)
        for share in (0.0, 0.5, 1.0):
            plane.stroke(canvas, (0, share), (STEPS, share), written(RULE))
            canvas.text(
                0, plane.cell(0, share)[1], f"{self.sim['rate'] * share:.2g}".rjust(LEFT - 1), written(MUTED)
            )
        shares = [self.sim.share(n) for n in range(STEPS + 1)]
        done = grown(shares, step + phase)
        plane.path(canvas, grown(shares, STEPS), shaded(POSITIVE, 0.6))
        plane.path(canvas, done, written(ACTIVE, bold=True))
        canvas.text(*plane.cell(*done[-1]), "●", written(INK, bold=True))
        canvas.text(LEFT, canvas.height - 1, "step 0", written(MUTED))
        canvas.text(canvas.width - 4, canvas.height - 1, str(STEPS), written(MUTED))

    def plane(self, width: int, height: int) -> Plane:
        """Right of the rates, above the steps."""
        return Plane(LEFT, 0, max(1, width - LEFT - 1), max(1, height - 1), (0, STEPS), (0.0, 1.02))

    def seek(self, x: int, y: int, width: int, height: int) -> float | None:
        """A click moves the step."""
        plane = self.plane(width, height)
        return plane.point(x, y)[0] if plane.holds(x, y) else None
