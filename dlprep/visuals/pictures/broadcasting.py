"""Two tensors, and their sum filling up; repeated numbers are dim, the pair that meets is bright."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, GROUND, INK, MUTED, PANEL, POSITIVE, filled, written
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.broadcasting import Broadcasting, Shape

CELL = 4


class BroadcastingPicture(Picture[Broadcasting]):
    """[n] is the number that is used now, (n) one that is only repeated."""

    sim_type = Broadcasting

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """a, the sign, b, =, the result; b below a where it is narrow."""
        sim, (a, b) = self.sim, self.sim.shapes
        rows, columns = sim.result or (3, 4)
        now = divmod(step - 1, columns) if step and sim.result else None
        wide = columns * CELL + 3
        canvas.text(2, 0, f"a {a}", written(INK, bold=True))
        canvas.text(2 + wide, 0, f"b {b}", written(INK, bold=True))
        canvas.text(2 + 2 * wide, 0, f"result {sim.result or 'none'}", written(INK, bold=True))
        gap = 2 if canvas.height >= 2 * rows + 3 else 1
        canvas.text(wide - 1, 2 + gap, "−" if sim.minus else "+", written(MUTED))
        canvas.text(2 * wide - 1, 2 + gap, "=", written(MUTED))
        for i in range(rows):
            y = 2 + i * gap
            for j in range(columns):
                if sim.result is None:
                    self._own(canvas, a, i, j, 2 + j * CELL, y, 1)
                    self._own(canvas, b, i, j, 2 + wide + j * CELL, y, 10)
                    continue
                self._operand(canvas, a, (i, j), now, 2 + j * CELL, y, 1)
                self._operand(canvas, b, (i, j), now, 2 + wide + j * CELL, y, 10)
                self._result(canvas, (i, j), step, now, 2 + 2 * wide + j * CELL, y)

    def _operand(
        self,
        canvas: Canvas,
        shape: Shape,
        at: tuple[int, int],
        now: tuple[int, int] | None,
        x: int,
        y: int,
        unit: int,
    ) -> None:
        value = self.sim.element(shape, *at, unit)
        own = self.sim.source(shape, *at) == at
        if now == at:
            canvas.text(x, y, f"{value:>3}", written(GROUND, ACTIVE, bold=True))
        elif own:
            canvas.text(x, y, f"{value:>3}", filled(POSITIVE, 0.45))
        else:
            canvas.text(x, y, f"({value})"[:4].rjust(3), written(MUTED, PANEL))

    def _own(self, canvas: Canvas, shape: Shape, i: int, j: int, x: int, y: int, unit: int) -> None:
        """A tensor that cannot be stretched, as it is."""
        rows, columns = shape if len(shape) == 2 else (1, shape[0])
        if i < rows and j < columns:
            value = unit * (i * columns + j + 1)
            canvas.text(x, y, f"{value:>3}", filled(POSITIVE, 0.45))

    def _result(
        self, canvas: Canvas, at: tuple[int, int], step: int, now: tuple[int, int] | None, x: int, y: int
    ) -> None:
        _, columns = self.sim.result or (1, 1)
        if at == now:
            canvas.text(x, y, f"{self.sim.sum(*at):>3}", written(GROUND, ACTIVE, bold=True))
        elif at[0] * columns + at[1] < step:
            canvas.text(x, y, f"{self.sim.sum(*at):>3}", filled(POSITIVE, 0.3))
        else:
            canvas.text(x, y, "  ·", written(MUTED))
