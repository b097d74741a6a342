"""A batch on the number line, before and after; the running statistics as they follow."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, POSITIVE, RULE, written
from dlprep.visuals.motion import eased, grown
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.plane import Plane
from dlprep.visuals.sims.normalization import MEAN, SPREAD, Normalization

LOW, HIGH = -4.0, 10.0


class NormalizationPicture(Picture[Normalization]):
    """○ are the batch's values, ● what leaves the layer; │ marks the mean that is taken off."""

    sim_type = Normalization

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Two number lines, then the running mean and variance over the batches."""
        sim, now = self.sim, self.sim.state(step)
        used = now.mean if sim.training else now.running_mean
        self._line(canvas, 1, "in", now.values, "○", used)
        self._scale(canvas, 2)
        self._line(canvas, 4, "out", sim.outputs(step), "●", 0.0)
        plane = Plane(6, 5, max(1, canvas.width - 8), max(1, canvas.height - 6), (0, sim.last), (-0.5, 6.5))
        for true, name in ((MEAN, "μ"), (SPREAD**2, "σ²")):
            plane.stroke(canvas, (0, true), (sim.last, true), written(RULE))
            canvas.text(1, plane.cell(0, true)[1], f"{name} {true:.0f}", written(MUTED))
        states, at = [sim.state(n) for n in range(step + 1 + (phase > 0))], step + eased(phase)
        mean = grown([state.running_mean for state in states], at)
        var = grown([state.running_var for state in states], at)
        plane.path(canvas, mean, written(ACTIVE, bold=True))
        plane.path(canvas, var, written(POSITIVE))
        for (x, y), name, hue in ((mean[-1], "μ", ACTIVE), (var[-1], "σ²", POSITIVE)):
            canvas.text(*plane.cell(x, min(6.5, y)), name, written(hue, bold=True))
        canvas.text(6, canvas.height - 1, "μ running mean", written(ACTIVE))
        canvas.text(22, canvas.height - 1, "σ² running variance", written(POSITIVE))
        canvas.text(canvas.width - 9, canvas.height - 1, "batches", written(MUTED))

    def _line(
        self,
        canvas: Canvas,
        y: int,
        name: str,
        values: list[float] | tuple[float, ...],
        glyph: str,
        middle: float,
    ) -> None:
        width = canvas.width - 8
        canvas.text(0, y, name, written(MUTED))
        canvas.text(6, y, "─" * width, written(RULE))
        canvas.text(6 + self._column(middle, width), y - 1, "│", written(ACTIVE, bold=True))
        for value in values:
            canvas.text(
                6 + self._column(value, width),
                y,
                glyph,
                written(INK if glyph == "○" else POSITIVE, bold=True),
            )

    def _scale(self, canvas: Canvas, y: int) -> None:
        """Both lines' numbers, between them."""
        for mark in range(int(LOW), int(HIGH) + 1, 2):
            canvas.centred(6 + self._column(mark, canvas.width - 8), y, str(mark), written(MUTED))

    def _column(self, value: float, width: int) -> int:
        return round((min(HIGH, max(LOW, value)) - LOW) / (HIGH - LOW) * (width - 1))
