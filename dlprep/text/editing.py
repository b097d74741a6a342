"""What a key does to Python source: indentation, pairs of brackets and quotes, comments, pasted text.

Pure functions of the lines and a selection; whoever shows the source applies the `Change`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

Location = tuple[int, int]
"""Line and column, both from 0."""

INDENT = 4
PAIRS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = frozenset(PAIRS.values())
QUOTES = frozenset("\"'")
BRACKETS = CLOSERS | PAIRS.keys()
LEAVING = re.compile(r"\s*(return|raise|break|continue|pass)\b")
REACH = 400
"""Lines before the cursor that are read to know whether it is within brackets or a string."""


class Change(NamedTuple):
    """Replace what stands from `start` to `end` by `text`; then select from `anchor` to `cursor`."""

    start: Location
    end: Location
    text: str
    anchor: Location
    cursor: Location


class Within(NamedTuple):
    """What surrounds a place: the quotes of its string (or none), whether a comment, the open brackets."""

    quotes: str
    comment: bool
    brackets: tuple[Location, ...]

    @property
    def code(self) -> bool:
        """Whether it is neither in a string nor in a comment."""
        return not self.quotes and not self.comment


def within(lines: Sequence[str], at: Location) -> Within:
    """Read up to a place. A string in single quotes ends with its line, as Python has it."""
    first = max(0, at[0] - REACH)
    quotes, comment, brackets = "", False, []
    for row in range(first, at[0] + 1):
        line = lines[row] if row < at[0] else lines[row][: at[1]]
        quotes, comment = quotes if len(quotes) == 3 else "", False
        for column, glyph in _glyphs(line, quotes):
            if glyph in PAIRS:
                brackets.append((row, column))
            elif glyph in CLOSERS and brackets:
                brackets.pop()
            elif glyph == "#":
                comment = True
            elif glyph not in CLOSERS:
                quotes = glyph
    return Within(quotes, comment, tuple(brackets))


def _glyphs(line: str, quotes: str) -> Iterator[tuple[int, str]]:
    """What matters of a line: brackets, the start of a comment, and the quotes that hold from there on."""
    column = 0
    while column < len(line):
        glyph = line[column]
        if quotes:
            if glyph == "\\":
                column += 1
            elif line.startswith(quotes, column):
                column += len(quotes) - 1
                quotes = ""
                yield column, quotes
        elif glyph == "#":
            yield column, glyph
            return
        elif glyph in QUOTES:
            quotes = glyph * 3 if line.startswith(glyph * 3, column) else glyph
            column += len(quotes) - 1
            yield column, quotes
        elif glyph in BRACKETS:
            yield column, glyph
        column += 1


def typed(lines: Sequence[str], anchor: Location, cursor: Location, glyph: str) -> Change | None:
    """A bracket or quote was typed: pair it, type over it, wrap the selection; None inserts it plainly."""
    if anchor != cursor:
        return _wrapped(lines, anchor, cursor, glyph)
    (row, column), around = cursor, within(lines, cursor)
    after, before = lines[row][column : column + 1], lines[row][:column]
    over = Change(cursor, cursor, "", (row, column + 1), (row, column + 1))
    if glyph in CLOSERS:
        return over if after == glyph and around.code else None
    if glyph in PAIRS:
        return _paired(cursor, glyph, PAIRS[glyph]) if around.code and _free(after) else None
    if around.quotes:
        ends = around.quotes[0] == glyph and after == glyph and not _escaped(before)
        return over if ends else None
    if around.comment or not _free(after):
        return None
    if before.endswith(glyph * 2):
        return _paired(cursor, glyph, glyph * 3)
    opens = not before or not (before[-1].isalnum() or before[-1] in "_\"'") or _prefixed(before)
    return _paired(cursor, glyph, glyph) if opens else None


def entered(lines: Sequence[str], anchor: Location, cursor: Location) -> Change:
    """Enter was pressed: a new line, as deep as it should be."""
    start, end = sorted((anchor, cursor))
    line, around = lines[start[0]][: start[1]], within(lines, start)
    after = lines[end[0]][end[1] :]
    depth = _depth(lines, line, around)
    text = "\n" + " " * depth
    at = (start[0] + 1, depth)
    closes = after[:1] in CLOSERS and line.rstrip()[-1:] in PAIRS and around.code
    if closes:
        text += "\n" + " " * _leading(line)
    blank = len(after) - len(after.lstrip(" ")) if after.strip() and not closes else 0
    return Change(start, (end[0], end[1] + blank), text, at, at)


def erased(lines: Sequence[str], anchor: Location, cursor: Location) -> Change | None:
    """Backspace: an empty pair goes whole, leading blanks to the stop before; None for one character."""
    if anchor != cursor or cursor[1] == 0:
        return None
    row, column = cursor
    line = lines[row]
    pair = line[column - 1 : column + 1]
    if len(pair) == 2 and (PAIRS.get(pair[0]) == pair[1] or (pair[0] in QUOTES and pair[0] == pair[1])):
        return Change((row, column - 1), (row, column + 1), "", (row, column - 1), (row, column - 1))
    if line[:column].strip(" "):
        return None
    stop = (column - 1) // INDENT * INDENT
    return Change((row, stop), cursor, "", (row, stop), (row, stop))


def indented(lines: Sequence[str], anchor: Location, cursor: Location, by: int) -> Change:
    """Tab or Shift+Tab: the lines of the selection (or the present one) a step in or out, selection kept."""
    rows = _rows(anchor, cursor)
    moved = [_moved(lines[row], by) for row in rows]
    return _replaced(lines, rows, moved, anchor, cursor)


def commented(lines: Sequence[str], anchor: Location, cursor: Location) -> Change:
    """Comment out the lines of the selection, or take the marks away where all of them have one."""
    rows = _rows(anchor, cursor)
    filled = [lines[row] for row in rows if lines[row].strip()]
    if filled and all(line.lstrip().startswith("#") for line in filled):
        changed = [re.sub(r"^(\s*)# ?", r"\1", lines[row]) for row in rows]
    else:
        depth = min((_leading(line) for line in filled), default=0)
        changed = [
            f"{lines[row][:depth]}# {lines[row][depth:]}" if lines[row].strip() else lines[row]
            for row in rows
        ]
    return _replaced(lines, rows, changed, anchor, cursor)


def carried(lines: Sequence[str], anchor: Location, cursor: Location, by: int) -> Change | None:
    """The lines of the selection change places with the one above (−1) or below (1); None at the ends."""
    rows = _rows(anchor, cursor)
    other = rows[0] - 1 if by < 0 else rows[-1] + 1
    if not 0 <= other < len(lines):
        return None
    block = [lines[row] for row in rows]
    text = [*block, lines[other]] if by < 0 else [lines[other], *block]
    first, last = min(rows[0], other), max(rows[-1], other)
    ending = (len(lines) - 1, len(text[-1]))  # a selection may end at the start of a line that is not there
    moved = [min((row + by, column), ending) for row, column in (anchor, cursor)]
    return Change((first, 0), (last, len(lines[last])), "\n".join(text), moved[0], moved[1])


def pasted(text: str) -> str:
    """Text from elsewhere as it is kept: line ends \\n, leading tabs four blanks, no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [_untabbed(line) for line in text.split("\n")]
    return "".join(c for c in "\n".join(lines) if c >= " " or c in "\n\t")


def found(lines: Sequence[str], wanted: str) -> list[tuple[Location, Location]]:
    """Where a text stands, line by line; capitals matter only if it has some."""
    if not wanted:
        return []
    flags = re.NOFLAG if any(c.isupper() for c in wanted) else re.IGNORECASE
    pattern = re.compile(re.escape(wanted), flags)
    return [
        ((row, match.start()), (row, match.end()))
        for row, line in enumerate(lines)
        for match in pattern.finditer(line)
    ]


def _wrapped(lines: Sequence[str], anchor: Location, cursor: Location, glyph: str) -> Change | None:
    closing = PAIRS.get(glyph, glyph if glyph in QUOTES else "")
    if not closing:
        return None
    start, end = sorted((anchor, cursor))
    text = "\n".join(lines[start[0] : end[0] + 1])
    text = text[start[1] : len(text) - (len(lines[end[0]]) - end[1])]
    after = (end[0], end[1] + (start[0] == end[0]))
    first = (start[0], start[1] + 1)
    return Change(
        start, end, glyph + text + closing, *((first, after) if anchor < cursor else (after, first))
    )


def _paired(cursor: Location, opening: str, closing: str) -> Change:
    at = (cursor[0], cursor[1] + len(opening))
    return Change(cursor, cursor, opening + closing, at, at)


def _free(after: str) -> bool:
    """Whether a pair may open before this character."""
    return not after or after.isspace() or after in CLOSERS or after in ",:;=."


def _escaped(before: str) -> bool:
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _prefixed(before: str) -> bool:
    """Whether a string's prefix stands there: r, b, f, u and their pairs."""
    word = re.search(r"\w*$", before)
    return bool(word and re.fullmatch(r"(?i)[rbfu]|[rbf]{2}", word[0]))


def _depth(lines: Sequence[str], line: str, around: Within) -> int:
    """Columns before the next line's text."""
    depth = _leading(line)
    if around.quotes:
        return depth
    if around.brackets:
        row, column = around.brackets[-1]
        if not lines[row][column + 1 :].strip() or line.rstrip()[-1:] in PAIRS:
            return max(depth, _leading(lines[row]) + INDENT)
        return column + 1
    if _code(line).rstrip().endswith(":"):
        return depth + INDENT
    return max(0, depth - INDENT) if LEAVING.match(line) else depth


def _code(line: str) -> str:
    """A line without its comment."""
    for column, glyph in enumerate(line):
        if glyph == "#" and within([line], (0, column)).code:
            return line[:column]
    return line


def _leading(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _rows(anchor: Location, cursor: Location) -> range:
    """The lines of a selection; one that ends at a line's start does not hold that line."""
    start, end = sorted((anchor, cursor))
    last = end[0] - (end[1] == 0 and end[0] > start[0])
    return range(start[0], last + 1)


def _moved(line: str, by: int) -> str:
    if not line.strip():
        return line
    depth = _leading(line)
    stop = (depth // INDENT + 1) * INDENT if by > 0 else max(0, (depth - 1) // INDENT * INDENT)
    return " " * stop + line[depth:]


def _replaced(
    lines: Sequence[str], rows: range, changed: Sequence[str], anchor: Location, cursor: Location
) -> Change:
    def kept(at: Location) -> Location:
        if at[0] not in rows:
            return at
        grown = len(changed[at[0] - rows[0]]) - len(lines[at[0]])
        return at[0], max(0, at[1] + grown) if at[1] or anchor == cursor else 0

    last = rows[-1]
    return Change((rows[0], 0), (last, len(lines[last])), "\n".join(changed), kept(anchor), kept(cursor))


def _untabbed(line: str) -> str:
    body = line.lstrip(" \t")
    lead = line[: len(line) - len(body)]
    return lead.expandtabs(INDENT) + body
