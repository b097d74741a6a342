"""Reads the commonest card, paragraphs and code between fences, without a Markdown parser.

Importing markdown-it costs 18 ms of the start (measured beside textual, which does not import it).
Text with anything but words, simple code spans, maths, *emphasis*, **strong** words and escaped _
is refused here and read by the parser; tests hold both readings equal on whatever is accepted.
"""

from __future__ import annotations

import re

from dlprep.text.blocks import Block, Blocks, CodeBlock, Display, Inline, Paragraph, Run

_PLAIN = r"[^`$*_\\\[\]<>&~\n]"
_SPAN = re.compile(
    r"(?<!`)`(?P<code>[^`\s](?:[^`\n]*[^`\s])?)`(?!`)"
    r"|(?<![\d$\\])\$(?P<maths>[^$`\s\\](?:[^$`\n]*[^$`\s\\])?|\\[^$`\n]*[^$`\s\\])\$(?![\d$])"
    r"|(?<![\w*])\*\*(?P<strong>\w(?:[^`$*_\\\[\]<>&~\n]*(?:\w|[.:](?=\*\*(?:\s|$))))?)\*\*(?![\w*])"
    r"|(?<![\w*])\*(?P<emphasis>\w(?:[^`$*_\\\[\]<>&~\n]*\w)?)\*(?![\w*])"
    rf"|(?P<plain>{_PLAIN}+|(?<=[^\W_])_(?=[^\W_]))"
    r"|\\(?P<escaped>_)"
    r"|(?P<newline>\n)"
)
_DISPLAY = re.compile(r"\$\$([^$`]*[^$`\s\\][^$`\\]*)\$\$")
_FENCED = re.compile(r"^```([a-z0-9]*)\n((?:[^`\n]*\n)*)```$", re.MULTILINE)
_LINE = re.compile(r"(?:[A-Za-z(\"{]|\*\*(?=\w)|\\_|\d+(?![\d.)])|`(?!``)|\$(?!\$)).*(?<! )")
_UNMARKED = ("plain", "escaped")


def paragraphs(markdown: str) -> Blocks | None:
    """The paragraphs and code of `markdown` (already clean), or None when it needs the parser."""
    before, *fenced = _FENCED.split(markdown)
    blocks = _prose(before)
    for language, source, after in zip(fenced[::3], fenced[1::3], fenced[2::3], strict=True):
        following = _prose(after)
        if blocks is None or following is None:
            return None
        blocks = (*blocks, CodeBlock(source, language), *following)
    return blocks


def _prose(markdown: str) -> Blocks | None:
    blocks: list[Block] = []
    for chunk in filter(None, re.split(r"\n\n+", markdown.strip("\n"))):
        if formula := _DISPLAY.fullmatch(chunk):
            blocks.append(Display(formula[1].strip()))
            continue
        if not all(_LINE.fullmatch(line) for line in chunk.split("\n")) or "\t" in chunk:
            return None
        runs = _runs(chunk)
        if runs is None:
            return None
        blocks.append(Paragraph(runs))
    return tuple(blocks)


def _runs(text: str) -> Inline | None:
    runs: list[Run] = []
    at = 0
    while at < len(text):
        match = _SPAN.match(text, at)
        if match is None:
            return None
        at = match.end()
        role = match.lastgroup or ""
        if role == "newline":
            runs.append(Run(" "))
        else:
            runs.append(Run(match[role], () if role in _UNMARKED else (role,)))
    return tuple(runs)
