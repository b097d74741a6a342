"""Markdown as a tree of blocks; inline text is a tuple of runs."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Run(NamedTuple):
    """Text that plays `roles`: `strong`, `emphasis`, `code`, `maths`, `link`; `\\n` is a hard break."""

    text: str
    roles: tuple[str, ...] = ()


Inline: TypeAlias = tuple[Run, ...]


class Paragraph(NamedTuple):
    """Running text."""

    runs: Inline


class Heading(NamedTuple):
    """A heading; levels look alike, as cards have no outline."""

    runs: Inline


class CodeBlock(NamedTuple):
    """Source in `language` (`""`: not said)."""

    source: str
    language: str


class Display(NamedTuple):
    """A displayed formula in TeX."""

    tex: str


class Quote(NamedTuple):
    """Quoted blocks."""

    blocks: Blocks


class Listing(NamedTuple):
    """A list: bulleted when `start` is None, otherwise numbered from it."""

    start: int | None
    items: tuple[Blocks, ...]
    tight: bool


class Table(NamedTuple):
    """A table with a header; `align` holds `l`, `c` or `r` a column."""

    align: str
    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]


class Rule(NamedTuple):
    """A thematic break."""


Block: TypeAlias = Paragraph | Heading | CodeBlock | Display | Quote | Listing | Table | Rule
Blocks: TypeAlias = tuple[Block, ...]
