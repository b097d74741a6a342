"""One attention head as a heat map: rows are queries, columns keys."""

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

CELL, LABEL = 6, 9
"""Columns of a cell and of the names at the left."""
EIGHTHS = " ▏▎▍▌▋▊▉"
SPAN = 24.0
"""Scores from −SPAN/2 to SPAN/2 fill the scale; fixed, so that dividing them shows."""


class AttentionPicture(Picture[Attention]):
    """Numbers in the cells carry the meaning, heat repeats it; ╱ is masked."""

    sim_type = Attention

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """The map; beside it the distribution and the output of the row that is computed."""
        head, row = self.sim.state(step), self.sim.row(step)
        n = len(self.sim.tokens)
        tall = 2 if canvas.height > 2 * n else 1
        self._keys(canvas, head, row)
        for i in range(n):
            y = 1 + i * tall
            active = i == row
            ink = written(ACTIVE if active else MUTED, bold=active)
            canvas.text(0, y, f"{self.sim.tokens[i][: LABEL - 2]:>{LABEL - 2}}{'▸' if active else ' '}", ink)
            for j in range(n):
                self._cell(canvas, LABEL + j * CELL, y, tall, (i, j), step, phase)
        if row >= 0:
            self._row(canvas, LABEL + n * CELL, tall, head, row, phase)

    def _keys(self, canvas: Canvas, head: Head, row: int) -> None:
        for j, token in enumerate(self.sim.tokens):
            hot = row >= 0 and head.weights[row][j] > 0.25
            ink = written(POSITIVE if hot else MUTED, bold=hot)
            canvas.text(LABEL + j * CELL, 0, token[: CELL - 1].center(CELL), ink)

    def _cell(
        self, canvas: Canvas, x: int, y: int, tall: int, at: tuple[int, int], step: int, phase: float
    ) -> None:
        level, text = self._value(at, step, phase)
        if text is None:
            canvas.fill(x, y, CELL, tall, written(RULE, PANEL), "╱")
            return
        ink = heated(0.06 + 0.9 * level, bold=at[0] == self.sim.row(step))
        canvas.fill(x, y, CELL, tall, ink)
        canvas.text(x, y, text.center(CELL), ink)

    def _value(self, at: tuple[int, int], step: int, phase: float) -> tuple[float, str | None]:
        """How hot a cell is, 0 to 1, and what it says; None is masked."""
        (i, j), head, stage = at, self.sim.state(step), self.sim.stage(step)
        if stage >= STAGES.index("mask") and head.masked[i][j] == -inf and self._wiped(at, step, phase):
            return 0.0, None
        if i <= self.sim.row(step):
            return head.weights[i][j], f"{head.weights[i][j]:.2f}"
        score = head.raw[i][j] if stage == 0 else head.scaled[i][j]
        return 0.3 + score / SPAN * 0.6, f"{score:+.1f}"

    def _wiped(self, at: tuple[int, int], step: int, phase: float) -> bool:
        """The mask comes in from the corner during its own step."""
        if step > STAGES.index("mask"):
            return True
        return (at[1] - at[0]) > len(self.sim.tokens) * (1 - max(phase * 1.5, 0.15))

    def _row(self, canvas: Canvas, x: int, tall: int, head: Head, row: int, phase: float) -> None:
        """The weights of the present query as bars, and what they take from the values."""
        room = canvas.width - x - 7
        if room < 4:
            return
        grown = min(1.0, 0.4 + 2 * phase)
        for j, weight in enumerate(head.weights[row]):
            if self.sim["causal"] and j > row:
                continue
            eighths = round(weight * grown * room * 8)
            bar = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
            end = canvas.text(x + 1, 1 + j * tall, bar, written(heat(0.3 + 0.7 * weight)))
            canvas.text(end + 1, 1 + j * tall, f"{weight:.2f}", written(INK))
        self._output(canvas, len(head.weights) * tall + 2, head.output[row])

    def _output(self, canvas: Canvas, y: int, output: list[float]) -> None:
        x = canvas.text(0, y, "   o =  Σ a·v  =  ", written(MUTED))
        for value in output:
            x = canvas.text(x, y, f"{value:+.2f}  ", shaded(signed(value), 0.4 + min(0.6, abs(value))))
