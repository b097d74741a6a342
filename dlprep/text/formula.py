"""A formula as a tree, and the air that belongs between its parts.

Nodes are named tuples: a dozen dataclasses would cost several milliseconds of start-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

Kind = Literal["ord", "op", "bin", "rel", "large", "open", "close", "punct", "inner"]


class TexError(ValueError):
    """The source is not TeX that can be laid out; the source itself should be shown."""


class Symbol(NamedTuple):
    """Characters on one line. `limits`: scripts stand above and below it when there is room."""

    text: str
    kind: Kind = "ord"
    limits: bool = False


class Space(NamedTuple):
    """Air asked for by the author, in cells."""

    cells: int


class Row(NamedTuple):
    """Parts side by side."""

    items: tuple[Node, ...]


class Fraction(NamedTuple):
    """One thing over another; without a rule, a binomial coefficient."""

    top: Row
    bottom: Row
    ruled: bool = True


class Root(NamedTuple):
    """A root of `degree` (`None`: square)."""

    body: Row
    degree: Row | None


class Script(NamedTuple):
    """A base with what stands raised and lowered (or, for limits, above and below)."""

    base: Node
    above: Row | None
    below: Row | None


class Fence(NamedTuple):
    """A body between delimiters that grow with it; `""` is the invisible delimiter."""

    left: str
    body: Row
    right: str


class Accent(NamedTuple):
    """A body under a mark: `mark` is the combining character."""

    mark: str
    body: Row


class Brace(NamedTuple):
    """A body with a horizontal brace over or under it and a label beyond the brace."""

    body: Row
    label: Row | None
    over: bool


class Grid(NamedTuple):
    """Rows of cells. `align` gives `l`, `c` or `r` a column, its last one repeated; `gap` is in cells."""

    rows: tuple[tuple[Row, ...], ...]
    align: str
    gap: int


Node: TypeAlias = Symbol | Space | Row | Fraction | Root | Script | Fence | Accent | Brace | Grid


def kind(node: Node, side: Literal["left", "right"]) -> Kind:
    """How `node` behaves towards its neighbour when `node` is on that side of the gap."""
    if isinstance(node, Symbol):
        return node.kind
    if isinstance(node, Script):
        return kind(node.base, side)
    if isinstance(node, Fence):
        return "close" if side == "left" else "open"
    return "inner" if isinstance(node, Fraction) else "ord"


_WORDS = ("op", "large", "inner")


def _binary(items: Sequence[Node], i: int) -> bool:
    """Whether the operator at `i` stands between two operands, as in a − b, not as in −b."""
    if not 0 < i < len(items) - 1:
        return False
    before, after = kind(items[i - 1], "left"), kind(items[i + 1], "right")
    return before in ("ord", "close", "inner") and after not in ("rel", "close", "punct")


def _gap(left: Kind, right: Kind, tight: bool) -> int:
    """Cells of air between two kinds (TeX's table, The TeXbook chapter 18, rounded to cells)."""
    if not tight and ("rel" in (left, right) or "bin" in (left, right)):
        return int(left != right and left != "open" and right not in ("close", "punct"))
    if left == "punct":
        return int(not tight and right not in ("close", "punct"))
    if left in _WORDS:
        return int(right == "ord" or right in _WORDS or (right == "open" and left != "op"))
    return int(right in _WORDS and left in ("ord", "close"))


def spaced(row: Row, tight: bool) -> list[tuple[int, Node, Kind]]:
    """The parts of `row` without its spaces, each with the cells of air before it and its kind there.

    `tight` leaves out the air around operators, as scripts do.
    """
    asked, items = _without_spaces(row)
    out: list[tuple[int, Node, Kind]] = []
    left: Kind | None = None
    for i, node in enumerate(items):
        right = kind(node, "right")
        ordinary = right == "bin" and not _binary(items, i)
        right = "ord" if ordinary else right
        gap = 0 if left is None else _gap(left, right, tight)
        out.append((max(gap, asked[i]), node, right))
        left = "open" if ordinary else kind(node, "left")  # a sign sticks to what follows it
    return out


def _without_spaces(row: Row) -> tuple[list[int], list[Node]]:
    """For each part that is no space, the cells asked for before it."""
    asked: list[int] = []
    items: list[Node] = []
    pending = 0
    for node in row.items:
        if isinstance(node, Space):
            pending += node.cells
        else:
            asked.append(pending)
            items.append(node)
            pending = 0
    return asked, items
