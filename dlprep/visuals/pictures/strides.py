"""The tensor above, its storage below, and the line from an element to its number."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, GROUND, INK, MUTED, PANEL, POSITIVE, filled, written
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.strides import Strides

CELL = 5


class StridesPicture(Picture[Strides]):
    """The element that is looked up is in brackets, above and below."""

    sim_type = Strides

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Tensor, storage, the way between."""
        sim = self.sim
        (rows, columns), (i, j) = sim.view.shape, sim.index(step)
        left, top = 4, 1
        gap = 2 if canvas.height >= 2 * rows + 7 else 1
        canvas.text(
            left, 0, f"{sim.view.made}   shape {sim.view.shape}   stride {sim.view.stride}", written(INK)
        )
        for row in range(rows):
            for column in range(columns):
                value = sim.storage[sim.address(row, column)]
                self._cell(canvas, left + column * CELL, top + 1 + row * gap, value, (row, column) == (i, j))
        base = canvas.height - 3
        self._storage(canvas, base, sim.address(i, j))
        self._way(
            canvas, (left + j * CELL + 2, top + 1 + i * gap), (self._slot(canvas, sim.address(i, j)), base)
        )

    def _slot(self, canvas: Canvas, address: int) -> int:
        """The middle column of a place in the storage."""
        return 4 + address * min(CELL, (canvas.width - 6) // len(self.sim.storage)) + 2

    def _storage(self, canvas: Canvas, y: int, active: int) -> None:
        canvas.text(4, y - 1, "storage", written(MUTED))
        reached = {
            self.sim.address(i, j)
            for i in range(self.sim.view.shape[0])
            for j in range(self.sim.view.shape[1])
        }
        for address, value in enumerate(self.sim.storage):
            x = self._slot(canvas, address) - 2
            self._cell(canvas, x, y, value, address == active, dim=address not in reached)
            canvas.text(x + 1, y + 1, f"{address:>2}", written(MUTED))

    def _cell(self, canvas: Canvas, x: int, y: int, value: int, active: bool, dim: bool = False) -> None:
        if active:
            canvas.text(x, y, f"[{value:>2}]", written(GROUND, ACTIVE, bold=True))
        elif dim:
            canvas.text(x, y, f" {value:>2} ", written(MUTED, PANEL))
        else:
            canvas.text(x, y, f" {value:>2} ", filled(POSITIVE, 0.12 + value / 30))

    def _way(self, canvas: Canvas, start: tuple[int, int], end: tuple[int, int]) -> None:
        (x0, y0), (x1, y1), ink = start, end, written(ACTIVE)
        middle = y1 - 2
        for y in range(y0 + 1, middle):
            canvas.behind(x0, y, "│", ink)
        for x in range(min(x0, x1), max(x0, x1) + 1):
            canvas.behind(x, middle, "─", ink)
        canvas.behind(x1, y1 - 1, "▼", ink)
