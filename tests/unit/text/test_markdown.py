"""What card Markdown looks like in a terminal."""

from __future__ import annotations

import subprocess
import sys

from dlprep.text.code import highlight
from dlprep.text.markdown import plain, render


def styled(markdown: str, word: str) -> str:
    """The style of `word` in the rendering."""
    text = render(markdown, 60)
    start = text.plain.index(word)
    return " ".join(str(span.style) for span in text.spans if span.start <= start < span.end)


def test_emphasis_is_a_style_in_colour_and_leaves_no_mark_without() -> None:
    assert render("**a** *b* `c`", 40).plain == "a b c"
    assert "bold" in styled("**a** x", "a")
    assert "italic" in styled("*b* x", "b")
    assert plain("**a** *b* _new_ `c`", 40) == "a b new c"


def test_mark_up_of_other_kinds_is_literal() -> None:
    assert plain("[bold]x[/bold] <b>y</b>\n\n<div>z</div>", 60) == "[bold]x[/bold] <b>y</b>\n\n<div>z</div>"


def test_a_price_or_code_is_no_mathematics() -> None:
    assert plain("costs $5 and $6, `a$x$b`", 60) == "costs $5 and $6, a$x$b"


def test_a_formula_may_begin_a_text_that_ends_in_a_digit() -> None:
    assert plain("$x_i$ & 3", 60) == "xᵢ & 3"


def test_a_link_shows_its_address() -> None:
    assert plain("[paper](https://a.b/c)", 60) == "paper (https://a.b/c)"
    assert plain("<https://a.b/c>", 60) == "https://a.b/c"


def test_lists_nest_and_wrap_under_their_text() -> None:
    shown = plain("1. one two three four five\n   - six seven eight nine ten\n2. x", 20)
    assert shown.split("\n") == [
        "1. one two three",
        "   four five",
        "   ◦ six seven eight",
        "     nine ten",
        "2. x",
    ]


def test_a_table_fits_by_wrapping_its_widest_column() -> None:
    shown = plain("| a | notes |\n|--:|---|\n| 12 | one two three four |\n| 3 | $x_i$ |", 18)
    assert shown.split("\n") == [
        " a │ notes", "───┼──────────────", "12 │ one two three", "   │ four", "   │", " 3 │ xᵢ",
    ]  # fmt: skip


def test_a_table_without_room_becomes_records() -> None:
    source = "| layer | normalises | remembers |\n|---|---|---|\n| BatchNorm | batch | statistics |"
    assert plain(source, 24).split("\n") == ["layer: BatchNorm", "normalises: batch", "remembers: statistics"]


def test_quotes_headings_and_rules() -> None:
    assert plain("# T\n\n> a\n\n---", 20).split("\n") == ["T", "─", "", "│ a", "", "─" * 20]


def test_a_displayed_formula_stands_apart() -> None:
    assert plain("Let\n\n$$\\frac{a}{b}$$\n\nbe", 40).split("\n") == [
        "Let",
        "",
        "   a",
        "  ───",
        "   b",
        "",
        "be",
    ]


def test_a_formula_that_cannot_be_read_is_shown_as_it_stands() -> None:
    assert plain("$\\frac{a$ and", 40) == "$\\frac{a$ and"
    assert plain("$$\\frac{a$$", 40) == "\\frac{a"


def test_a_short_formula_is_not_divided() -> None:
    assert plain("word word $a = b + c$", 16).split("\n") == ["word word", "a = b + c"]


def test_code_is_highlighted_numbered_marked_and_wrapped_rather_than_cut() -> None:
    text = highlight("def f():\n\treturn 'a long string'", 24, numbered=True, marked=2)
    assert text.plain.split("\n") == ["  1 │ def f():", "▶ 2 │     return 'a long", "      ↳  string'"]
    assert len(text.spans) > 3
    assert not highlight("def f(): pass", 40, colour=False).spans


def test_wide_characters_count_two_cells() -> None:
    assert plain("中文字中文字中文字中文字", 20).split("\n") == ["中文字中文字中文字中", "文字"]


def test_plain_prose_needs_no_parser_and_no_highlighter() -> None:
    program = (
        "import sys; from dlprep.text import render; render('Why `x` and $d_k$, **so**?', 60);"
        "print([m for m in ('markdown_it', 'pygments', 'textual') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
