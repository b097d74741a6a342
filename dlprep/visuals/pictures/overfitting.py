"""The fitted curve among its points, and the two losses with the epoch that early stopping keeps."""

from __future__ import annotations

from math import pi, sin

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, NEGATIVE, POSITIVE, RULE, Hue, shaded, written
from dlprep.visuals.motion import between, grown
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.plane import Plane
from dlprep.visuals.sims.overfitting import Fit, Overfitting

TALL = 2.2
"""ŷ from −TALL to TALL."""
MOST = 1.2
"""The highest loss that is drawn."""


class OverfittingPicture(Picture[Overfitting]):
    """● training, ○ validation; ◆ is the lowest validation loss, ╎ the epoch where training is stopped."""

    sim_type = Overfitting

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Points and curve at the left, losses at the right."""
        half = canvas.width // 2 - 3
        height = max(1, canvas.height - 1)
        fitted = Plane(0, 0, max(1, half), height, (-1, 1), (-TALL, TALL))
        losses = Plane(half + 4, 0, max(1, canvas.width - half - 5), height, (0, self.sim.last), (0, MOST))
        self._fit(canvas, fitted, self._moving(step, phase))
        self._losses(canvas, losses, step, phase)

    def _moving(self, step: int, phase: float) -> Fit:
        """The weights on their way to the next epoch's."""
        now = self.sim.state(step)
        if not phase:
            return now
        pairs = zip(now.weights, self.sim.state(step + 1).weights, strict=True)
        return now._replace(weights=tuple(between(a, b, phase) for a, b in pairs))

    def _fit(self, canvas: Canvas, plane: Plane, now: Fit) -> None:
        plane.axes(canvas, written(RULE))
        plane.curve(canvas, lambda x: sin(pi * x), shaded(INK, 0.35))
        plane.curve(canvas, lambda x: self.sim.predicted(now, x), written(ACTIVE, bold=True))
        for part, glyph, ink in (("valid", "○", shaded(POSITIVE, 0.4)), ("train", "●", written(ACTIVE))):
            for x, y in self.sim.points(part):
                column, row = plane.cell(x, max(-TALL, min(TALL, y)))
                canvas.text(column, row, glyph, ink)
        x = canvas.text(1, canvas.height - 1, "ŷ", written(ACTIVE, bold=True))
        canvas.text(x + 2, canvas.height - 1, "the truth", shaded(INK, 0.5))

    def _losses(self, canvas: Canvas, plane: Plane, step: int, phase: float) -> None:
        now, end = self.sim.state(step), self.sim.stopped(step)
        then = self.sim.state(step + 1) if phase else now
        plane.axes(canvas, written(RULE))
        for loss in (MOST, MOST / 2):
            canvas.text(plane.left - 3, plane.cell(0, loss)[1], f"{loss:.1f}", written(MUTED))
        if end is not None:
            column, _ = plane.cell(end, 0)
            canvas.fill(column, 0, 1, plane.height, written(NEGATIVE), "╎")
        self._curve(canvas, plane, grown(then.valid, step + phase), POSITIVE, "○")
        self._curve(canvas, plane, grown(then.train, step + phase), ACTIVE, "●")
        self._best(canvas, plane, now)
        x = canvas.text(plane.left + 1, canvas.height - 1, "● train", written(ACTIVE))
        x = canvas.text(x + 1, canvas.height - 1, "○ valid", written(POSITIVE))
        canvas.text(x + 1, canvas.height - 1, "╎ stop" if end is not None else "", written(NEGATIVE))

    def _curve(
        self, canvas: Canvas, plane: Plane, points: list[tuple[float, float]], hue: Hue, glyph: str
    ) -> None:
        plane.path(canvas, points, written(hue))
        at, loss = points[-1]
        column, row = plane.cell(at, min(MOST, loss))
        canvas.text(column, row, "↑" if loss > MOST else glyph, written(hue, bold=True))

    def _best(self, canvas: Canvas, plane: Plane, now: Fit) -> None:
        column, row = plane.cell(now.best, min(MOST, now.valid[now.best]))
        canvas.text(column, row, "◆", written(INK, bold=True))
        canvas.centred(column, row - 1, f"epoch {now.best}", written(MUTED))
