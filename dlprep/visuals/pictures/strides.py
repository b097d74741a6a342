"""The tensor above, its storage below, and the line from an element to its number; x beside its view."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, LIT, MUTED, PANEL, POSITIVE, filled, written
from dlprep.visuals.motion import eased, light
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.strides import COLUMNS, ROWS, Strides

CELL, LEFT = 5, 4


class StridesPicture(Picture[Strides]):
    """The element that is looked up is in brackets: in y, in x if it is the same one, in the storage."""

    sim_type = Strides

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """y and x, the storage, the way between; a copy's storage stands below that of x."""
        sim, share = self.sim, eased(phase)
        rows = sim.view.shape[0]
        below = 2 + sim.view.copies
        gap = 2 if canvas.height >= 2 * rows + 2 + below else 1
        top = int(canvas.height >= rows + 2)
        last = top + (rows - 1) * gap
        base = max(canvas.height - below, last + (2 if canvas.height >= rows + 3 else 1))
        self._tensors(canvas, step, top, gap, share)
        self._storage(canvas, base, sim.stored(step), None if share else sim.address(*sim.index(step)))
        if sim.view.copies:
            self._storage(canvas, base + 1, sim.original(step), None, dim=True)
            canvas.text(1, base, "y", written(MUTED))
            canvas.text(1, base + 1, "x", written(MUTED))
        self._addresses(canvas, base + below - 1)
        ends = [sim.index(at) for at in (step, step + (share > 0))]
        start, end = ((LEFT + j * CELL, top + i * gap) for i, j in ends)
        element = light(canvas, start, end, share, 4)
        start, end = ((self._slot(canvas, sim.address(*at)) - 2, base) for at in ends)
        self._way(canvas, element, light(canvas, start, end, share, 4), last)

    def most(self) -> tuple[int, int]:
        """Rows a row apart, and some for the way."""
        return 80, 2 * self.sim.view.shape[0] + 7

    def _tensors(self, canvas: Canvas, step: int, top: int, gap: int, share: float) -> None:
        """y at the left, and x at the right of a view; shape and stride above them where there is a row."""
        view, stored, index = self.sim.view, self.sim.stored(step), self.sim.index(step)
        made = "x" if view.made == "x" else f"y = {view.made}"
        if top:
            canvas.text(LEFT, 0, f"{made}   shape {view.shape}   stride {view.stride}", written(INK))
        for row in range(view.shape[0]):
            for column in range(view.shape[1]):
                value, now = stored[self.sim.address(row, column)], not share and (row, column) == index
                self._cell(canvas, LEFT + column * CELL, top + row * gap, value, now)
        left = canvas.width - COLUMNS * CELL - 1
        if view.made == "x" or left < LEFT + view.shape[1] * CELL + 2:
            return
        canvas.text(left - 2, top, "x", written(MUTED))
        for address, value in enumerate(self.sim.original(step)):
            row, column = divmod(address, COLUMNS)
            same = not view.copies and not share and address == self.sim.address(*index)
            self._cell(canvas, left + column * CELL, top + row * gap, value, same)
        if share and not view.copies:
            ways = [divmod(self.sim.address(*self.sim.index(at)), COLUMNS) for at in (step, step + 1)]
            start, end = ((left + column * CELL, top + row * gap) for row, column in ways)
            light(canvas, start, end, share, 4)

    def _slot(self, canvas: Canvas, address: int) -> int:
        """The middle column of a place in the storage."""
        return LEFT + address * min(CELL, (canvas.width - 6) // (ROWS * COLUMNS)) + 2

    def _storage(
        self, canvas: Canvas, y: int, numbers: list[int], active: int | None, *, dim: bool = False
    ) -> None:
        """A row of numbers; dim is what y does not reach."""
        view = self.sim.view
        reached = {self.sim.address(i, j) for i in range(view.shape[0]) for j in range(view.shape[1])}
        for address, value in enumerate(numbers):
            x = self._slot(canvas, address) - 2
            self._cell(canvas, x, y, value, address == active, dim=dim or address not in reached)
        canvas.text(self._slot(canvas, len(numbers)) - 1, y, "storage", written(MUTED))

    def _addresses(self, canvas: Canvas, y: int) -> None:
        for address in range(ROWS * COLUMNS):
            canvas.text(self._slot(canvas, address) - 1, y, f"{address:>2}", written(MUTED))

    def _cell(self, canvas: Canvas, x: int, y: int, value: int, active: bool, dim: bool = False) -> None:
        if active:
            canvas.text(x, y, f"[{value:>2}]", LIT)
        elif dim:
            canvas.text(x, y, f" {value:>2} ", written(MUTED, PANEL))
        else:
            canvas.text(x, y, f" {value:>2} ", filled(POSITIVE, 0.12 + min(value, 12) / 30))

    def _way(self, canvas: Canvas, start: tuple[int, int], end: tuple[int, int], last: int) -> None:
        """Down from the element's middle past row `last`, across, and down to its number's."""
        (x0, y0), (x1, y1), ink = (start[0] + 2, start[1]), (end[0] + 2, end[1]), written(ACTIVE)
        turn = max(last + 1, y1 - 2)
        if turn >= y1:
            return
        for y in range(y0 + 1, turn):
            canvas.behind(x0, y, "│", ink)
        for x in range(min(x0, x1) + 1, max(x0, x1)):
            canvas.text(x, turn, "─", ink)
        canvas.text(x0, turn, "│" if x0 == x1 else "╰" if x1 > x0 else "╯", ink)
        if x0 != x1:
            canvas.text(x1, turn, "╮" if x1 > x0 else "╭", ink)
        if y1 - 1 > turn or x0 == x1:
            canvas.text(x1, y1 - 1, "▼", ink)
