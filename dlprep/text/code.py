"""Python source as terminal text: highlighted, numbered on request, wrapped rather than cut."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells
from rich.text import Text

from dlprep.text.clean import TAB, clean
from dlprep.text.style import style

CONTINUED = "↳ "
"""Stands before the rest of a line that was too long."""
POINTER = "▶"
"""Stands before the marked line."""
PYTHON = frozenset(("python", "py", "python3", "pytorch", "pycon"))

_ROLES = (
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "number"),
    ("Token.Comment", "comment"),
    ("Token.Name.Function", "definition"),
    ("Token.Name.Class", "definition"),
    ("Token.Name.Decorator", "definition"),
    ("Token.Name.Builtin", "builtin"),
)


def highlight(
    source: str,
    width: int,
    *,
    language: str = "python",
    numbered: bool = False,
    marked: int | None = None,
    colour: bool = True,
) -> Text:
    """`source` as lines of at most `width` cells.

    `numbered` puts line numbers (from 1) in a gutter; `marked` is the number of a line to point at.
    Languages other than Python are shown without highlighting.
    """
    text = Text(clean(source).expandtabs(TAB).rstrip())
    if colour:
        text.stylize(style("code"))
        if language in PYTHON:
            _colour(text)
    lines = text.split("\n", allow_blank=True) or [Text()]
    digits = len(str(len(lines)))
    shown = []
    for number, line in enumerate(lines, 1):
        gutter = _gutter(number, digits, numbered, marked, colour)
        shown += folded(line, gutter, width, colour)
    return Text("\n").join(shown)


def _colour(text: Text) -> None:
    """Styles the tokens of Python source in place."""
    from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]

    for start, kind, value in PythonLexer(ensurenl=False, stripnl=False).get_tokens_unprocessed(text.plain):
        name = str(kind)
        role = next((role for prefix, role in _ROLES if name.startswith(prefix)), None)
        if role:
            text.stylize(style(role), start, start + len(value))


def _gutter(number: int, digits: int, numbered: bool, marked: int | None, colour: bool) -> Text:
    """What stands before a line: the pointer's column, the number, a rule."""
    gutter = Text()
    if marked is not None:
        gutter.append(f"{POINTER} " if number == marked else "  ", style("mark") if colour else "")
    if numbered:
        gutter.append(f"{number:>{digits}} │ ", style("muted") if colour else "")
    return gutter


def folded(line: Text, gutter: Text, width: int, colour: bool) -> list[Text]:
    """`line` after its gutter; what does not fit goes on below, after the continuation mark."""
    room = max(width - gutter.cell_len, 8)
    if cell_len(line.plain) <= room:
        line.rstrip()
        return [Text.assemble(gutter, line)]
    head = chop_cells(line.plain, room)[0]
    first, rest = line.divide([len(head)])
    below = rest.divide(_offsets(rest.plain, max(room - cell_len(CONTINUED), 4)))
    mark = Text(CONTINUED, style("muted") if colour else "")
    blank = Text(" " * gutter.cell_len)
    return [Text.assemble(gutter, first), *(Text.assemble(blank, mark, part) for part in below)]


def _offsets(text: str, width: int) -> list[int]:
    """Offsets that divide `text` into parts of at most `width` cells."""
    offsets, at = [], 0
    for part in chop_cells(text, width)[:-1]:
        at += len(part)
        offsets.append(at)
    return offsets
