"""Reads a subset of TeX into a formula; what cannot be read raises TexError."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dlprep.text.commands import plain_command, structure, words
from dlprep.text.formula import (
    Fence,
    Grid,
    Kind,
    Node,
    Row,
    Script,
    Symbol,
    TexError,
)
from dlprep.text.glyphs import ENVIRONMENTS, FENCES, PARTNER

LENGTH: Final = 4000
"""Characters of source beyond which nothing is laid out: no formula on a screen is that long."""
DEPTH: Final = 48
"""Levels of nesting (a braced group counts two), well below what Python's stack allows."""

_TOKEN: Final = re.compile(
    r"\\([A-Za-z]+)\*?|\\(.)|(%[^\n]*\n?|\s+)|(\d+(?:,\d{3}(?!\d))*(?:\.\d+)?|'+|:=|.)", re.S
)
_CHARACTERS: Final[dict[str, tuple[str, Kind]]] = {
    "+": ("+", "bin"), "-": ("−", "bin"), "*": ("∗", "bin"), "−": ("−", "bin"), "·": ("·", "bin"),
    "×": ("×", "bin"), "=": ("=", "rel"), "<": ("<", "rel"), ">": (">", "rel"), ":": (":", "rel"),
    ":=": (":=", "rel"), ",": (",", "punct"), ";": (";", "punct"), "(": ("(", "open"), "[": ("[", "open"),
    ")": (")", "close"), "]": ("]", "close"), "~": ("\u00a0", "ord"),
}  # fmt: skip


class Token(NamedTuple):
    """A command (without its backslash), or a character; `start` and `end` are offsets in the source."""

    command: str
    text: str
    start: int
    end: int


def tokens(tex: str) -> list[Token]:
    """The tokens of `tex`; white space and comments are dropped."""
    return [
        Token(m[1] or m[2] or "", m[4] or "", m.start(), m.end())
        for m in _TOKEN.finditer(tex)
        if m[3] is None
    ]


def parse(tex: str) -> Row:
    """The formula that `tex` describes.

    Commands that are not known show as their names. Rows and columns (`\\\\`, `&`) at the top level
    are an alignment. Raises TexError for unbalanced braces, fences or environments, and for source
    that is too long or too deeply nested.
    """
    if len(tex) > LENGTH:
        raise TexError(f"longer than {LENGTH} characters")
    return Parser(tex).formula()


class Parser:
    """Recursive descent over the tokens; `at` is the next one."""

    def __init__(self, tex: str) -> None:
        self.tex, self.tokens, self.at, self.depth = tex, tokens(tex), 0, 0

    def formula(self) -> Row:
        """The whole source: one row, or an alignment."""
        rows = self.cells()
        if self.at < len(self.tokens):
            raise TexError(f"{self.token.text or self.token.command!r} closes nothing")
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else Row((Grid(rows, "rl", 0),))

    @property
    def token(self) -> Token:
        """The next token; TexError at the end of the source."""
        if self.at == len(self.tokens):
            raise TexError("the source ends too early")
        return self.tokens[self.at]

    def next(self) -> Token:
        """Takes the next token."""
        token = self.token
        self.at += 1
        return token

    def peek(self, *texts: str, command: str = "") -> bool:
        """Whether the next token is one of `texts`, or `command`."""
        if self.at == len(self.tokens):
            return False
        token = self.tokens[self.at]
        return token.command == command if command else not token.command and token.text in texts

    def row(self) -> Row:
        """Parts up to something that ends a row: a closing brace, `&`, `\\\\`, `\\right` or `\\end`."""
        outside = self.depth
        self.deeper()
        items: list[Node] = []
        while self.at < len(self.tokens) and not self._ends():
            items.append(self.atom())
            if isinstance(items[-1], Symbol) and items[-1].kind == "open":
                self.deeper()
            elif _close_fence(items):
                self.depth -= 1
            items[-1:] = self.scripts(items[-1])
        self.depth = outside
        return Row(tuple(items))

    def deeper(self) -> None:
        """Counts one more level of nesting, brackets included, since each becomes a level of the tree."""
        self.depth += 1
        if self.depth > DEPTH:
            raise TexError(f"nested more than {DEPTH} deep")

    def _ends(self) -> bool:
        token = self.token
        return token.command in ("right", "end", "\\", "cr") if token.command else token.text in ("}", "&")

    def scripts(self, base: Node) -> list[Node]:
        """`base` with the scripts that follow it, in either order; primes go first above."""
        above: list[Node] = []
        below: Row | None = None
        if self.peek(command="limits") or self.peek(command="nolimits"):
            self.next()
        while self.peek("^", "_") or (self.at < len(self.tokens) and self.tokens[self.at].text[:1] == "'"):
            mark = self.next().text
            if mark == "_":
                if below is not None:
                    raise TexError("two subscripts")
                below = self.argument()
            else:
                above += [Symbol("′" * len(mark))] if mark[0] == "'" else self.argument().items
        return [Script(base, Row(tuple(above)) if above else None, below) if above or below else base]

    def argument(self) -> Row:
        """A braced group, or the single next thing: a number gives just its first digit, as in TeX."""
        token = self.token
        if not token.command and token.text == "{":
            return self.group()
        if not token.command and len(token.text) > 1 and token.text[0].isdigit():
            self.tokens[self.at] = token._replace(text=token.text[1:], start=token.start + 1)
            return Row((Symbol(token.text[0]),))
        if self._ends() or token.text in ("^", "_"):
            raise TexError(f"{token.text or token.command!r} where an argument was expected")
        return Row((self.atom(),))

    def group(self) -> Row:
        """A braced group."""
        if self.next().text != "{":
            raise TexError("an opening brace was expected")
        row = self.row()
        if not self.peek("}"):
            raise TexError("a brace is not closed")
        self.next()
        return row

    def optional(self) -> Row | None:
        """An argument in square brackets, or None."""
        if not self.peek("["):
            return None
        self.next()
        items: list[Node] = []
        while not self.peek("]"):
            if self._ends():
                raise TexError("a bracket is not closed")
            items += self.scripts(self.atom())
        self.next()
        return Row(tuple(items))

    def raw(self) -> str:
        """The source of a braced argument, spaces included."""
        first = self.at
        self.group()
        return self.tex[self.tokens[first].end : self.tokens[self.at - 1].start]

    def atom(self) -> Node:
        """The next thing, without its scripts."""
        self.deeper()
        token = self.token
        if token.command:
            self.next()
            node = self.command(token.command)
        elif token.text == "{":
            node = self.group()
        elif token.text in ("^", "_") or token.text[0] == "'":
            node = Row(())  # scripts of nothing
        else:
            self.next()
            node = Symbol(*_CHARACTERS.get(token.text, (token.text, "ord")))
        self.depth -= 1
        return node

    def command(self, name: str) -> Node:
        """What the command `name`, already taken, stands for."""
        structured = structure(name)
        return structured(self, name) if structured else plain_command(name)

    def words(self) -> Node:
        """Words, unless the argument holds more TeX than words have."""
        first = self.at
        if not self.peek("{"):
            return self.argument()
        text = re.sub(r"\\([ ,_&%#$-])", lambda m: m[1].replace(",", " "), self.raw()).replace("~", " ")
        if "\\" in text or "^" in text or "$" in text:
            self.at = first
            return self.group()
        return words(text)

    def fence(self) -> Node:
        """`\\left( ... \\right)`."""
        left, body = self.delimiter(), self.row()
        if not self.peek(command="right"):
            raise TexError("\\left without \\right")
        self.next()
        return Fence(left, body, self.delimiter())

    def delimiter(self) -> str:
        """The glyph after `\\left` or `\\right`; `.` is none."""
        token = self.next()
        glyph = FENCES.get(token.command, "") if token.command else token.text
        return {".": "", "<": "⟨", ">": "⟩"}.get(glyph, glyph)[:1]

    def cells(self) -> tuple[tuple[Row, ...], ...]:
        """Rows of cells up to what closes them."""
        rows: list[list[Row]] = [[self.row()]]
        while self.peek("&") or self.peek(command="\\") or self.peek(command="cr"):
            if self.next().command:
                self.optional()  # extra space below the line
                rows.append([self.row()])
            else:
                rows[-1].append(self.row())
        if len(rows) > 1 and rows[-1] == [Row(())]:
            rows.pop()
        return tuple(tuple(row) for row in rows)

    def substack(self) -> Node:
        """`\\substack{a \\\\ b}`: lines of a limit."""
        self.next()
        rows = self.cells()
        if not self.peek("}"):
            raise TexError("a brace is not closed")
        self.next()
        return Grid(rows, "c", 0)

    def environment(self) -> Node:
        """`\\begin{name} ... \\end{name}`."""
        name = self.raw().rstrip("*")
        if name == "array":
            align = re.sub("[^lcr]", "", self.raw()) or "c"
        else:
            align = {"cases": "l", "rcases": "l"}.get(name, "c" if name.endswith("matrix") else "rl")
        rows = self.cells()
        if not self.peek(command="end"):
            raise TexError(f"the environment {name} is not closed")
        self.next()
        if self.raw().rstrip("*") != name:
            raise TexError(f"the environment {name} is closed by another name")
        left, right = ENVIRONMENTS.get(name, ("", ""))
        grid = Grid(rows, align, 0 if align == "rl" else 2)
        return Fence(left, Row((grid,)), right) if left or right else grid


def _close_fence(items: list[Node]) -> bool:
    """Joins a bracket that has just been closed with its opener, so that both grow with what they hold."""
    last = items[-1]
    if not isinstance(last, Symbol) or last.kind != "close":
        return False
    for i in range(len(items) - 2, -1, -1):
        opener = items[i]
        if isinstance(opener, Symbol) and opener.kind == "open":
            paired = PARTNER.get(opener.text) == last.text
            if paired:
                items[i:] = [Fence(opener.text, Row(tuple(items[i + 1 : -1])), last.text)]
            return paired
    return False
