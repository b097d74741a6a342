"""Lays a table out in a given width: cells wrap, thin rules separate, and when nothing fits, records."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from dlprep.text.wrap import prefixed, wrap

LEAST = 12
"""Words up to this wide are not divided: when a row has no room for them, records are shown instead."""


def grid(align: str, rows: Sequence[Sequence[Text]], width: int, rule: str) -> list[Text]:
    """The lines of a table of at most `width` cells. `rows[0]` is the header; `rule` styles the rules."""
    room = width - 3 * (len(align) - 1)
    natural = [max(1, *(cell.cell_len for cell in column)) for column in zip(*rows, strict=True)]
    least = [max(min(LEAST, _longest(cell)) for cell in column) for column in zip(*rows, strict=True)]
    if sum(least) > room:
        return _records(rows, width)
    widths = shrunk(natural, least, room)
    divider = Text("─┼─".join("─" * w for w in widths), rule)
    head, *body = [_row(row, align, widths, rule) for row in rows]
    gap = any(len(lines) > 1 for lines in body)
    out = [*head, divider]
    for i, lines in enumerate(body):
        out += [Text(" │ ".join(" " * w for w in widths).rstrip(), rule)] * (gap and i > 0) + lines
    return out


def _longest(cell: Text) -> int:
    return max((cell_len(word) for word in cell.plain.split(" ")), default=1) or 1


def shrunk(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Column widths that sum to at most `room`, none below its `least`: the widest give way first.

    `room` is at least the sum of `least`.
    """
    widths = list(natural)
    for _ in range(sum(widths) - room):
        i = max((i for i in range(len(widths)) if widths[i] > least[i]), key=lambda i: widths[i])
        widths[i] -= 1
    return widths


def _row(row: Sequence[Text], align: str, widths: Sequence[int], rule: str) -> list[Text]:
    cells = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    lines = []
    for i in range(max(map(len, cells))):
        parts = [
            _aligned(cell[i] if i < len(cell) else Text(), width, side)
            for cell, width, side in zip(cells, widths, align, strict=True)
        ]
        line = Text.assemble(*(part for cell in parts for part in ((" │ ", rule), cell)))[3:]
        line.rstrip()
        lines.append(line)
    return lines


def _aligned(text: Text, width: int, side: str) -> Text:
    spare = width - text.cell_len
    before = {"l": 0, "r": spare, "c": spare // 2}[side]
    return Text.assemble(" " * before, text, " " * (spare - before))


def _records(rows: Sequence[Sequence[Text]], width: int) -> list[Text]:
    """Each row as lines of `header: cell`, with a blank line between rows."""
    out: list[Text] = []
    for row in rows[1:]:
        out += [Text()] if out else []
        for name, cell in zip(rows[0], row, strict=True):
            lines = wrap(Text.assemble(name, ": ", cell), max(width - 2, 1))
            out += [lines[0], *prefixed(lines[1:], Text("  "), Text("  "))]
    return out
