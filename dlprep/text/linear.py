"""A formula on one line: scripts as Unicode, fractions with a slash, brackets only where they are needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rich.cells import cell_len

from dlprep.text.formula import (
    Accent,
    Brace,
    Fence,
    Fraction,
    Grid,
    Node,
    Root,
    Row,
    Script,
    Space,
    Symbol,
    TexError,
    spaced,
)
from dlprep.text.glyphs import SUBSCRIPT, SUPERSCRIPT
from dlprep.text.tex import parse


@lru_cache(maxsize=512)
def inline(tex: str) -> str | None:
    """`tex` on one line, or None when it cannot be read."""
    try:
        return " ".join(linear(parse(tex)).split())
    except TexError:
        return None


def linear(row: Row, tight: bool = False) -> str:
    """`row` on one line; `tight` leaves out the air around operators, as in scripts."""
    parts = spaced(row, tight)
    out = ""
    for i, (gap, node, _) in enumerate(parts):
        text = _node(node, tight)
        beside = (i > 0 and _product(parts[i - 1][1])) or (i + 1 < len(parts) and _product(parts[i + 1][1]))
        if isinstance(node, Fraction) and beside:
            text = f"({text})"
        if not gap and text[:1].isalnum() and i and _runs_on(parts[i - 1][1], out):
            gap = 1
        out += " " * gap + text
    return out


def scripts(above: str, below: str) -> str:
    """Scripts as Unicode characters, or after `^` and `_` when a character has no such form."""
    up, down = flat(above, SUPERSCRIPT), flat(below, SUBSCRIPT)
    if up is None and down is not None:
        return f"{down}^{_wrapped(above)}"
    if down is None and up is not None:
        return f"{up}_{_wrapped(below)}"
    if up is None:
        return f"_{_wrapped(below)}^{_wrapped(above)}"
    return f"{down}{up}"


def flat(text: str, table: Mapping[str, str]) -> str | None:
    """`text` in the script characters of `table`, or None when one is missing."""
    glyphs = [table.get(c) for c in text]
    return None if None in glyphs else "".join(glyph for glyph in glyphs if glyph)


def accented(text: str, mark: str) -> str | None:
    """`text` with a combining `mark` after its only letter (scripts may follow), or None when it is wider."""
    rest = text[1:]
    scripted = all(c in _SCRIPT_GLYPHS or not cell_len(c) for c in rest)
    if not text or not scripted:
        return None
    end = 1
    while end < len(text) and not cell_len(text[end]):
        end += 1  # after the marks that the letter has already
    return text[:end] + mark + text[end:]


_SCRIPT_GLYPHS = frozenset(SUPERSCRIPT.values()) | frozenset(SUBSCRIPT.values())


def _wrapped(text: str) -> str:
    """A script after `^` or `_`: one word, number or symbol stands bare, anything longer in brackets."""
    bare = (
        cell_len(text) == 1
        or text.replace("-", "").isalnum()
        or (text[0] + text[-1] in ("[]", "()") and text.count(text[0]) == 1)
    )
    return text if bare else f"({text})"


def _node(node: Node, tight: bool) -> str:  # noqa: C901  one case a kind of node
    match node:
        case Symbol(text=text):
            return text
        case Space(cells=cells):
            return " " * cells
        case Row():
            return linear(node, tight)
        case Fraction():
            return _fraction(node, tight)
        case Root():
            return _root(node, tight)
        case Script():
            return _script(node, tight)
        case Fence(left=left, body=body, right=right):
            return f"{left}{linear(body, tight)}{right}"
        case Accent(mark=mark, body=body):
            text = linear(body, True)
            marked = accented(text, mark)
            return "".join(c + mark if c.isalnum() else c for c in text) if marked is None else marked
        case Brace(body=body, label=label):
            return linear(body, tight) + (f" [{linear(label, True)}]" if label else "")
        case Grid(rows=rows):
            return "; ".join(_cells(row, node, tight) for row in rows)


def _cells(row: tuple[Row, ...], grid: Grid, tight: bool) -> str:
    """One row of a grid: the halves of an alignment join, the cells of a matrix stand apart."""
    texts = [linear(cell, tight) for cell in row]
    return " ".join(text for text in texts if text) if grid.gap == 0 else "  ".join(texts)


def _fraction(node: Fraction, tight: bool) -> str:
    top, bottom = linear(node.top, tight), linear(node.bottom, tight)
    if not node.ruled:
        return f"{top} over {bottom}"
    over = top if _factors(node.top) else f"({top})"
    return f"{over}/{bottom}" if _single(node.bottom) else f"{over}/({bottom})"


def _root(node: Root, tight: bool) -> str:
    degree = linear(node.degree, True) if node.degree else ""
    sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(degree) or f"{scripts(degree, '')}√"
    body = linear(node.body, tight)
    return f"{sign}{body}" if _single(node.body) else f"{sign}({body})"


def _script(node: Script, tight: bool) -> str:
    base = _node(node.base, tight)
    if isinstance(node.base, Fraction | Brace) or (isinstance(node.base, Row) and len(base) > 1):
        base = f"({base})"
    above = linear(node.above, True) if node.above else ""
    below = linear(node.below, True) if node.below else ""
    return base + scripts(above, below)


def _factors(row: Row) -> bool:
    """Whether `row` is one factor or a product of letters, that is, safe before a slash."""
    kinds = [(kind, node) for _, node, kind in spaced(row, False)]
    if len(kinds) == 1 or _single(row):
        return _single(row)
    return all(kind == "ord" or (kind == "open" and i) for i, (kind, _) in enumerate(kinds)) and not any(
        isinstance(node, Fraction | Grid) for _, node in kinds
    )


def _single(row: Row) -> bool:
    """Whether `row` is one thing: a symbol, a number, a fenced part, a differential."""
    parts = [node for _, node, _ in spaced(row, False)]
    if len(parts) == 1 and isinstance(parts[0], Row):
        return _single(parts[0])
    if len(parts) == 2 and parts[0] in (Symbol("∂"), Symbol("d"), Symbol("∇")):
        parts = parts[1:]
    if len(parts) == 2 and isinstance(parts[1], Fence):
        parts = parts[:1]  # f(x)
    if len(parts) != 1:
        return bool(parts) and all(isinstance(part, Symbol) and part.text.isdigit() for part in parts)
    return not isinstance(parts[0], Fraction | Grid | Brace)


def _product(node: Node) -> bool:
    """Whether `node`, beside a fraction, would read as part of its top or bottom."""
    return not (isinstance(node, Symbol) and node.kind in ("rel", "bin", "punct", "open", "close"))


def _runs_on(left: Node, text: str) -> bool:
    """Whether what follows `left` without air would read as part of its script."""
    return isinstance(left, Script) and text[-1:].isalnum() and text[-1] not in _SCRIPT_GLYPHS
