"""Each stage as a block of cells, one row an example; shapes below, the present stage bright."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, RULE, filled, shaded, signed, written
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.forward import Forward, Stage

GLYPHS = " ░▒▓█"
CELL = 7
"""Columns of a number and its brackets."""


class ForwardPicture(Picture[Forward]):
    """Shades are sizes, rose is negative; [ ] is the right class; below, the present stage's numbers."""

    sim_type = Forward

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Blocks from left to right, then the numbers."""
        stages = self.sim.stages()
        wide = 2 if canvas.width >= sum(self._length(stage, 2) + 2 for stage in stages) else 1
        x = 1
        for number, stage in enumerate(stages):
            self._block(canvas, x, wide, stage, number, step)
            x += self._length(stage, wide)
            if number < len(stages) - 1:
                canvas.text(x, 2, "→", written(ACTIVE if number == step - 1 else RULE))
            x += 2
        count = len(self.sim.inputs)
        self._numbers(canvas, 2 + count + (canvas.height > 2 + 2 * count), stages[step], step)

    def _length(self, stage: Stage, wide: int) -> int:
        """Columns of a block: its cells, its name, its shape."""
        return max(wide * len(stage.values[0]), len(stage.name), len(self._shape(stage, wide)))

    def _shape(self, stage: Stage, wide: int) -> str:
        return stage.shape if wide > 1 else f"{len(stage.values)}×{len(stage.values[0])}"

    def _block(self, canvas: Canvas, x: int, wide: int, stage: Stage, number: int, step: int) -> None:
        active = number == step
        named = written(ACTIVE if active else INK if number < step else RULE, bold=active)
        canvas.text(x, 0, stage.name, named)
        canvas.text(x, 1, self._shape(stage, wide), written(MUTED if number <= step else RULE))
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
        """A row an example; two side by side where there are too few rows, and room."""
        length = CELL * len(stage.values[0]) + 2
        rows = len(stage.values)
        if y + rows > canvas.height and 2 * length <= canvas.width:
            rows = (rows + 1) // 2
        for row, values in enumerate(stage.values):
            for column, value in enumerate(values):
                right = step >= 5 and (column == self.sim.labels[row] or step == self.sim.last)
                ink = filled(signed(value), 0.1 + 0.5 * min(1.0, abs(value) / 2), bold=right)
                text = f"[{_short(value)}]" if right else f" {_short(value)} "
                canvas.text(1 + row // rows * length + column * CELL, y + row % rows, text, ink)
        if step >= 5:
            note = f"mean {self.sim.loss():.4f}" if step == self.sim.last else "[ ] the right class"
            x = 2 + length * -(-len(stage.values) // rows)
            canvas.text(x, y, note, written(ACTIVE, bold=step == self.sim.last))


def _short(value: float) -> str:
    """A number in five columns."""
    return f"{value:+.{2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0}f}".rjust(5)
