"""A at the left, B above, the product where they cross: the row and the column that meet are bright."""

from __future__ import annotations

from typing import NamedTuple

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import LIT, MUTED, PANEL, filled, signed, written
from dlprep.visuals.motion import eased, light
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.matmul import Matmul

CELL = 5


class Places(NamedTuple):
    """The top left cells of A, B and C, rows from one number to the next, the first row of A and C seen."""

    a: tuple[int, int]
    b: tuple[int, int]
    c: tuple[int, int]
    gap: int
    first: int = 0


class MatmulPicture(Picture[Matmul]):
    """The pair that is multiplied is in brackets, and so is the sum that it is added to."""

    sim_type = Matmul

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """B above C, A beside C; all side by side where there are too few rows."""
        sim, (n, k, m) = self.sim, self.sim.sizes
        i, j, term = sim.at(step) if step else (-1, -1, -1)
        share = eased(phase) if step else 0.0
        if share:
            term = -1
        places = self._places(canvas, max(0, i))
        for row in range(places.first, n):
            for t in range(k):
                place = _at(places.a, places.gap, row, t)
                self._cell(canvas, place, sim.a[row][t], row == i, (row, t) == (i, term))
        for t in range(k):
            for column in range(m):
                place = _at(places.b, places.gap, t, column)
                self._cell(canvas, place, sim.b[t][column], column == j, (t, column) == (term, j))
        for row in range(places.first, n):
            for column in range(m):
                self._product(canvas, _at(places.c, places.gap, row, column), row, column, step, bool(share))
        if share:
            self._lights(canvas, places, step, share)

    def most(self) -> tuple[int, int]:
        """Rows a row apart, and the names at the right of B and C."""
        n, k, m = self.sim.sizes
        return (k + m) * CELL + 14, 2 * (n + k) + 1

    def _lights(self, canvas: Canvas, places: Places, step: int, share: float) -> None:
        """The pair and its sum, on their way to the next ones."""
        (i, j, term), (down, across, then) = self.sim.at(step), self.sim.at(step + 1)
        ways = ((places.a, (i, term), (down, then)), (places.b, (term, j), (then, across)))
        for corner, start, end in (*ways, (places.c, (i, j), (down, across))):
            place, to = _at(corner, places.gap, *start), _at(corner, places.gap, *end)
            light(canvas, place, to, share, CELL - 1)

    def _places(self, canvas: Canvas, now: int) -> Places:
        """Where the three stand, so that row `now` is seen; their names are written there."""
        n, k, m = self.sim.sizes
        left, muted = 1 + k * CELL + 3, written(MUTED)
        after = left + m * CELL + 2
        if canvas.height < n + k and after + m * CELL <= canvas.width:
            for x, name in ((1, f"A ({n}, {k})"), (left, f"B ({k}, {m})"), (after, f"C ({n}, {m})")):
                canvas.text(x, 0, name, muted)
            canvas.text(left - 3, 1, "@", muted)
            canvas.text(after - 2, 1, "=", muted)
            return Places((1, 1), (left, 1), (after, 1), 1)
        gap = 2 if canvas.height >= 2 * (n + k) else 1
        apart = int(canvas.height > (n + k) * gap)
        top, first = k * gap + apart, max(0, min(now, n + k - canvas.height))
        canvas.text(1, max(0, top - 1), f"A ({n}, {k})", muted)
        end = left + m * CELL + 1
        for y, name in ((0, f"B ({k}, {m})"), (top, f"C ({n}, {m})")):
            canvas.text(end, y, name if end + len(name) <= canvas.width else name[0], muted)
        return Places((1, top - first), (left, 0), (left, top - first), gap, first)

    def _cell(self, canvas: Canvas, place: tuple[int, int], value: int, bright: bool, now: bool) -> None:
        if now:
            canvas.text(*place, f"[{value:+d}]", LIT)
        else:
            canvas.text(*place, f" {value:+d} ", filled(signed(value), 0.55 if bright else 0.15))

    def _product(
        self, canvas: Canvas, place: tuple[int, int], row: int, column: int, step: int, leaving: bool
    ) -> None:
        _, k, m = self.sim.sizes
        done = min(k, max(0, step - (row * m + column) * k))
        if done == 0:
            canvas.text(*place, "  · ", written(MUTED, PANEL))
            return
        value = self.sim.entry(row, column, done)
        if done < k or (step == (row * m + column + 1) * k and not leaving):
            canvas.text(*place, f"[{value:+d}]".rjust(4), LIT)
        else:
            canvas.text(*place, f"{value:+3d} ", filled(signed(value), 0.35))


def _at(corner: tuple[int, int], gap: int, row: int, column: int) -> tuple[int, int]:
    return corner[0] + column * CELL, corner[1] + row * gap
