"""Layers with how far each has moved, and the two losses as they part."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas, bar
from dlprep.visuals.ink import ACTIVE, INK, MUTED, NEGATIVE, POSITIVE, RULE, written
from dlprep.visuals.motion import between, grown
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.plane import Plane
from dlprep.visuals.sims.finetuning import NAMES, SIZES, Finetuning

LIST = 34
MOST = 1.2


class FinetuningPicture(Picture[Finetuning]):
    """▓ is frozen, ▶ moves; bars show how far; ● is the new task's loss, ○ the old one's."""

    sim_type = Finetuning

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """The layers from the head down, then the curves."""
        for layer in range(len(SIZES) - 1):
            row = len(SIZES) - 2 - layer
            self._layer(canvas, 1 + 3 * row if canvas.height >= 9 else 2 * row, layer, step, phase)
        if canvas.width >= LIST + 24:
            self._curves(canvas, step, phase)

    def _layer(self, canvas: Canvas, y: int, layer: int, step: int, phase: float) -> None:
        share, moved = self.sim.share(layer, step), self.sim.moved(layer, step)
        frozen = share == 0
        canvas.text(1, y, "▓" if frozen else "▶", written(MUTED if frozen else ACTIVE, bold=True))
        canvas.text(3, y, NAMES[layer], written(INK, bold=not frozen))
        rate = "frozen" if frozen else f"η {self.sim['rate'] * share:.4g}"
        canvas.text(12, y, rate, written(MUTED))
        far = between(moved, self.sim.moved(layer, step + 1), phase) if phase else moved
        drawn = bar(2 * min(0.5, far) * (LIST - 14))
        canvas.text(3, y + 1, drawn or "▏", written(ACTIVE if drawn else RULE))
        told = f"{moved:.1%}" if moved < 10 else "far off"
        canvas.text(4 + max(1, len(drawn)), y + 1, told, written(MUTED))

    def _curves(self, canvas: Canvas, step: int, phase: float) -> None:
        sim = self.sim
        plane = Plane(LIST, 0, canvas.width - LIST - 2, max(1, canvas.height - 1), (0, sim.last), (0.0, MOST))
        plane.stroke(canvas, (0, 0), (sim.last, 0), written(RULE))
        plane.stroke(canvas, (0, 0), (0, MOST), written(RULE))
        now = sim.state(step + 1 if phase else step)
        canvas.text(LIST + 2, 0, "● loss on the new task", written(POSITIVE))
        canvas.text(LIST + 2, 1, "○ on the old one", written(NEGATIVE))
        for losses, hue, glyph in ((now.old, NEGATIVE, "○"), (now.new, POSITIVE, "●")):
            points = grown(losses, step + phase)
            plane.path(canvas, points, written(hue))
            at, loss = points[-1]
            column, row = plane.cell(at, min(MOST, loss))
            canvas.text(column, row, "↑" if loss > MOST else glyph, written(hue, bold=True))
