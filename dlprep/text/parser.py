"""Reads Markdown into blocks with markdown-it; HTML stays text, `$...$` is mathematics.

Importing this module imports the parser (18 ms): do so only when a text needs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar

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
from dlprep.text.clean import clean


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    reader.inline.ruler.at("math_inline", _maths)
    return reader


_dollar = math_inline_dollar(allow_space=False, allow_digits=True, allow_double=True)


def _maths(state: StateInline, silent: bool) -> bool:
    """Mathematics between dollars, unless a digit outside or a back-quote inside says otherwise.

    The plugin's own `allow_digits` is not used: for a formula that begins the text it looks at the
    text's last character.
    """
    start, source = state.pos, state.src
    found: bool = _dollar(state, True)
    end, state.pos = state.pos, start
    priced = (start > 0 and source[start - 1].isdigit()) or source[end : end + 1].isdigit()
    if not found or priced or "`" in source[start:end]:
        return False
    return bool(_dollar(state, silent))


def blocks(markdown: str) -> Blocks:
    """The blocks of `markdown`, every text in them clean."""
    return tuple(_blocks(iter(_reader().parse(markdown))))


def _blocks(tokens: Iterator[Token], end: str = "") -> Iterator[Block]:
    """Blocks up to the token `end`, which is taken."""
    for token in tokens:
        if token.type == end:
            return
        kind = token.type
        if kind == "paragraph_open":
            yield from _paragraph(_inline(tokens, "paragraph_close"))
        elif kind == "heading_open":
            yield Heading(_inline(tokens, "heading_close"))
        elif kind == "blockquote_open":
            yield Quote(tuple(_blocks(tokens, "blockquote_close")))
        elif kind.endswith("_list_open"):
            yield _listing(tokens, token)
        elif kind == "table_open":
            yield _table(tokens)
        else:
            yield _leaf(token)


def _leaf(token: Token) -> Block:
    """A block that holds no others."""
    if token.type == "hr":
        return Rule()
    if token.type == "math_block":
        return Display(clean(token.content).strip())
    return CodeBlock(clean(token.content), (token.info.split() or [""])[0].lower())


def _listing(tokens: Iterator[Token], opener: Token) -> Listing:
    start = int(opener.attrs.get("start", 1)) if opener.type == "ordered_list_open" else None
    end = opener.type.replace("open", "close")
    items: list[Blocks] = []
    tight = True
    for token in tokens:
        if token.type == end:
            break
        inner = list(_until(tokens, "list_item_close"))
        tight = tight and all(
            t.hidden for t in inner if t.type == "paragraph_open" and t.level == token.level + 1
        )
        items.append(tuple(_blocks(iter(inner))))
    return Listing(start, tuple(items), tight)


def _until(tokens: Iterator[Token], end: str) -> Iterator[Token]:
    """Tokens up to the `end` that closes the one just taken."""
    depth = 1
    for token in tokens:
        depth += (token.type == end.replace("close", "open")) - (token.type == end)
        if not depth:
            return
        yield token


def _table(tokens: Iterator[Token]) -> Table:
    rows: list[list[Inline]] = []
    align = ""
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            if len(rows) == 1:
                align += {"text-align:center": "c", "text-align:right": "r"}.get(
                    str(token.attrs.get("style")), "l"
                )
            rows[-1].append(_inline(tokens, token.type.replace("open", "close")))
    return Table(align, tuple(rows[0]), tuple(map(tuple, rows[1:])))


def _inline(tokens: Iterator[Token], end: str) -> Inline:
    runs: list[Run] = []
    for token in tokens:
        if token.type == end:
            break
        runs += _runs(token.children or [])
    return tuple(runs)


_OPEN = {"strong_open": "strong", "em_open": "emphasis", "link_open": "link"}
_LEAVES = {
    "text": "",
    "code_inline": "code",
    "math_inline": "maths",
    "math_inline_double": "display",
    "image": "",
}


def _runs(tokens: list[Token]) -> Iterator[Run]:
    """Runs of inline tokens; the address of a link follows its text."""
    roles: tuple[str, ...] = ()
    address = shown = ""
    for token in tokens:
        if token.type in _OPEN:
            roles += (_OPEN[token.type],)
            if token.type == "link_open":
                address, shown = clean(str(token.attrs["href"])), ""
        elif token.type.endswith("_close"):
            roles = roles[:-1]
            if token.type == "link_close" and address != shown:
                yield Run(f" ({address})", (*roles, "muted"))
        elif token.type in ("softbreak", "hardbreak"):
            yield Run(" " if token.type == "softbreak" else "\n", roles)
        else:
            role = _LEAVES.get(token.type, "")
            text = clean(token.content)
            shown += text
            yield Run(text, (*roles, role) if role else roles)


def _paragraph(runs: Inline) -> Iterator[Block]:
    """A paragraph, divided where a formula is displayed in its middle."""
    held: list[Run] = []
    for run in runs:
        if run.roles[-1:] != ("display",):
            held.append(run)
            continue
        if any(part.text.strip() for part in held):
            yield Paragraph(tuple(held))
        yield Display(run.text.strip())
        held = []
    if any(part.text.strip() for part in held):
        yield Paragraph(tuple(held))
