"""Where Markdown is prose, code or mathematics.

Braces mean something else in each: `{{blank}}` and `{name}` are ours in prose and code, but belong
to TeX inside dollars. Only as much of Markdown is known here as that takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

# A single dollar opens mathematics when no space follows it and closes it when none precedes and no
# digit follows, so that "$5 and $6" stays prose.
_SPECIAL = re.compile(
    r"""(?P<prose>\\.)
    | (?P<code>(?<!`)(?P<ticks>`++).+?(?<!`)(?P=ticks)(?!`))
    | (?P<blank>\{\{(?:\$[^$]{1,200}\$|[^$]){1,200}?\}\})
    | (?P<maths>\$\$.+?\$\$|\$(?=[^\s$])(?:\\.|[^$\\])*?(?<!\s)\$(?!\d))""",
    re.VERBOSE | re.DOTALL,
)


class Piece(NamedTuple):
    """A stretch of Markdown: `blank` is a `{{...}}` outside code and mathematics."""

    kind: Literal["prose", "code", "maths", "blank"]
    text: str


def pieces(markdown: str) -> Iterator[Piece]:
    """Cut Markdown up; the texts joined give it back unchanged."""
    end = 0
    for found in _SPECIAL.finditer(markdown):
        if found.start() > end:
            yield Piece("prose", markdown[end : found.start()])
        if found["code"]:
            yield Piece("code", found[0])
        elif found["maths"]:
            yield Piece("maths", found[0])
        else:
            yield Piece("blank" if found["blank"] else "prose", found[0])
        end = found.end()
    if end < len(markdown):
        yield Piece("prose", markdown[end:])
