"""A grid of terminal cells to draw on: text, filled cells, braille dots, half-block pixels.

What is drawn later stands above what was drawn before. Nothing outside is drawn, nothing raises:
a picture in a small window is cut off, not broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from dlprep.text.charts import PARTS
from dlprep.visuals.ink import GROUND, INK, Hue, shaded, written

BRAILLE = 0x2800
BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of a braille dot, by its row and column within the cell."""
BLANK = written(INK, GROUND)
Row = list[tuple[str, Style]]


class Mark(NamedTuple):
    """Braille dots of one cell that a line passes, and how far along the line they are, 0 to 1."""

    x: int
    y: int
    bits: int
    along: float


class Canvas:
    """`width` by `height` cells; y counts down. Braille dots are 2 by 4 to a cell, pixels 1 by 2."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._rows: list[Row] = [[(" ", BLANK)] * width for _ in range(height)]

    def copy(self) -> Canvas:
        """The same drawing, to draw on further: a background is drawn once."""
        other = Canvas(0, 0)
        other.width, other.height = self.width, self.height
        other._rows = [row.copy() for row in self._rows]
        return other

    def text(self, x: int, y: int, text: str, ink: Style = BLANK) -> int:
        """Write from a cell to the right; the column after it. Glyphs are one cell wide each."""
        if 0 <= y < self.height:
            row = self._rows[y]
            for at, glyph in enumerate(text, x):
                if 0 <= at < self.width:
                    row[at] = (glyph, ink)
        return x + len(text)

    def behind(self, x: int, y: int, text: str, ink: Style = BLANK) -> None:
        """Write only where nothing stands yet."""
        for at, glyph in enumerate(text, x):
            if 0 <= y < self.height and 0 <= at < self.width and self._rows[y][at][0] == " ":
                self._rows[y][at] = (glyph, ink)

    def light(self, x: int, y: int, width: int, ink: Style) -> None:
        """Change the ink of cells, and leave what stands in them: a light that passes over them."""
        if 0 <= y < self.height:
            row = self._rows[y]
            for at in range(max(0, x), min(self.width, x + width)):
                row[at] = (row[at][0], ink)

    def centred(self, x: int, y: int, text: str, ink: Style = BLANK) -> None:
        """Write so that the text's middle is at x."""
        self.text(x - len(text) // 2, y, text, ink)

    def fill(self, x: int, y: int, width: int, height: int, ink: Style, glyph: str = " ") -> None:
        """Fill a rectangle of cells."""
        for row in range(y, y + height):
            self.text(x, row, glyph * width, ink)

    def dot(self, x: float, y: float, ink: Style) -> None:
        """One braille dot, in dots from the top left."""
        column, line = round(x), round(y)
        self.braille(column >> 1, line >> 2, BITS[line & 3][column & 1], ink)

    def braille(self, x: int, y: int, bits: int, ink: Style) -> None:
        """Add dots to a cell; a glyph of another kind gives way.

        Ink without a ground leaves the cell its own.
        """
        if 0 <= x < self.width and 0 <= y < self.height:
            glyph, under = self._rows[y][x]
            before = ord(glyph) - BRAILLE
            kept = before if 0 <= before < 256 else 0
            self._rows[y][x] = (chr(BRAILLE | kept | bits), ink if ink.bgcolor else under + ink)

    def line(self, x0: float, y0: float, x1: float, y1: float, ink: Style) -> None:
        """A straight line of braille dots, ends included."""
        for x, y, bits, _ in straight(round(x0), round(y0), round(x1), round(y1)):
            self.braille(x, y, bits, ink)

    def path(self, points: Sequence[tuple[float, float]], ink: Style) -> None:
        """Braille lines from point to point."""
        for (x0, y0), (x1, y1) in pairwise(points):
            self.line(x0, y0, x1, y1, ink)

    def marks(self, marks: Iterable[Mark], inks: Sequence[Style]) -> None:
        """A line whose ink changes along it: `inks` from its start to its end."""
        last = len(inks) - 1
        for x, y, bits, along in marks:
            self.braille(x, y, bits, inks[round(along * last)])

    def pixel(self, x: int, y: int, hue: Hue) -> None:
        """Half a cell in a hue; two pixels to a cell, one above the other."""
        if not (0 <= x < self.width and 0 <= y < 2 * self.height):
            return
        glyph, ink = self._rows[y >> 1][x]
        above, below = _halves(glyph, ink)
        halves = (hue, below) if y & 1 == 0 else (above, hue)
        self._rows[y >> 1][x] = ("▀", written(*halves))

    def place(self, x: int, y: int, other: Canvas) -> None:
        """Put another drawing, which fits, on this one."""
        for n, row in enumerate(other._rows, y):
            self._rows[n][x : x + other.width] = row

    def rows(self) -> list[Row]:
        """The cells of each row; two canvases show the same row where these are equal."""
        return self._rows

    @property
    def plain(self) -> str:
        """What is drawn, without colour."""
        return "\n".join("".join(glyph for glyph, _ in row).rstrip() for row in self._rows)


def segments(row: Row) -> list[Segment]:
    """A row's cells with neighbours of one ink joined: few segments keep painting cheap."""
    return [Segment("".join(glyph for glyph, _ in cells), ink) for ink, cells in groupby(row, itemgetter(1))]


@lru_cache(maxsize=4096)
def straight(x0: int, y0: int, x1: int, y1: int) -> tuple[Mark, ...]:
    """The marks of a straight line, in dots; kept, since most lines stay where they are."""
    steps = max(abs(x1 - x0), abs(y1 - y0), 1)
    dots = ((x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps, k / steps) for k in range(steps + 1))
    return _marks(dots)


@lru_cache(maxsize=4096)
def bent(x0: int, y0: int, x1: int, y1: int) -> tuple[Mark, ...]:
    """The marks of a curve that leaves and arrives level, in dots: a smoothstep."""
    steps = max(x1 - x0, abs(y1 - y0)) * 3 // 2 or 1
    along = (k / steps for k in range(steps + 1))
    return _marks((x0 + (x1 - x0) * u, y0 + (y1 - y0) * u * u * (3 - 2 * u), u) for u in along)


def bar(cells: float) -> str:
    """A bar to the right, so many cells long, to an eighth of one."""
    full, part = divmod(round(8 * max(0.0, cells)), 8)
    return "█" * full + (PARTS[part - 1] if part else "")


def shades(hue: Hue, levels: Iterable[float]) -> list[Style]:
    """Inks of one hue, for `Canvas.marks`."""
    return [shaded(hue, level) for level in levels]


def _marks(dots: Iterable[tuple[float, float, float]]) -> tuple[Mark, ...]:
    cells: dict[tuple[int, int], tuple[int, float]] = {}
    for x, y, along in dots:
        column, line = round(x), round(y)
        key = (column >> 1, line >> 2)
        bits, first = cells.get(key, (0, along))
        cells[key] = (bits | BITS[line & 3][column & 1], first)
    return tuple(Mark(x, y, bits, along) for (x, y), (bits, along) in cells.items())


def _halves(glyph: str, ink: Style) -> tuple[Hue, Hue]:
    colours = (ink.color, ink.bgcolor) if glyph == "▀" else (ink.bgcolor, ink.bgcolor)
    return Hue(*(colours[0].triplet or GROUND)), Hue(*(colours[1].triplet or GROUND))  # type: ignore[union-attr]
