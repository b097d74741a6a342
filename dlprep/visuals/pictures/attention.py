"""Attention heads as heat maps: rows are queries, columns keys; beside them what is multiplied."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from dlprep.visuals.canvas import Canvas, bar
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
from dlprep.visuals.motion import between, eased
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.attention import DEPTH, STAGES, Attention, Head

LABEL, GAP = 9, 2
"""Columns of the names at the left; between two maps."""
WIDEST, NARROW, NARROWEST, TALLEST = 6, 4, 3, 3
"""Columns and rows of a cell: two maps share the width."""
VALUES, BESIDE = 17, 31
"""Columns of a value in numbers; of all that stands beside a single map, where there is room."""
LEVELS = "▁▂▃▄▅▆▇█"
TOP = 2.5
"""The entry of a query or key that fills its column."""
SPAN = 24.0
"""Scores from −SPAN/2 to SPAN/2 fill the scale; fixed, so that dividing them shows."""


class Layout(NamedTuple):
    """Where the rows are: `names` above the cells, which begin at `top`; `first` to `end` are seen."""

    cell: int
    tall: int
    names: int
    top: int
    first: int
    end: int

    def y(self, row: int) -> int:
        """The line on which a row of cells is written."""
        return self.top + (row - self.first) * self.tall + (self.tall - 1) // 2


class AttentionPicture(Picture[Attention]):
    """Numbers in the cells carry the meaning, heat repeats it; ╱ is masked, ▸ the query that is looked at."""

    sim_type = Attention

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """A map for each head; Q, K and V beside a single one; below, the sum that is made now."""
        heads, n = self.sim.state(step), len(self.sim.tokens)
        at = self._layout(canvas, step)
        if at.names:
            self._stages(canvas, step)
        self._queries(canvas, step, at)
        for number, head in enumerate(heads):
            self._map(canvas, LABEL + number * (n * at.cell + GAP), at, head, step, phase)
        if len(heads) == 1 and self.sim.row(step) >= 0:
            self._products(canvas, LABEL + n * at.cell, at, heads[0], step, eased(phase))
        elif len(heads) == 1:
            self._profiles(canvas, LABEL + n * at.cell, at, heads[0])
        self._sum(canvas, at.top + (at.end - at.first) * at.tall, step)

    def _layout(self, canvas: Canvas, step: int) -> Layout:
        """Outputs below, stages above where there is room; rows of cells scroll with the present query."""
        n = len(self.sim.tokens)
        foot = 1 + (bool(self.sim["order"]) and canvas.height >= 6)
        above = canvas.height > n + 1 + foot
        room = canvas.height - 1 - above - foot
        seen = max(1, min(n, room))
        first = max(0, min(self._asked(step) - seen // 2, n - seen))
        tall = max(1, min(TALLEST, room // n))
        return Layout(self._cell_width(canvas), tall, int(above), 1 + above, first, first + seen)

    def _cell_width(self, canvas: Canvas) -> int:
        n, heads = len(self.sim.tokens), len(self.sim.heads)
        free = canvas.width - LABEL - GAP * (heads - 1)
        least = NARROW if free - VALUES >= NARROW * n * heads else NARROWEST
        return max(least, min(WIDEST, (free - (BESIDE if heads == 1 else 0)) // (n * heads)))

    def _asked(self, step: int) -> int:
        return self.sim.row(step) if self.sim.row(step) >= 0 else self.sim.pair[0]

    def _stages(self, canvas: Canvas, step: int) -> None:
        x, now = 1, self.sim.stage(step)
        for number, name in enumerate(STAGES):
            told = f"[{name}]" if number == now else f" {name} "
            ink = written(ACTIVE if number == now else MUTED, bold=number == now)
            x = canvas.text(x, 0, told, ink)
            x = canvas.text(x, 0, "›" if number < len(STAGES) - 1 else "  ", written(MUTED))
        canvas.text(x, 0, "rows ask, columns answer", written(MUTED))

    def _queries(self, canvas: Canvas, step: int, at: Layout) -> None:
        for i in range(at.first, at.end):
            asks = i == self._asked(step)
            ink = written(ACTIVE if asks else MUTED, bold=asks)
            name = self.sim.tokens[i][: LABEL - 2]
            canvas.text(0, at.y(i), f"{name:>{LABEL - 2}}{'▸' if asks else ' '}", ink)

    def _map(self, canvas: Canvas, left: int, at: Layout, head: Head, step: int, phase: float) -> None:
        row = self.sim.row(step)
        for j, token in enumerate(self.sim.tokens):
            x = left + j * at.cell
            hot = head.weights[row][j] > 0.25 if row >= 0 else j == self.sim.pair[1]
            ink = written(POSITIVE if hot else MUTED, bold=hot)
            canvas.text(x, at.names, _name(token, at.cell - 1).center(at.cell), ink)
            for i in range(at.first, at.end):
                level, text = self._value(head, (i, j), step, phase, at.cell)
                self._cell(canvas, x, at.top + (i - at.first) * at.tall, at, level, text, i == row)

    def _cell(
        self, canvas: Canvas, x: int, y: int, at: Layout, level: float, text: str | None, bold: bool
    ) -> None:
        if text is None:
            canvas.fill(x, y, at.cell, at.tall, written(RULE, PANEL), "╱")
            return
        ink = heated(0.06 + 0.9 * level, bold=bold)
        canvas.fill(x, y, at.cell, at.tall, ink)
        canvas.text(x, y + (at.tall - 1) // 2, text.center(at.cell)[: at.cell], ink)

    def _value(
        self, head: Head, at: tuple[int, int], step: int, phase: float, cell: int
    ) -> tuple[float, str | None]:
        """How hot a cell is, on its way to the next step, and what it says at this one; None is masked."""
        (i, j), share = at, eased(phase)
        if head.masked[i][j] == -inf and self._wiped(at, step, phase):
            return 0.0, None
        number, level = self._shown(head, at, step)
        told = _score(number, cell) if i > self.sim.row(step) else f"{number:.2f}"
        if i <= self.sim.row(step) and cell <= NARROW:
            told = _weight(number)
        return (between(level, self._shown(head, at, step + 1)[1], share) if share else level), told

    def _shown(self, head: Head, at: tuple[int, int], step: int) -> tuple[float, float]:
        """The weight or score of a pair at a step, and how hot that is, 0 to 1."""
        i, j = at
        if i <= self.sim.row(step):
            return head.weights[i][j], head.weights[i][j]
        score = head.raw[i][j] if self.sim.stage(step) == 0 else head.scaled[i][j]
        return score, 0.3 + score / SPAN * 0.6

    def _wiped(self, at: tuple[int, int], step: int, phase: float) -> bool:
        """The mask comes in from the corner on the way to its step, where all of it is there."""
        gone = len(self.sim.tokens) * 2 * (1 - phase)
        return step >= STAGES.index("mask") or (step == STAGES.index("scale") and at[1] - at[0] > gone)

    def _profiles(self, canvas: Canvas, x: int, at: Layout, head: Head) -> None:
        """Each token's query, key and, where there is room, value: an entry a column, 0 in the middle."""
        for name, matrix in (("q", head.queries), ("k", head.keys), ("v", head.values)):
            x += 1
            canvas.text(x, at.names, name, written(INK, bold=True))
            for i in range(at.first, at.end):
                for n, entry in enumerate(matrix[i]):
                    ink = shaded(signed(entry), 0.4 + min(0.6, abs(entry)))
                    canvas.text(x + n, at.y(i), _level(0.5 + entry / TOP / 2), ink)
            x += len(matrix[0])
            if x + len(head.values[0]) >= canvas.width:
                return

    def _products(self, canvas: Canvas, x: int, at: Layout, head: Head, step: int, share: float) -> None:
        """The weight of each key for the present query, and the value that it takes that much of."""
        row, room = self.sim.row(step), canvas.width - x - VALUES
        then = head.weights[self.sim.row(step + 1) if share else row]
        if room < 1:
            return
        canvas.text(x + room + 1, at.names, "v", written(INK, bold=True))
        canvas.text(x + 1, at.names, "a"[: room - 1], written(INK, bold=True))
        for j in range(at.first, at.end):
            if head.masked[row][j] == -inf:
                continue
            weight = head.weights[row][j]
            self._bar(canvas, x + 1, at.y(j), room - 2, between(weight, then[j], share), f"{weight:.2f}")
            for n, value in enumerate(head.values[j]):
                ink = shaded(signed(value), 0.4 + min(0.6, head.weights[row][j]))
                canvas.text(x + room + 1 + 4 * n, at.y(j), _entry(value), ink)

    def _bar(self, canvas: Canvas, x: int, y: int, room: int, weight: float, told: str) -> None:
        """A weight as a bar with a number behind it; as a level where there is one column."""
        ink = written(heat(0.3 + 0.7 * weight))
        if room < 10:
            canvas.text(x, y, _level(weight), ink)
            return
        end = canvas.text(x, y, bar(weight * (room - 5)), ink)
        canvas.text(end + 1, y, told, written(INK))

    def _sum(self, canvas: Canvas, y: int, step: int) -> None:
        """The output of the present query; before there is one, a score of one pair."""
        row = self.sim.row(step)
        if row < 0:
            self._score_of_pair(canvas, y, step)
            return
        self._output(canvas, y, "o = Σ a·v", [head.output[row] for head in self.sim.state(step)])
        if self.sim["order"]:
            self._output(canvas, y + 1, "written o", [head.written[row] for head in self.sim.state(step)])

    def _score_of_pair(self, canvas: Canvas, y: int, step: int) -> None:
        head, (i, j) = self.sim.state(step)[0], self.sim.pair
        told = f"{self.sim.tokens[i]}·{self.sim.tokens[j]}: "
        if self.sim.stage(step) > 0:
            told += f"{head.raw[i][j]:+.2f} / {self.sim.divisor:.2f} = {head.scaled[i][j]:+.2f}"
        else:
            places = 2 if canvas.width >= 7 * DEPTH + 24 else 1
            terms = " ".join(
                f"{round(q * k, places) + 0.0:+.{places}f}"
                for q, k in zip(head.queries[i], head.keys[j], strict=True)
            )
            told = (told if places == 2 else "") + f"q·k = {terms} ≈ {head.raw[i][j]:+.2f}"
        canvas.text(1, y, told, written(INK))

    def _output(self, canvas: Canvas, y: int, name: str, outputs: Sequence[Sequence[float]]) -> None:
        """A row of each head, one after the other."""
        x, gap = canvas.text(1, y, f"{name:<9} = ", written(MUTED)), 1 + (canvas.width >= 76)
        for number, output in enumerate(outputs):
            x = canvas.text(x, y, "│ ", written(MUTED)) if number else x
            for value in output:
                ink = shaded(signed(value), 0.4 + min(0.6, abs(value)))
                x = canvas.text(x, y, f"{value:+.2f}".replace("0.", ".") + " " * gap, ink)


def _name(token: str, room: int) -> str:
    """A token in so many columns; a full stop where it is cut."""
    return token if len(token) <= room else token[: room - 1] + "." if room > 2 else token[:room]


def _weight(weight: float) -> str:
    return f"{weight:.2f}".removeprefix("0")[:3]


def _score(score: float, cell: int) -> str:
    """A score in its cell; no sign before a 0."""
    whole = cell < NARROW or (cell == NARROW and abs(score) >= 9.95)
    rounded = round(score, 0 if whole else 1) + 0.0
    return f"{rounded:.0f}" if cell < NARROW else f"{rounded:+.{0 if whole else 1}f}"


def _level(share: float) -> str:
    return LEVELS[round(max(0.0, min(1.0, share)) * (len(LEVELS) - 1))]


def _entry(value: float) -> str:
    """A value in three or four columns; no sign before a 0."""
    rounded = round(value, 1) + 0.0
    return f"{rounded:+.1f}".replace("0.", ".") if rounded else " 0"
