"""Formulas as terminal text: in two dimensions for the display, on one line within a sentence.

`inline` and `layout` never raise: they give None for source that cannot be read, which the caller shows
as it stands. A sentence needs `dlprep.text.linear` alone, which is cheaper to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dlprep.text.box import Box, beside, blank, fenced, pad, scripted, stacked
from dlprep.text.formula import (
    Accent,
    Brace,
    Fence,
    Fraction,
    Grid,
    Kind,
    Node,
    Root,
    Row,
    Script,
    Space,
    Symbol,
    TexError,
    spaced,
)
from dlprep.text.glyphs import ROOF, SUBSCRIPT, SUPERSCRIPT
from dlprep.text.linear import accented, flat, inline, linear
from dlprep.text.tex import parse

__all__ = ["inline", "layout"]

_Piece = tuple[Kind, int, Box]
"""Kind, cells of air before it, and the box: what a formula too wide is broken into."""


@lru_cache(maxsize=128)
def layout(tex: str, width: int) -> tuple[str, ...] | None:
    """`tex` in two dimensions, or None when it cannot be read.

    Lines are at most `width` cells where the formula can be broken before a relation or an
    operator, and longer where it cannot.
    """
    try:
        row = parse(tex)
    except TexError:
        return None
    box = _row(row)
    if box.width > width:
        box = _broken(row, width)
    return tuple(line.rstrip() for line in box.lines)


def _row(row: Row) -> Box:
    return beside(part for _, gap, box in _pieces(row) for part in (blank(gap), box))


def _pieces(row: Row) -> list[_Piece]:
    return [(kind, gap, _node(node)) for gap, node, kind in spaced(row, tight=False)]


def _node(node: Node) -> Box:  # noqa: C901  one case a kind of node
    match node:
        case Symbol(text=text):
            return Box([text])
        case Space(cells=cells):
            return blank(cells)
        case Row():
            return _row(node)
        case Fraction():
            return _fraction(node)
        case Root():
            return _root(node)
        case Script():
            return _script(node)
        case Fence(left=left, body=body, right=right):
            return fenced(left, _row(body), right)
        case Accent():
            return _accent(node)
        case Brace():
            return _brace(node)
        case Grid():
            return _grid(node)


def _fraction(node: Fraction) -> Box:
    top, bottom = _row(node.top), _row(node.bottom)
    width = max(top.width, bottom.width)
    if not node.ruled:
        return Box([*_centred(top, width), "", *_centred(bottom, width)], top.height)
    bar = Box(["─" * (width + 2)])
    return stacked([top, bar, bottom], middle=1)


def _centred(box: Box, width: int) -> list[str]:
    return [pad(line, width, "c") for line in box.lines]


def _root(node: Root) -> Box:
    body = _row(node.body)
    if body.height == 1:
        return Box([linear(Row((node,)))])
    rows = body.height
    sign = [" │"] * (rows - 1) + ["╲│"]
    lines = [" ┌" + "─" * (body.width + 1)] + [
        f"{s} {line}" for s, line in zip(sign, body.lines, strict=True)
    ]
    box = Box(lines, body.base + 1)
    if node.degree is None:
        return box
    degree = linear(node.degree, tight=True)
    index = Box([*[""] * (rows - 1), degree, ""], body.base + 1)
    return beside([index, box])


def _script(node: Script) -> Box:
    above = linear(node.above, tight=True) if node.above else ""
    below = linear(node.below, tight=True) if node.below else ""
    base = _node(node.base)
    if isinstance(node.base, Symbol) and node.base.limits:
        lines = [Box([above])] * bool(above) + [base] + _limit(node.below, below)
        return stacked(lines, middle=int(bool(above)))
    up, down = flat(above, SUPERSCRIPT), flat(below, SUBSCRIPT)
    if base.height == 1 and up is not None and down is not None:
        return beside([base, Box([down + up])])
    raised = Box([up if up is not None and base.bottom > base.top else above]) if above else None
    lowered = Box([down if down is not None and base.bottom > base.top else below]) if below else None
    if base.bottom == base.top and base.height == 1:
        if up:  # only the lower one needs its own line
            return scripted(beside([base, Box([up])]), None, lowered)
        if down:
            return scripted(beside([base, Box([down])]), raised, None)
    return scripted(base, raised, lowered)


def _limit(row: Row | None, text: str) -> list[Box]:
    """What stands under an operator: the lines of a `\\substack`, or one line."""
    if row and len(row.items) == 1 and isinstance(row.items[0], Grid):
        return [Box([linear(Row(cells), tight=True)]) for cells in row.items[0].rows]
    return [Box([text])] if text else []


def _accent(node: Accent) -> Box:
    body = _row(node.body)
    if body.height == 1:
        marked = accented(body.lines[0], node.mark)
        if marked is not None:
            return Box([marked])
    glyph = ROOF.get(node.mark, "^")
    roof = Box([glyph * body.width if glyph in "▁‾" else glyph])
    below = glyph == "‾"
    return stacked([body, roof] if below else [roof, body], middle=int(not below))


def _brace(node: Brace) -> Box:
    body = _row(node.body)
    width = max(body.width, 3)
    half = (width - 3) // 2
    corners = "╭┴╮" if node.over else "╰┬╯"
    if node.label is None:
        corners = corners[0] + "─" + corners[2]
    line = corners[0] + "─" * half + corners[1] + "─" * (width - 3 - half) + corners[2]
    label = [_row(node.label)] if node.label else []
    parts = [*label, Box([line]), body] if node.over else [body, Box([line]), *label]
    return stacked(parts, middle=parts.index(body))


def _grid(node: Grid) -> Box:
    rows = [[_row(cell) for cell in cells] for cells in node.rows]
    columns = max(map(len, rows))
    align = (node.align * columns if node.align == "rl" else node.align.ljust(columns, node.align[-1]))[
        :columns
    ]
    rows = [row + [blank(0)] * (columns - len(row)) for row in rows]
    widths = [max(row[i].width for row in rows) for i in range(columns)]
    lines: list[str] = []
    roomy = any(box.height > 1 for row in rows for box in row)
    for row, source in zip(rows, node.rows, strict=True):
        if lines and (roomy or (len(rows) == 2 and node.align == "l")):
            lines.append("")
        cells = [_cell(box, w, a) for box, w, a in zip(row, widths, align, strict=True)]
        gaps = [blank(_joint(node, i, source)) for i in range(columns)]
        lines += beside([part for pair in zip(gaps, cells, strict=True) for part in pair]).lines
    return Box(lines, len(lines) // 2)


def _joint(grid: Grid, column: int, cells: Sequence[Row]) -> int:
    """Cells of air before a column: an alignment joins at a relation, and pairs stand apart."""
    if column == 0 or grid.gap:
        return grid.gap if column else 0
    return 1 if column % 2 else 4


def _cell(box: Box, width: int, align: str) -> Box:
    return Box([pad(line, width, align) for line in box.lines], box.base, box.top, box.bottom)


def _broken(row: Row, width: int) -> Box:
    """`row` on several lines, begun by a relation or an operator and aligned with the first relation."""
    pieces = _pieces(_opened(row))
    first = next((i for i, piece in enumerate(pieces) if piece[0] == "rel"), 0)
    indent = sum(gap + box.width for _, gap, box in pieces[:first]) + (pieces[first][1] if first else 2)
    indent = indent if indent <= width // 2 else 2
    lines: list[Box] = []
    line: list[_Piece] = []
    for chunk in _chunks(pieces):
        room = width - (indent if lines else 0)
        if line and _width(line) + _width(chunk) > room:
            lines.append(_join(line))
            line = []
        line = line + chunk
    lines.append(_join(line))
    indented = [lines[0], *(beside([blank(indent), line]) for line in lines[1:])]
    spread = [part for line in indented for part in ([Box([""]), line] if _tall(indented) else [line])]
    return stacked(spread[1:] if _tall(indented) else spread, middle=0, align="l")


def _tall(lines: Sequence[Box]) -> bool:
    return any(line.height > 1 for line in lines)


def _width(pieces: Sequence[_Piece]) -> int:
    return sum(gap + box.width for _, gap, box in pieces)


def _join(pieces: Sequence[_Piece]) -> Box:
    return beside(part for i, (_, gap, box) in enumerate(pieces) for part in (blank(gap if i else 0), box))


def _chunks(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Pieces that stay together: a new chunk begins at a relation, an operator, or after a comma."""
    chunks: list[list[_Piece]] = [[]]
    for i, piece in enumerate(pieces):
        after_comma = i > 0 and pieces[i - 1][0] == "punct"
        if chunks[-1] and (piece[0] in ("rel", "bin") or after_comma):
            chunks.append([])
        chunks[-1].append(piece)
    return chunks


def _opened(row: Row) -> Row:
    """`row` with its one-line fences opened, so that it may be broken inside them too."""
    items: list[Node] = []
    for item in row.items:
        if isinstance(item, Fence) and _node(item).height == 1:
            items += [Symbol(item.left, "open"), *item.body.items, Symbol(item.right, "close")]
        else:
            items.append(item)
    return Row(tuple(items))
