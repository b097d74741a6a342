"""The plane of two weights: the loss' minimum, 0, and the way between."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, POSITIVE, RULE, Hue, shaded, written
from dlprep.visuals.motion import between
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.plane import Plane
from dlprep.visuals.sims.decay import BEST, CURVES, Decay

LEVELS = (0.05, 0.2, 0.6, 1.4)


class DecayPicture(Picture[Decay]):
    """✕ is the loss' minimum in its contours, + is 0, ◇ the rest with L2, ● the weights."""

    sim_type = Decay

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Contours, trail, marks."""
        plane = Plane(0, 0, canvas.width, canvas.height, (-2.2, 3.4), (-0.6, 3.0))
        plane.axes(canvas, written(RULE))
        for level in LEVELS:
            plane.path(canvas, [self._ring(level, k / 48) for k in range(49)], shaded(POSITIVE, 0.3))
        trail = self._trail(step, phase)
        plane.path(canvas, trail, written(ACTIVE))
        self._mark(canvas, plane, (0.0, 0.0), "+ 0", MUTED)
        self._mark(canvas, plane, BEST, "✕ loss", POSITIVE)
        self._mark(canvas, plane, self.sim.rest(), "◇ with L2", INK)
        self._mark(canvas, plane, trail[-1], "●", ACTIVE)
        canvas.text(1, 0, "w₂", written(MUTED))
        canvas.text(canvas.width - 3, plane.cell(0, 0)[1] + 1, "w₁", written(MUTED))

    def _trail(self, step: int, phase: float) -> list[tuple[float, float]]:
        """The weights of all steps so far, and where they are on their way to the next ones."""
        trail = [self.sim.state(n).w for n in range(step + 1)]
        if phase:
            (x0, y0), (x1, y1) = trail[-1], self.sim.state(step + 1).w
            trail.append((between(x0, x1, phase), between(y0, y1, phase)))
        return trail

    def _ring(self, level: float, share: float) -> tuple[float, float]:
        angle = 2 * pi * share
        return (
            BEST[0] + sqrt(2 * level / CURVES[0]) * cos(angle),
            BEST[1] + sqrt(2 * level / CURVES[1]) * sin(angle),
        )

    def _mark(self, canvas: Canvas, plane: Plane, at: tuple[float, float], text: str, hue: Hue) -> None:
        x, y = plane.cell(*at)
        canvas.text(x, y, text, written(hue, bold=True))
