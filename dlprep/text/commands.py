"""What each TeX command stands for: symbols by table, structures by a function of the parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from dlprep.text.formula import Accent, Brace, Fence, Fraction, Kind, Node, Root, Row, Script, Space, Symbol
from dlprep.text.glyphs import (
    ACCENTS,
    ALPHABETS,
    BINARY,
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

if TYPE_CHECKING:
    from dlprep.text.tex import Parser

Structure = Callable[["Parser", str], Node]
"""Takes the arguments of the command of that name from the parser."""

_SILENT: Final = frozenset(
    "displaystyle textstyle scriptstyle limits nolimits nonumber notag hline rm it tt sf sc cal em "  # noqa: SIM905
    "mathstrut strut big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm middle "
    "mathopen mathclose mathord mathinner relax protect centering allowbreak".split()
)
_SKIPPED: Final = ("label", "color", "textcolor", "hspace", "vspace", "phantom", "hphantom", "vphantom")


def structure(name: str) -> Structure | None:
    """How to read a command that takes arguments; None for one that takes none."""
    if name in ACCENTS:
        return _accent
    if name in ALPHABETS:
        return _alphabet
    if name in ROMAN:
        return _roman
    return _STRUCTURES.get(name)


def plain_command(name: str) -> Node:
    """What a command without arguments stands for."""
    if name in SPACES:
        return Space(SPACES[name])
    return Space(0) if name in _SILENT else symbol(name)


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


def _accent(parser: Parser, name: str) -> Node:
    return Accent(ACCENTS[name], parser.argument())


def _alphabet(parser: Parser, name: str) -> Node:
    return _letters_in(parser.argument(), ALPHABETS[name])


def _roman(parser: Parser, name: str) -> Node:
    return parser.words()


def _letters_in(node: Row, table: Mapping[str, str]) -> Row:
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


def words(text: str) -> Node:
    """Words with the air around them; one letter alone is a letter like any other."""
    words = " ".join(text.split())
    if not words:
        return Space(int(bool(text)))
    before, after = " " * text[0].isspace(), " " * text[-1].isspace()
    ordinary = before or after or len(words) == 1 or not words[0].isalpha()
    return Symbol(before + words + after, "ord" if ordinary else "op")


def _operatorname(parser: Parser, name: str) -> Node:
    starred = parser.tex[parser.tokens[parser.at - 1].end - 1] == "*"
    text = " ".join(re.sub(r"\\[,:; !]", " ", parser.raw()).replace("\\", "").split())
    return Symbol(text, "op", starred or text.replace(" ", "") in LIMIT_NAMES)


def _arg(parser: Parser, name: str) -> Node:
    """`\\arg\\max` is one operator, whose limit stands under the whole."""
    for end in ("max", "min"):
        if parser.peek(command=end):
            parser.next()
            return Symbol(f"arg {end}", "op", limits=True)
    return Symbol("arg", "op")


def _not(parser: Parser, name: str) -> Node:
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


def _brace(parser: Parser, name: str) -> Node:
    over = name == "overbrace"
    body = parser.argument()
    label = None
    if parser.peek("^" if over else "_"):
        parser.next()
        label = parser.argument()
    return Brace(body, label, over)


def _stacked(parser: Parser, name: str) -> Node:
    """`\\overset{mark}{base}`, `\\underset{mark}{base}`, `\\stackrel{mark}{base}`."""
    mark, base = parser.argument(), parser.argument()
    node = base.items[0] if len(base.items) == 1 else base
    held = node._replace(limits=True) if isinstance(node, Symbol) else node
    return Script(held, None, mark) if name == "underset" else Script(held, mark, None)


def _operator(parser: Parser, name: str) -> Node:
    """A command that sets the kind of its argument."""
    kinds: dict[str, Kind] = {"mathop": "large", "mathbin": "bin", "mathrel": "rel"}
    row = parser.argument()
    if len(row.items) == 1 and isinstance(row.items[0], Symbol):
        return row.items[0]._replace(kind=kinds[name], limits=name == "mathop")
    return row


def _skip(parser: Parser, name: str) -> Node:
    parser.optional()
    parser.raw()
    return Space(0)


def _tag(parser: Parser, name: str) -> Node:
    return Row((Space(4), Symbol(f"({parser.raw()})")))


def _sized(parser: Parser, name: str) -> Node:
    return parser.argument()


_STRUCTURES: Final[dict[str, Callable[[Parser, str], Node]]] = {
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
