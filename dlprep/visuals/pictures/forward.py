"""Each stage as a block of cells, one row an example; shapes below, the present stage bright."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, RULE, filled, shaded, signed, written
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.forward import Forward, Stage

GLYPHS = " ░▒▓█"


class ForwardPicture(Picture[Forward]):
    """Shades are sizes, rose is negative; the numbers of the present stage stand below."""

    sim_type = Forward

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Blocks from left to right, then the numbers."""
        stages = self.sim.stages()
        columns = sum(len(stage.values[0]) for stage in stages)
        wide = 2 if canvas.width >= 2 * columns + 3 * len(stages) + 2 else 1
        x = 1
        for number, stage in enumerate(stages):
            length = max(wide * len(stage.values[0]), len(stage.name))
            self._block(canvas, x, wide, stage, number, step)
            if number < len(stages) - 1:
                canvas.text(x + length, 2, "→", written(ACTIVE if number == step - 1 else RULE))
            x += length + 2
        self._numbers(canvas, 4 + len(self.sim.inputs), stages[step], step)

    def _block(self, canvas: Canvas, x: int, wide: int, stage: Stage, number: int, step: int) -> None:
        active = number == step
        canvas.text(
            x, 0, stage.name, written(ACTIVE if active else INK if number < step else RULE, bold=active)
        )
        for row, values in enumerate(stage.values):
            for column, value in enumerate(values):
                at = x + column * wide
                if number > step:
                    canvas.text(at, 2 + row, "·" * wide, written(RULE))
                    continue
                level = min(1.0, abs(value) / 2)
                glyph = GLYPHS[min(4, round(level * 4))]
                canvas.text(at, 2 + row, glyph * wide, shaded(signed(value), 0.25 + 0.75 * level))

    def _numbers(self, canvas: Canvas, y: int, stage: Stage, step: int) -> None:
        canvas.text(1, y, f"{stage.name} {stage.shape}", written(ACTIVE, bold=True))
        labels = self.sim.labels
        for row, values in enumerate(stage.values):
            x = 1
            for column, value in enumerate(values):
                right = step >= 5 and (column == labels[row] or step == self.sim.last)
                ink = filled(signed(value), 0.1 + 0.5 * min(1.0, abs(value) / 2), bold=right)
                x = 1 + canvas.text(
                    x, y + 1 + row, f"{'[' if right else ' '}{value:+.2f}{']' if right else ' '}", ink
                )
        if step == self.sim.last:
            canvas.text(14, y + 1, f"mean {self.sim.loss():.4f}", written(ACTIVE, bold=True))
        if step >= 5:
            canvas.text(36, y, "[ ] the right class", written(MUTED))
