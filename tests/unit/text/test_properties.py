"""Whatever a pack's text holds, it is shown, within the width, and never reaches the terminal as control."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from dlprep.text.blocks import Paragraph
from dlprep.text.clean import clean
from dlprep.text.code import highlight
from dlprep.text.markdown import plain, render
from dlprep.text.maths import inline, layout
from dlprep.text.parser import blocks
from dlprep.text.prose import paragraphs

SNIPPETS = st.sampled_from(
    "word `code` $x_i$ $5 **strong** *em* _em_ [a](http://b.c/d) | - 1. # > $$ ``` ~~~ --- === <b> &amp; "  # noqa: SIM905
    "&#27; \\ * ** ` 中文字 e\u0301 👩‍🔬 \x1b[31m \x1b]0;t\x07 a|b\n-|-\nc|d snake_case ( ) ![i](u) 2 \n \n\n".split(" ")  # noqa: E501
)  # fmt: skip
MARKDOWN = st.lists(SNIPPETS | st.text(max_size=8), max_size=40).map(" ".join) | st.lists(SNIPPETS).map(
    "".join
)
TEX = st.lists(
    st.sampled_from(
        r"\frac \sqrt { } { } ^ _ & \\ \left( \right) \begin{cases} \end{cases} \sum \hat \text a b 1 + - "  # noqa: SIM905
        r"= ( ) [ ] | ' \mathbf \unknown \alpha \not \underbrace \binom \, \substack \operatorname \limits "
        r"% ~ \tag \begin \left \middle \overset \mathop \arg \max".split()
    )
    | st.text(max_size=3),
    max_size=40,
).map(" ".join)
PROSE = st.lists(
    st.sampled_from(
        "word|Two|`co*de`|`a`|$x_i$|$\\frac{a}{b}$|$5|**strong**|*em*|**two words**|,|.|!|:|;|)|(|\n|\n\n|3|-|#|+|=|é|"  # noqa: E501, SIM905
        "$$y = x$$|\n\n$$a^2\n= b$$\n\n| |\n|\n\n|"
        '"|{a}|10,000|2.|\\_\\_1\\_\\_|_|a_b|**Goal:**|**What.**|'
        '\n```python\nx = [1]\n\n    y\n```\n|\n```\n```|\n```py\n|```\n'.split("|")
    ),
    max_size=20,
)  # fmt: skip


@given(MARKDOWN, st.integers(20, 100), st.booleans())
def test_any_markdown_is_shown_within_the_width(source: str, width: int, colour: bool) -> None:
    if "$" in source:
        source = source.replace("$$", "$")  # a displayed formula may be wider
    text = render(source, width, colour=colour)
    assert max(cell_len(line) for line in text.plain.split("\n")) <= width


@given(st.text(), st.integers(1, 100))
def test_any_text_is_shown_without_control_characters(source: str, width: int) -> None:
    shown = plain(source, width)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


@pytest.mark.parametrize(
    "escape",
    [
        "\x1b[31m",
        "\x1b]0;title\x07",
        "\x1b]8;;http://x\x1b\\",
        "\x9b2J",
        "\x1bc",
        "\x1bPq\x1b\\",
        "\x07",
        "\u202e",
    ],
)
def test_terminal_sequences_leave_nothing_behind(escape: str) -> None:
    assert clean(f"a{escape}b") == "ab"
    assert plain(f"a{escape}b", 40) == "ab"


def test_an_entity_cannot_smuggle_a_control_character() -> None:
    assert "\x1b" not in plain("a &#27;[31m &#x9b;2J b", 40)


@given(MARKDOWN)
def test_without_colour_nothing_is_styled(source: str) -> None:
    text = render(source, 60, colour=False)
    assert not text.style
    assert not [span for span in text.spans if span.style]


@given(TEX)
def test_any_tex_is_laid_out_or_declined(tex: str) -> None:
    lines = layout(tex, 60)
    assert (lines is None) == (inline(tex) is None)


@pytest.mark.parametrize(
    "tex",
    [
        "{" * 5000,
        r"\frac" * 3000,
        "x^" * 5000,
        r"\hat" * 3000,
        r"\left(" * 2000,
        "(" * 900 + ")" * 900,
        "{" * 900 + "}" * 900,
        "a+" * 5000,
    ],
)
def test_hostile_formulas_are_declined(tex: str) -> None:
    assert inline(tex) is None
    assert plain(f"$${tex}$$", 60)


@settings(max_examples=300)
@given(PROSE.map("".join) | PROSE.map(" ".join))
def test_the_quick_reading_equals_the_parser(source: str) -> None:
    quick = paragraphs(source)
    if quick is None:
        return
    assert joined(quick) == joined(blocks(source))


def joined(parsed: tuple) -> list:
    """Paragraphs with neighbouring runs of one role joined, since readers divide them differently."""
    out = []
    for block in parsed:
        if not isinstance(block, Paragraph):
            out.append(block)
            continue
        runs: list[list] = []
        for run in block.runs:
            if runs and runs[-1][1] == run.roles and run.roles == ():
                runs[-1][0] += run.text
            else:
                runs.append([run.text, run.roles])
        out.append([run for run in runs if run[0]])
    return out


@given(st.text(), st.integers(20, 90), st.booleans())
def test_any_code_is_shown_within_the_width(source: str, width: int, numbered: bool) -> None:
    shown = highlight(source, width, numbered=numbered, marked=1).plain
    assert max(cell_len(line) for line in shown.split("\n")) <= width
