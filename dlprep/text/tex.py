"""Reads a subset of TeX into a formula; what cannot be read raises TexError."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

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
)
from dlprep.text.glyphs import (
    ACCENTS,
    ALPHABETS,
    BINARY,
    ENVIRONMENTS,
    FENCES,
    INTEGRALS,
    LARGE,
    LETTERS,
    LIMIT_NAMES,
    NAMES,
    PARTNER,
    RELATIONS,
    ROMAN,
    SPACES,
)

LENGTH: Final = 4000
"""Characters of source beyond which nothing is laid out: no formula on a screen is that long."""
DEPTH: Final = 24
"""Levels of nesting, well below what Python's stack allows."""

_TOKEN: Final = re.compile(
    r"\\([A-Za-z]+)\*?|\\(.)|(%[^\n]*\n?|\s+)|(\d+(?:,\d{3}(?!\d))*(?:\.\d+)?|'+|:=|.)", re.S
)
_CHARACTERS: Final[dict[str, tuple[str, Kind]]] = {
    "+": ("+", "bin"), "-": ("−", "bin"), "*": ("∗", "bin"), "−": ("−", "bin"), "·": ("·", "bin"),
    "×": ("×", "bin"), "=": ("=", "rel"), "<": ("<", "rel"), ">": (">", "rel"), ":": (":", "rel"),
    ":=": (":=", "rel"), ",": (",", "punct"), ";": (";", "punct"), "(": ("(", "open"), "[": ("[", "open"),
    ")": (")", "close"), "]": ("]", "close"), "~": ("\u00a0", "ord"),
}  # fmt: skip
_SILENT: Final = frozenset(
    ["displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "nonumber", "notag", "hline", "rm", "it", "tt", "sf", "sc", "cal", "em", "mathstrut", "strut", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigm", "Bigm", "middle", "mathopen", "mathclose", "mathord", "mathinner", "relax", "protect", "centering", "allowbreak"]
)
_SKIPPED: Final = frozenset(["label", "color", "textcolor", "hspace", "vspace", "phantom", "hphantom", "vphantom"])


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
    return _Parser(tex).formula()


class _Parser:
    """Recursive descent over the tokens; `at` is the next one."""

    def __init__(self, tex: str) -> None:
        self.tex, self.tokens, self.at, self.depth = tex, tokens(tex), 0, 0

    def formula(self) -> Row:
        rows = self.cells()
        if self.at < len(self.tokens):
            raise TexError(f"{self.token.text or self.token.command!r} closes nothing")
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else Row((Grid(rows, "rl", 0),))

    @property
    def token(self) -> Token:
        if self.at == len(self.tokens):
            raise TexError("the source ends too early")
        return self.tokens[self.at]

    def next(self) -> Token:
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
        self.depth += 1
        if self.depth > DEPTH:
            raise TexError(f"nested more than {DEPTH} deep")
        items: list[Node] = []
        while self.at < len(self.tokens) and not self._ends():
            items.append(self.atom())
            _close_fence(items)
            items[-1:] = self.scripts(items[-1])
        self.depth -= 1
        return Row(tuple(items))

    def _ends(self) -> bool:
        token = self.tokens[self.at]
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
        self.depth += 1
        if self.depth > 2 * DEPTH:
            raise TexError(f"nested more than {DEPTH} deep")
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
        structure = _STRUCTURES.get(name)
        if structure is not None:
            return structure(self, name)
        if name in SPACES:
            return Space(SPACES[name])
        if name in _SILENT:
            return Space(0)
        if name in ACCENTS:
            return Accent(ACCENTS[name], self.argument())
        if name in ALPHABETS:
            table = ALPHABETS[name]
            return _mapped(self.argument(), table)
        if name in ROMAN:
            return self.words()
        return symbol(name)

    def words(self) -> Node:
        """Words, unless the argument holds more TeX than words have."""
        first = self.at
        if not self.peek("{"):
            return self.argument()
        text = re.sub(r"\\([ ,_&%#$-])", lambda m: m[1].replace(",", " "), self.raw()).replace("~", " ")
        if "\\" in text or "^" in text or "$" in text:
            self.at = first
            return self.group()
        return _words(text)

    def fence(self) -> Node:
        """`\\left( ... \\right)`."""
        left, body = self.delimiter(), self.row()
        if not self.peek(command="right"):
            raise TexError("\\left without \\right")
        self.next()
        return Fence(left, body, self.delimiter())

    def delimiter(self) -> str:
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


def symbol(name: str) -> Symbol:
    """The symbol of a command without arguments; a command that is not known is a function's name."""
    if name in BINARY:
        return Symbol(BINARY[name], "bin")
    if name in RELATIONS:
        return Symbol(RELATIONS[name], "rel")
    if name in LARGE or name in INTEGRALS:
        return Symbol(LARGE.get(name) or INTEGRALS[name], "large", name in LARGE)
    if name in PARTNER.values() or FENCES.get(name) in PARTNER.values():
        return Symbol(FENCES.get(name, name), "close")
    if FENCES.get(name) in PARTNER or name == "lVert":
        return Symbol(FENCES[name], "open")
    glyph = LETTERS.get(name) or FENCES.get(name)
    return Symbol(glyph) if glyph else Symbol(NAMES.get(name, name), "op", name in LIMIT_NAMES)


def _close_fence(items: list[Node]) -> None:
    """Joins a bracket that has just been closed with its opener, so that both grow with what they hold."""
    last = items[-1]
    if not isinstance(last, Symbol) or last.kind != "close":
        return
    for i in range(len(items) - 2, -1, -1):
        opener = items[i]
        if isinstance(opener, Symbol) and opener.kind == "open":
            if PARTNER.get(opener.text) == last.text:
                items[i:] = [Fence(opener.text, Row(tuple(items[i + 1 : -1])), last.text)]
            return


def _mapped(node: Row, table: Mapping[str, str]) -> Row:
    """`node` with the characters of its symbols in another alphabet."""

    def change(item: Node) -> Node:
        if isinstance(item, Symbol):
            return item._replace(text="".join(table.get(c, c) for c in item.text))
        if isinstance(item, Row):
            return Row(tuple(change(part) for part in item.items))
        if isinstance(item, Script):
            return item._replace(base=change(item.base))
        return item

    return Row(tuple(change(item) for item in node.items))


def _words(text: str) -> Node:
    """Words with the air around them; one letter alone is a letter like any other."""
    words = " ".join(text.split())
    if not words:
        return Space(int(bool(text)))
    before, after = " " * text[0].isspace(), " " * text[-1].isspace()
    ordinary = before or after or len(words) == 1 or not words[0].isalpha()
    return Symbol(before + words + after, "ord" if ordinary else "op")


def _operatorname(parser: _Parser, name: str) -> Node:
    starred = parser.tex[parser.tokens[parser.at - 1].end - 1] == "*"
    text = " ".join(re.sub(r"\\[,:; !]", " ", parser.raw()).replace("\\", "").split())
    return Symbol(text, "op", starred or text.replace(" ", "") in LIMIT_NAMES)


def _arg(parser: _Parser, name: str) -> Node:
    """`\\arg\\max` is one operator, whose limit stands under the whole."""
    for end in ("max", "min"):
        if parser.peek(command=end):
            parser.next()
            return Symbol(f"arg {end}", "op", limits=True)
    return Symbol("arg", "op")


def _not(parser: _Parser, name: str) -> Node:
    node = parser.atom()
    if not isinstance(node, Symbol):
        return node
    known = {
        "=": "≠",
        "∈": "∉",
        "∣": "∤",
        "∥": "∦",
        "⊂": "⊄",
        "⊆": "⊈",
        "≡": "≢",
        "∼": "≁",
        "≈": "≉",
        "<": "≮",
        ">": "≯",
    }
    return node._replace(text=known.get(node.text, node.text + "\u0338"))


def _brace(parser: _Parser, name: str) -> Node:
    over = name == "overbrace"
    body = parser.argument()
    label = None
    if parser.peek("^" if over else "_"):
        parser.next()
        label = parser.argument()
    return Brace(body, label, over)


def _stacked(parser: _Parser, name: str) -> Node:
    """`\\overset{mark}{base}`, `\\underset{mark}{base}`, `\\stackrel{mark}{base}`."""
    mark, base = parser.argument(), parser.argument()
    node = base.items[0] if len(base.items) == 1 else base
    held = node._replace(limits=True) if isinstance(node, Symbol) else node
    return Script(held, None, mark) if name == "underset" else Script(held, mark, None)


def _operator(parser: _Parser, name: str) -> Node:
    """A command that sets the kind of its argument."""
    kinds: dict[str, Kind] = {"mathop": "large", "mathbin": "bin", "mathrel": "rel"}
    row = parser.argument()
    if len(row.items) == 1 and isinstance(row.items[0], Symbol):
        return row.items[0]._replace(kind=kinds[name], limits=name == "mathop")
    return row


def _skip(parser: _Parser, name: str) -> Node:
    parser.optional()
    parser.raw()
    return Space(0)


def _tag(parser: _Parser, name: str) -> Node:
    return Row((Space(4), Symbol(f"({parser.raw()})")))


def _sized(parser: _Parser, name: str) -> Node:
    return parser.argument()


_STRUCTURES: Final[dict[str, Callable[[_Parser, str], Node]]] = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), lambda p, _: Fraction(p.argument(), p.argument())),
    **dict.fromkeys(
        ("binom", "dbinom", "tbinom"),
        lambda p, _: Fence("(", Row((Fraction(p.argument(), p.argument(), ruled=False),)), ")"),
    ),
    "sqrt": lambda p, _: Root(degree=p.optional(), body=p.argument()),
    "left": lambda p, _: p.fence(),
    "begin": lambda p, _: p.environment(),
    "substack": lambda p, _: p.substack(),
    "operatorname": _operatorname,
    "arg": _arg,
    "not": _not,
    "tag": _tag,
    "boxed": _sized,
    "smash": _sized,
    **dict.fromkeys(("underbrace", "overbrace"), _brace),
    **dict.fromkeys(("underset", "overset", "stackrel"), _stacked),
    **dict.fromkeys(("mathop", "mathbin", "mathrel"), _operator),
    **dict.fromkeys(_SKIPPED, _skip),
}
"""Commands that take arguments in their own way."""
