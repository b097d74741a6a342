"""Breaks styled text into lines by words, counting cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len, chop_cells
from rich.text import Text

GLUE = "\u00a0"
"""A space at which no line is broken; it is shown as a space."""

_WORD = re.compile(r"[^ \n]+")


def wrap(text: Text, width: int) -> list[Text]:
    """Lines of at most `width` cells, at least one; a word too long for a line is divided."""
    lines: list[Text] = []
    for line in text.split("\n", allow_blank=True):
        lines += line.divide(_breaks(line.plain, width)) if cell_len(line.plain) > width else [line]
    for line in lines:
        line.rstrip()
        line.plain = line.plain.replace(GLUE, " ")
    return lines or [Text()]


def _breaks(text: str, width: int) -> list[int]:
    """Offsets at which new lines begin."""
    breaks: list[int] = []
    column = end = 0
    for start, word in _parts(text, width):
        gap = start - end
        if column and column + gap + cell_len(word) > width:
            breaks.append(start)
            column = 0
        else:
            column += gap
        column += cell_len(word)
        end = start + len(word)
    return breaks


def _parts(text: str, width: int) -> Iterator[tuple[int, str]]:
    """Words and their offsets, none wider than `width`."""
    for match in _WORD.finditer(text):
        start = match.start()
        for part in chop_cells(match[0], width) if cell_len(match[0]) > width else [match[0]]:
            yield start, part
            start += len(part)


def prefixed(lines: Iterable[Text], first: Text, rest: Text | None = None) -> list[Text]:
    """`lines` with `first` before the first one and `rest` (spaces unless given) before the others."""
    other = Text(" " * first.cell_len) if rest is None else rest
    return [Text.assemble(first if i == 0 else other, line) for i, line in enumerate(lines)]
