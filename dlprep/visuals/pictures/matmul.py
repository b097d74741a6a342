"""A at the left, B above, the product where they cross: the row and the column that meet are bright."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, GROUND, MUTED, PANEL, POSITIVE, filled, signed, written
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.matmul import Matmul

CELL = 5


class MatmulPicture(Picture[Matmul]):
    """The pair that is multiplied is in brackets; finished cells are filled."""

    sim_type = Matmul

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """B above C, A beside C."""
        sim, (n, k, m) = self.sim, self.sim.sizes
        gap = 2 if canvas.height >= 2 * (n + k) + 2 else 1
        left, top = 3 + k * CELL + 3, 1 + k * gap + 1
        i, j, term = sim.at(step) if step else (-1, -1, -1)
        canvas.text(1, top - 1, f"A ({n}, {k})", written(MUTED))
        canvas.text(left + m * CELL + 1, 1, f"B ({k}, {m})", written(MUTED))
        canvas.text(left + m * CELL + 1, top, f"C ({n}, {m})", written(MUTED))
        for row in range(n):
            for t in range(k):
                self._cell(
                    canvas, 1 + t * CELL, top + row * gap, sim.a[row][t], row == i, (row, t) == (i, term)
                )
        for t in range(k):
            for column in range(m):
                value = sim.b[t][column]
                self._cell(
                    canvas, left + column * CELL, 1 + t * gap, value, column == j, (t, column) == (term, j)
                )
        for row in range(n):
            for column in range(m):
                self._product(canvas, left + column * CELL, top + row * gap, row, column, step)

    def _cell(self, canvas: Canvas, x: int, y: int, value: int, bright: bool, now: bool) -> None:
        if now:
            canvas.text(x, y, f"[{value:+d}]", written(GROUND, ACTIVE, bold=True))
        else:
            canvas.text(x, y, f" {value:+d} ", filled(signed(value), 0.55 if bright else 0.15))

    def _product(self, canvas: Canvas, x: int, y: int, row: int, column: int, step: int) -> None:
        _, k, m = self.sim.sizes
        done = min(k, max(0, step - (row * m + column) * k))
        if done == 0:
            canvas.text(x, y, "  · ", written(MUTED, PANEL))
            return
        value = self.sim.entry(row, column, done)
        if done < k or step == (row * m + column + 1) * k:
            canvas.text(x, y, f"{value:+4d}", written(GROUND, ACTIVE, bold=True))
        else:
            canvas.text(x, y, f"{value:+4d}", filled(POSITIVE, 0.35))
