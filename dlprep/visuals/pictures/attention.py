"""Attention heads as heat maps: rows are queries, columns keys."""

from __future__ import annotations

from math import inf

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import (
    ACTIVE,
    INK,
    MUTED,
    PANEL,
    POSITIVE,
    RULE,
    heat,
    heated,
    shaded,
    signed,
    written,
)
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.attention import STAGES, Attention, Head

LABEL, GAP = 9, 2
"""Columns of the names at the left; between two maps."""
WIDEST, NARROWEST, TALLEST = 6, 3, 3
"""Columns and rows of a cell: two maps share the width."""
EIGHTHS = " ▏▎▍▌▋▊▉"
SPAN = 24.0
"""Scores from −SPAN/2 to SPAN/2 fill the scale; fixed, so that dividing them shows."""


class AttentionPicture(Picture[Attention]):
    """Numbers in the cells carry the meaning, heat repeats it; ╱ is masked."""

    sim_type = Attention

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """A map for each head; the distribution beside a single one, and the output of the row."""
        heads, row, n = self.sim.state(step), self.sim.row(step), len(self.sim.tokens)
        tall = max(1, min(TALLEST, (canvas.height - 1) // n))
        room = (canvas.width - LABEL - GAP * (len(heads) - 1)) // (n * len(heads))
        cell = max(NARROWEST, min(WIDEST, room))
        self._queries(canvas, row, tall)
        for number, head in enumerate(heads):
            self._map(canvas, LABEL + number * (n * cell + GAP), cell, tall, head, step, phase)
        if row >= 0 and len(heads) == 1:
            self._bars(canvas, LABEL + n * cell, tall, heads[0].weights[row], row, phase)
        if row >= 0:
            self._output(canvas, min(n * tall + 2, max(n * tall + 1, canvas.height - 1)), row)

    def _queries(self, canvas: Canvas, row: int, tall: int) -> None:
        for i, token in enumerate(self.sim.tokens):
            ink = written(ACTIVE if i == row else MUTED, bold=i == row)
            mark = "▸" if i == row else " "
            canvas.text(0, _middle(i, tall), f"{token[: LABEL - 2]:>{LABEL - 2}}{mark}", ink)

    def _map(
        self, canvas: Canvas, left: int, cell: int, tall: int, head: Head, step: int, phase: float
    ) -> None:
        row = self.sim.row(step)
        for j, token in enumerate(self.sim.tokens):
            hot = row >= 0 and head.weights[row][j] > 0.25
            ink = written(POSITIVE if hot else MUTED, bold=hot)
            canvas.text(left + j * cell, 0, token[: cell - 1].center(cell), ink)
            for i in range(len(self.sim.tokens)):
                level, text = self._value(head, (i, j), step, phase, short=cell < WIDEST - 1)
                self._cell(canvas, left + j * cell, 1 + i * tall, (cell, tall), level, text, i == row)

    def _cell(
        self,
        canvas: Canvas,
        x: int,
        y: int,
        size: tuple[int, int],
        level: float,
        text: str | None,
        bold: bool,
    ) -> None:
        if text is None:
            canvas.fill(x, y, *size, written(RULE, PANEL), "╱")
            return
        ink = heated(0.06 + 0.9 * level, bold=bold)
        canvas.fill(x, y, *size, ink)
        canvas.text(x, y + (size[1] - 1) // 2, text.center(size[0])[: size[0]], ink)

    def _value(
        self, head: Head, at: tuple[int, int], step: int, phase: float, *, short: bool
    ) -> tuple[float, str | None]:
        """How hot a cell is, 0 to 1, and what it says; None is masked."""
        (i, j), stage = at, self.sim.stage(step)
        if stage >= STAGES.index("mask") and head.masked[i][j] == -inf and self._wiped(at, step, phase):
            return 0.0, None
        if i <= self.sim.row(step):
            told = f"{head.weights[i][j]:.2f}"
            return head.weights[i][j], told.removeprefix("0")[:3] if short else told
        score = head.raw[i][j] if stage == 0 else head.scaled[i][j]
        return 0.3 + score / SPAN * 0.6, f"{score:+.{0 if short else 1}f}"

    def _wiped(self, at: tuple[int, int], step: int, phase: float) -> bool:
        """The mask comes in from the corner during its own step."""
        if step > STAGES.index("mask"):
            return True
        return (at[1] - at[0]) > len(self.sim.tokens) * (1 - max(phase * 1.5, 0.15))

    def _bars(self, canvas: Canvas, x: int, tall: int, weights: list[float], row: int, phase: float) -> None:
        """The weights of the present query."""
        room = canvas.width - x - 7
        if room < 4:
            return
        grown = min(1.0, 0.4 + 2 * phase)
        for j, weight in enumerate(weights):
            if self.sim["causal"] and j > row:
                continue
            eighths = round(weight * grown * room * 8)
            bar = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
            end = canvas.text(x + 1, _middle(j, tall), bar, written(heat(0.3 + 0.7 * weight)))
            canvas.text(end + 1, _middle(j, tall), f"{weight:.2f}", written(INK))

    def _output(self, canvas: Canvas, y: int, row: int) -> None:
        """What the weights take from the values; of two heads, one after the other."""
        x = canvas.text(0, y, "   o =  Σ a·v  =  ", written(MUTED))
        for number, value in enumerate(self.sim.output(row)):
            if number and number % len(self.sim.state(0)[0].output[row]) == 0:
                x = canvas.text(x, y, "│  ", written(MUTED))
            x = canvas.text(x, y, f"{value:+.2f}  ", shaded(signed(value), 0.4 + min(0.6, abs(value))))


def _middle(row: int, tall: int) -> int:
    """The line on which a row of cells is written."""
    return 1 + row * tall + (tall - 1) // 2
