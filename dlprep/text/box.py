"""Rectangles of text to put side by side, stacked and fenced: the ground of two-dimensional maths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from dlprep.text.glyphs import TALL


class Box:
    """Lines of equal width in cells.

    `base` is the row that neighbours align with. A fence around the box must reach from row `top`
    to row `bottom` (inclusive): scripts may stand beyond them.
    """

    __slots__ = ("base", "bottom", "lines", "top", "width")

    def __init__(
        self, lines: Sequence[str], base: int = 0, top: int | None = None, bottom: int | None = None
    ) -> None:
        self.width = max(map(cell_len, lines), default=0)
        self.lines = [pad(line, self.width, "l") for line in lines]
        self.base = base
        self.top = 0 if top is None else top
        self.bottom = len(lines) - 1 if bottom is None else bottom

    @property
    def height(self) -> int:
        """Number of lines."""
        return len(self.lines)


def pad(text: str, width: int, align: str) -> str:
    """`text` filled with spaces to `width` cells, at the left, right or centre (`l`, `r`, `c`)."""
    spare = max(0, width - cell_len(text))
    before = {"l": 0, "r": spare, "c": spare // 2}[align]
    return " " * before + text + " " * (spare - before)


def blank(cells: int) -> Box:
    """Air of one line."""
    return Box([" " * cells])


def beside(boxes: Iterable[Box]) -> Box:
    """Boxes side by side on a common base line."""
    parts = [box for box in boxes if box.width] or [blank(0)]
    up = max(box.base for box in parts)
    down = max(box.height - box.base for box in parts)
    columns = [
        [" " * b.width] * (up - b.base) + b.lines + [" " * b.width] * (down - b.height + b.base)
        for b in parts
    ]
    top = min(up - box.base + box.top for box in parts)
    bottom = max(up - box.base + box.bottom for box in parts)
    return Box(["".join(line) for line in zip(*columns, strict=True)], up, top, bottom)


def stacked(boxes: Sequence[Box], middle: int, align: str = "c") -> Box:
    """Boxes on top of each other; the base line is that of the box number `middle`."""
    width = max(box.width for box in boxes)
    lines = [pad(line, width, align) for box in boxes for line in box.lines]
    return Box(lines, sum(box.height for box in boxes[:middle]) + boxes[middle].base)


def scripted(base: Box, above: Box | None, below: Box | None) -> Box:
    """`base` with boxes at its upper and lower right corner."""
    flat = base.bottom == base.top
    up = above.height - (0 if flat else 1) if above else 0
    down = below.height - (0 if flat else 1) if below else 0
    over, under = max(0, up - base.top), max(0, down - (base.height - 1 - base.bottom))
    height = over + base.height + under
    top, bottom = over + base.top, over + base.bottom
    corner = Box([""] * height)
    width = max(above.width if above else 0, below.width if below else 0)
    corner.lines, corner.width = [" " * width] * height, width
    if above:
        start = top - up
        corner.lines[start : start + above.height] = [pad(line, width, "l") for line in above.lines]
    if below:
        start = bottom + (1 if flat else 0)
        corner.lines[start : start + below.height] = [pad(line, width, "l") for line in below.lines]
    body = [" " * base.width] * over + base.lines + [" " * base.width] * under
    return Box([a + b for a, b in zip(body, corner.lines, strict=True)], over + base.base, top, bottom)


def fenced(left: str, body: Box, right: str) -> Box:
    """`body` between delimiters as tall as it is."""
    if body.bottom > body.top and (left == "{" or right == "}"):
        body = _odd(body)
    return beside([_delimiter(left, body), body, _delimiter(right, body)])


def _odd(body: Box) -> Box:
    """`body` with room for the point of a curly brace: an uneven number of lines."""
    if (body.bottom - body.top) % 2 == 0:
        return body
    return Box([*body.lines, ""], body.base, body.top, body.bottom + 1)


def _delimiter(glyph: str, body: Box) -> Box:
    rows = body.bottom - body.top + 1
    if rows == 1 or glyph not in TALL:
        return Box([glyph], 0)
    first, filler, middle, last = tuple(TALL[glyph])
    column = [first, *[filler] * (rows - 2), last]
    if rows > 2 and rows % 2:
        column[rows // 2] = middle
    return Box(column, body.base - body.top)
