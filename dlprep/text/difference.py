"""Two versions of Python source held against each other: side by side, or one below the other.

A line that only one of them has is marked by a glyph as well as by its colour: `-` left, `+` right.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest

from rich.text import Text

from dlprep.text.code import UNFOLDED, folded, highlight
from dlprep.text.style import style

RULE = " │ "

Row = tuple[Text | None, Text | None]


def unified(left: str, right: str, width: int) -> list[Text]:
    """Every line once, in order; lines that differ come left version first."""
    lines: list[Text] = []
    for same, block in _blocks(left, right):
        if same:
            lines += _column([one for one, _ in block], " ", width)
        else:
            lines += _column([one for one, _ in block], "-", width)
            lines += _column([other for _, other in block], "+", width)
    return lines


def side_by_side(left: str, right: str, width: int) -> list[Text]:
    """Two columns with lines that agree beside each other, `width` cells in all."""
    room = (width - len(RULE)) // 2
    lines: list[Text] = []
    for same, block in _blocks(left, right):
        for one, other in block:
            halves = zip_longest(
                _column([one], " " if same else "-", room), _column([other], " " if same else "+", room)
            )
            lines += [_joined(half, rest, room) for half, rest in halves]
    return lines


def _blocks(left: str, right: str) -> Iterator[tuple[bool, list[Row]]]:
    """Runs of lines that agree or differ, as pairs; None where one side has nothing."""
    ours, theirs = _lines(left), _lines(right)
    matcher = SequenceMatcher(None, [t.plain for t in ours], [t.plain for t in theirs], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield tag == "equal", list(zip_longest(ours[a:b], theirs[c:d]))


def _lines(source: str) -> list[Text]:
    lines = highlight(source, UNFOLDED).split("\n", allow_blank=True)
    for line in lines:
        line.rstrip()
    return list(lines)


def _column(lines: list[Text | None], glyph: str, width: int) -> list[Text]:
    role = {"-": "wrong", "+": "right"}.get(glyph)
    mark = Text(f"{glyph} ", f"bold {style(role)}" if role else "")
    return [part for line in lines if line is not None for part in folded(line, mark, width, True)]


def _joined(left: Text | None, right: Text | None, room: int) -> Text:
    left, right = left or Text(), right or Text()
    return Text.assemble(left, " " * (room - left.cell_len), (RULE, style("muted")), right)
