r"""Card Markdown as HTML that Anki shows: mathematics for MathJax in `\(...\)` and `\[...\]`."""

from __future__ import annotations

from html import escape

from dlprep.answers.cloze import parts
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
    Table,
)
from dlprep.text.parser import blocks

TAGS = {"strong": "b", "emphasis": "i", "code": "code"}
_MARK = "dlprepblank{}x"
"""Stands for a blank while the Markdown is read; letters, so that nothing makes anything of it."""


def html(markdown: str) -> str:
    """The HTML of a text; whatever stands in it, it holds no tag but those of Markdown."""
    return "".join(map(_block, blocks(markdown)))


def cloze(markdown: str) -> str:
    """The same with `{{blank|other spelling}}` as Anki's `{{c1::blank}}`, one card for all blanks."""
    found: list[str] = []
    marked = ""
    for kind, part in parts(markdown):
        if kind == "shown":
            marked += part
            continue
        answer = part.replace(r"\|", "\0").split("|")[0].replace("\0", "|")
        found.append(escape(answer) if kind == "code" else _unwrapped(html(answer)))
        marked += _MARK.format(len(found))
    text = html(marked)
    for number, inner in enumerate(found, 1):
        text = text.replace(_MARK.format(number), f"{{{{c1::{inner.replace('}}', '} }')}}}}}")
    return text


def _unwrapped(paragraph: str) -> str:
    return paragraph.removeprefix("<p>").removesuffix("</p>")


def _block(block: Block) -> str:
    match block:
        case Paragraph(runs=runs):
            return f"<p>{_inline(runs)}</p>"
        case Heading(runs=runs):
            return f"<h3>{_inline(runs)}</h3>"
        case CodeBlock(source=source):
            return f"<pre>{escape(source.rstrip())}</pre>"
        case Display(tex=tex):
            return rf"<p>\[{_tex(tex)}\]</p>"
        case Quote(blocks=inner):
            return f"<blockquote>{_all(inner)}</blockquote>"
        case Listing(start=start, items=items):
            tag = "ul" if start is None else "ol"
            rows = "".join(f"<li>{_all(item)}</li>" for item in items)
            return f"<{tag}>{rows}</{tag}>"
        case Rule():
            return "<hr>"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    head = "".join(f"<th>{_inline(cell)}</th>" for cell in table.header)
    body = "".join(
        "<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _all(inner: Blocks) -> str:
    return "".join(map(_block, inner))


def _inline(runs: Inline) -> str:
    return "".join(_run(text, roles) for text, roles in runs)


def _run(text: str, roles: tuple[str, ...]) -> str:
    shown = rf"\({_tex(text)}\)" if "maths" in roles else escape(text).replace("\n", "<br>")
    for role in reversed(roles):
        if tag := TAGS.get(role):
            shown = f"<{tag}>{shown}</{tag}>"
    return shown


def _tex(tex: str) -> str:
    """TeX in which Anki finds no blank."""
    return escape(tex, quote=False).replace("}}", "} }").replace("{{", "{ {")
