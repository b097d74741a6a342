"""Card Markdown as terminal text of a given width."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from dlprep.text.blocks import (
    Block,
    Blocks,
    CodeBlock,
    Display,
    Heading,
    Inline,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)
from dlprep.text.clean import TAB, clean
from dlprep.text.prose import paragraphs
from dlprep.text.style import style
from dlprep.text.wrap import GLUE, prefixed, wrap

NARROWEST = 8
"""Cells that text keeps when quotes and lists are nested: deeper ones are no longer indented."""
UNBROKEN = 24
"""Cells up to which an inline formula is kept on one line."""

_BULLETS = "•◦▪"


def render(markdown: str, width: int, *, colour: bool = True) -> Text:
    """`markdown` as lines of at most `width` cells (formulas that cannot be broken excepted).

    Without `colour` nothing is styled, and no mark stands for it: plain text is read aloud. Never raises:
    HTML, escape sequences and mark-up of other kinds are shown as text or removed.
    """
    source = clean(markdown).expandtabs(TAB)
    return Text("\n").join(_Page(colour).blocks(_read(source), max(width, NARROWEST)))


def plain(markdown: str, width: int) -> str:
    """`markdown` as a string, without its marks."""
    return render(markdown, width, colour=False).plain


def _read(source: str) -> Blocks:
    simple = paragraphs(source)
    if simple is not None:
        return simple
    from dlprep.text.parser import blocks

    return blocks(source)


class _Page:
    """Lays out blocks; each method gives the lines of one kind of block."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def blocks(self, blocks: Blocks, width: int, spaced: bool = True, depth: int = 0) -> list[Text]:
        lines: list[Text] = []
        for block in blocks:
            if lines and (spaced or isinstance(block, Display)):
                lines.append(Text())
            lines += self.block(block, width, depth)
        return lines

    def block(self, block: Block, width: int, depth: int) -> list[Text]:
        match block:
            case Paragraph(runs=runs):
                return wrap(self.inline(runs), width)
            case Heading(runs=runs):
                return self.heading(runs, width)
            case CodeBlock():
                return self.code(block, width)
            case Display(tex=tex):
                return self.display(tex, width)
            case Quote(blocks=inner):
                return self.within(inner, width, Text("│ ", self.style("muted")), repeated=True, depth=depth)
            case Listing():
                return self.listing(block, width, depth)
            case Table():
                return self.table(block, width)
            case Rule():
                return [Text("─" * width, self.style("muted"))]

    def style(self, *roles: str) -> str:
        return style(*roles) if self.colour else ""

    def inline(self, runs: Inline) -> Text:
        text = Text()
        for run in runs:
            text.append(_shown(run), self.style(*run.roles))
        return text

    def heading(self, runs: Inline, width: int) -> list[Text]:
        text = self.inline(runs)
        text.stylize(self.style("heading"))
        lines = wrap(text, width)
        return lines if self.colour else [*lines, Text("─" * max(line.cell_len for line in lines))]

    def code(self, block: CodeBlock, width: int) -> list[Text]:
        from dlprep.text.code import highlight

        text = highlight(block.source, width - 2, language=block.language, colour=self.colour)
        return prefixed(text.split("\n", allow_blank=True), Text("  "))

    def display(self, tex: str, width: int) -> list[Text]:
        from dlprep.text.maths import layout

        lines = layout(tex, width - 2)
        if lines is None:  # shown as it stands
            return wrap(self.inline((Run(tex, ("code",)),)), width)
        return [Text(f"  {line}".rstrip(), self.style("maths")) for line in lines]

    def within(
        self,
        blocks: Blocks,
        width: int,
        mark: Text,
        *,
        repeated: bool = False,
        spaced: bool = True,
        depth: int = 0,
    ) -> list[Text]:
        """Blocks behind a mark, unless that leaves them no room."""
        inner = width - mark.cell_len
        if inner < NARROWEST:
            return self.blocks(blocks, width, spaced, depth)
        lines = self.blocks(blocks, inner, spaced, depth) or [Text()]
        return prefixed(lines, mark, mark if repeated else None)

    def listing(self, block: Listing, width: int, depth: int) -> list[Text]:
        last = (block.start or 0) + len(block.items) - 1
        lines: list[Text] = []
        for i, item in enumerate(block.items):
            mark = f"{_BULLETS[depth % 3]} "
            if block.start is not None:
                mark = f"{block.start + i}. ".rjust(len(f"{last}. "))
            if lines and not block.tight:
                lines.append(Text())
            text = Text(mark, self.style("muted"))
            lines += self.within(item, width, text, spaced=not block.tight, depth=depth + 1)
        return lines

    def table(self, block: Table, width: int) -> list[Text]:
        from dlprep.text.table import grid

        header = [self.inline(cell) for cell in block.header]
        for cell in header:
            cell.stylize(self.style("strong"))
        rows = [[self.inline(cell) for cell in row] for row in block.rows]
        return grid(block.align, [header, *rows], width, self.style("muted"))


def _shown(run: Run) -> str:
    """What a run looks like: formulas on one line, held together when they are short."""
    if run.roles[-1:] not in (("maths",), ("display",)):
        return run.text
    from dlprep.text.linear import inline

    text = inline(run.text)
    if text is None:
        return f"${run.text}$"
    return text.replace(" ", GLUE) if cell_len(text) <= UNBROKEN else text
