"""Each stage as a block of cells, one row an example; shapes below, the present stage bright."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, RULE, filled, signed, textured, written
from dlprep.visuals.motion import eased
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
        stages, count, share, x = self.sim.stages(), len(self.sim.inputs), eased(phase), 1
        wide = self._wide(canvas.width, stages)
        tall = 2 if wide > 2 and canvas.height > 2 + 3 * count else 1
        for number, stage in enumerate(stages):
            self._block(canvas, x, (wide, tall), stage, number, step + share)
            x += self._length(stage, wide)
            if number < len(stages) - 1:
                level = 1.0 if number == step - 1 else share if number == step else 0.0
                canvas.text(x, 2, "→", written(RULE.towards(ACTIVE, level)))
            x += 2
        below = 2 + count * tall
        self._numbers(canvas, below + (canvas.height > below + count), stages[step], step)

    def most(self) -> tuple[int, int]:
        """The widest cells, two rows each, and the numbers below."""
        return 126, 3 + 3 * len(self.sim.inputs)

    def _wide(self, width: int, stages: list[Stage]) -> int:
        """Columns of a cell, so that all blocks fit."""
        lengths = {wide: sum(self._length(stage, wide) + 2 for stage in stages) for wide in (4, 3, 2)}
        return next((wide for wide, length in lengths.items() if length <= width), 1)

    def _length(self, stage: Stage, wide: int) -> int:
        """Columns of a block: its cells, its name, its shape."""
        return max(wide * len(stage.values[0]), len(stage.name), len(self._shape(stage, wide)))

    def _shape(self, stage: Stage, wide: int) -> str:
        return stage.shape if wide > 1 else f"{len(stage.values)}×{len(stage.values[0])}"

    def _block(
        self, canvas: Canvas, x: int, size: tuple[int, int], stage: Stage, number: int, at: float
    ) -> None:
        """Name, shape and cells; those of the stage that comes next light up from the left."""
        step, (wide, tall) = int(at), size
        active = number == step
        named = written(ACTIVE if active else INK if number < step else RULE, bold=active)
        canvas.text(x, 0, stage.name, named)
        canvas.text(x, 1, self._shape(stage, wide), written(MUTED if number <= step else RULE))
        lit = 1.0 if number <= step else at - step if number == step + 1 else 0.0
        for row, values in enumerate(stage.values):
            for column, value in enumerate(values):
                share = min(1.0, max(0.0, lit * len(values) - column))
                self._cell(canvas, x + column * wide, 2 + row * tall, size, value, share)

    def _cell(self, canvas: Canvas, x: int, y: int, size: tuple[int, int], value: float, lit: float) -> None:
        if not lit:
            canvas.fill(x, y, *size, written(RULE), "·")
            return
        level = min(1.0, abs(value) / 2)
        ink = textured(signed(value), lit * (0.15 + 0.85 * level) if level else 0)
        canvas.fill(x, y, *size, ink, GLYPHS[min(4, round(level * 4))])

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
