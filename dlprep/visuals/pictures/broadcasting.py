"""Two tensors, and their sum filling up; repeated numbers are dim, the pair that meets is in brackets."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import INK, LIT, MUTED, PANEL, POSITIVE, filled, signed, written
from dlprep.visuals.motion import eased, light
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.broadcasting import Broadcasting, Shape

CELL, NARROW = 5, 4
"""Columns of a number; where three tensors would not fit in the width."""


class BroadcastingPicture(Picture[Broadcasting]):
    """[n] is a number that is used now, (n) one that is only repeated."""

    sim_type = Broadcasting

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """a, the sign, b, =, the result."""
        sim, (a, b) = self.sim, self.sim.shapes
        rows, columns = sim.result or (3, 4)
        share = eased(phase) if step and sim.result else 0.0
        now = divmod(step - 1, columns) if step and sim.result and not share else None
        cell = CELL if canvas.width >= 3 * (columns * CELL + 3) + 2 else NARROW
        wide, gap = columns * cell + 3, 2 if canvas.height >= 2 * rows + 1 else 1
        top = 2 if canvas.height >= (rows - 1) * gap + 3 else 1
        self._names(canvas, wide, top + gap)
        for i in range(rows):
            for j in range(columns):
                x, y = 2 + j * cell, top + i * gap
                self._operand(canvas, a, (i, j), now, x, y, 1)
                self._operand(canvas, b, (i, j), now, x + wide, y, 10)
                self._result(canvas, (i, j), step, now, x + 2 * wide, y)
        if share:
            ends = [(2 + j * cell, top + i * gap) for i, j in (divmod(n, columns) for n in (step - 1, step))]
            for operand, more in ((0, 0), (wide, 0), (2 * wide - 1, 1)):
                start, end = ((x + operand, y) for x, y in ends)
                light(canvas, start, end, share, 4 + more)

    def most(self) -> tuple[int, int]:
        """Three tensors with gaps, a row apart."""
        rows, columns = self.sim.result or (3, 4)
        return 3 * (columns * CELL + 3) + 2, 2 * rows + 1

    def _names(self, canvas: Canvas, wide: int, y: int) -> None:
        sim, (a, b) = self.sim, self.sim.shapes
        canvas.text(2, 0, f"a {a}", written(INK, bold=True))
        canvas.text(2 + wide, 0, f"b {b}", written(INK, bold=True))
        canvas.text(2 + 2 * wide, 0, f"result {sim.result or 'none'}", written(INK, bold=True))
        canvas.text(wide, y, "−" if sim.minus else "+", written(MUTED))
        canvas.text(2 * wide, y, "=" if sim.result else "✕", written(MUTED))

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
        if self.sim.result is None and not _inside(shape, at):
            return
        value = self.sim.element(shape, *at, unit)
        own = self.sim.result is None or self.sim.source(shape, *at) == at
        if now == at:
            canvas.text(x, y, f"[{value}]".rjust(4), LIT)
        elif own:
            canvas.text(x, y, f"{value:>3} ", filled(POSITIVE, 0.45))
        else:
            canvas.text(x, y, f"({value})".rjust(4), written(MUTED, PANEL))

    def _result(
        self, canvas: Canvas, at: tuple[int, int], step: int, now: tuple[int, int] | None, x: int, y: int
    ) -> None:
        if self.sim.result is None:
            return
        if at == now:
            canvas.text(x - 1, y, f"[{self.sim.sum(*at)}]".rjust(5), LIT)
        elif at[0] * self.sim.result[1] + at[1] < step:
            value = self.sim.sum(*at)
            canvas.text(x, y, f"{value:>3}", filled(signed(value), 0.3))
        else:
            canvas.text(x, y, "  ·", written(MUTED))


def _inside(shape: Shape, at: tuple[int, int]) -> bool:
    """Whether a tensor that cannot be stretched has such an element; a (n,) is one row."""
    rows, columns = shape if len(shape) == 2 else (1, shape[0])
    return at[0] < rows and at[1] < columns
