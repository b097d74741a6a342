"""What is coloured in Python source, whole or in fragments.

One pattern in place of a lexer of Pygments, whose two hundred cost 50 ms of the start.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from keyword import kwlist
from types import BuiltinFunctionType

Span = tuple[int, int, str]
"""Where a token begins and ends, and its role in `text.style`."""

_KEYWORDS = frozenset(kwlist)
_BUILTINS = {"self", "cls", "Ellipsis", "NotImplemented"} | {
    name
    for name, value in vars(builtins).items()
    if name[0].islower() and isinstance(value, type | BuiltinFunctionType)
}
_QUOTED = r"""(?:\"{3}(?:\\.|[^\\])*?(?:\"{3}|\Z)|'{3}(?:\\.|[^\\])*?(?:'{3}|\Z)
          |"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)"""
"""A string; one that does not end goes to the end of its line, or of the source."""
_TOKEN = re.compile(
    rf"""
      (?P<comment>\#[^\n]*)
    | (?P<formatted>(?i:fr?|rf){_QUOTED})
    | (?P<string>(?i:u|br?|rb?)?{_QUOTED})
    | (?P<number>0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?j?)
    | (?P<definition>@[^\W\d]\w*|__\w+__(?=\()|(?<=def\ )\w+|(?<=class\ )\w+)
    | (?m:^)[ \t]*(?P<keyword>match|case)(?=[ \t]+[^\s=:,;.)\]}}][^\n]*:)
    | (?P<name>[^\W\d]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
_NESTED = r"\((?:[^()\n]|\([^()\n]*\))*\)|\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]"
_REPLACED = re.compile(
    rf"\{{\{{|\{{((?:[^{{}}()\[\]:!\n]|!=|{_NESTED})+)(?:![sra])?(?::(?:[^{{}}]|\{{[^{{}}]*\}})*)?\}}"
)


def spans(source: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The tokens of `source[start:end]` that are coloured, in order."""
    for match in _TOKEN.finditer(source, start, len(source) if end is None else end):
        role = match.lastgroup or ""
        first, last = match.span(role)
        if role == "formatted":
            yield from _formatted(source, first, last)
        elif role != "name":
            yield first, last, role
        elif match[0] in _KEYWORDS:
            yield first, last, "keyword"
        elif match[0] in _BUILTINS and source[first - 1 : first] != ".":
            yield first, last, "builtin"


def _formatted(source: str, start: int, end: int) -> Iterator[Span]:
    """An f-string: its text is a string, what it replaces is code."""
    at = start
    for match in _REPLACED.finditer(source, start, end):
        if match[1] is not None:
            yield at, match.start(1), "string"
            yield from spans(source, *match.span(1))
            at = match.end(1)
    yield at, end, "string"
