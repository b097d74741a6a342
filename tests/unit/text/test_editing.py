from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.text import editing
from dlprep.text.editing import Change, Location

SOURCES = sorted((Path(__file__).parents[3] / "dlprep" / "text").glob("*.py"))


class Page:
    """An editor without a screen: lines and a selection. `|` is the cursor, `‸` the anchor."""

    def __init__(self, marked: str) -> None:
        self.lines = marked.replace("|", "").replace("‸", "").split("\n")
        self.cursor = self._place(marked.replace("‸", ""), "|")
        self.anchor = self._place(marked.replace("|", ""), "‸") if "‸" in marked else self.cursor

    def _place(self, marked: str, mark: str) -> Location:
        before = marked[: marked.index(mark)].split("\n") if mark in marked else [""]
        return len(before) - 1, len(before[-1])

    def make(self, change: Change | None) -> Page:
        if change is not None:
            (row, column), (last, end) = change.start, change.end
            text = self.lines[row][:column] + change.text + self.lines[last][end:]
            self.lines[row : last + 1] = text.split("\n")
            self.anchor, self.cursor = change.anchor, change.cursor
        return self

    def type(self, text: str) -> Page:
        for glyph in text:
            change = None
            if glyph in editing.QUOTES | editing.CLOSERS | editing.PAIRS.keys():
                change = editing.typed(self.lines, self.anchor, self.cursor, glyph)
            self.make(change or self._plain(glyph))
        return self

    def _plain(self, text: str) -> Change:
        start, end = sorted((self.anchor, self.cursor))
        after = (start[0] + 1, 0) if text == "\n" else (start[0], start[1] + len(text))
        return Change(start, end, text, after, after)

    def enter(self) -> Page:
        return self.make(editing.entered(self.lines, self.anchor, self.cursor))

    def backspace(self) -> Page:
        return self.make(editing.erased(self.lines, self.anchor, self.cursor))

    def __str__(self) -> str:
        marks = [(self.cursor, "|")] + ([(self.anchor, "‸")] if self.anchor != self.cursor else [])
        lines = self.lines.copy()
        for (row, column), mark in sorted(marks, reverse=True):
            lines[row] = lines[row][:column] + mark + lines[row][column:]
        return "\n".join(lines)


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("f|", "(", "f(|)"),
        ("f(|)", ")", "f()|"),
        ("x = |", "[1]", "x = [1]|"),
        ("f(|a)", "(", "f((|a)"),
        ("x = |", '"', 'x = "|"'),
        ('x = "a|"', '"', 'x = "a"|'),
        ('x = "a\\|"', '"', 'x = "a\\"|"'),
        ('x = "|"', "(", 'x = "(|"'),
        ("# it|", "'", "# it'|"),
        ("don|", "'", "don'|"),
        ("x = f|", '"', 'x = f"|"'),
        ("|", '"""', '"""|"""'),
        ('"""a|"""', '"""', '"""a"""|'),
        ("x = '|'", '"', "x = '\"|'"),
        ("x = ‸a + b|", "(", "x = (‸a + b|)"),
        ("x = |a + b‸", '"', 'x = "|a + b‸"'),
        ("‸a|", "+", "+|"),
    ],
)
def test_brackets_and_quotes(before: str, typed: str, after: str) -> None:
    assert str(Page(before).type(typed)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1|", "x = 1\n|"),
        ("if x:|", "if x:\n    |"),
        ("if x:  # so: yes|", "if x:  # so: yes\n    |"),
        ("    x = 'a:'|", "    x = 'a:'\n    |"),
        ("    # a note:|", "    # a note:\n    |"),
        ("    return x|", "    return x\n|"),
        ("    returned = x|", "    returned = x\n    |"),
        ("x = [|]", "x = [\n    |\n]"),
        ("x = f(a,|b)", "x = f(a,\n      |b)"),
        ("x = f(\n    a,|\n)", "x = f(\n    a,\n    |\n)"),
        ("x = {1: 2}|", "x = {1: 2}\n|"),
        ("    a =| b", "    a =\n    |b"),
        ("    a‸bc|d", "    a\n    |d"),
        ('    """One.|', '    """One.\n    |'),
    ],
)
def test_enter(before: str, after: str) -> None:
    assert str(Page(before).enter()) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(|)", "f|"),
        ('x = "|"', "x = |"),
        ("        |x", "    |x"),
        ("      |x", "    |x"),
        ("   |", "|"),
    ],
)
def test_backspace_takes_pairs_and_steps(before: str, after: str) -> None:
    assert str(Page(before).backspace()) == after


@pytest.mark.parametrize("before", ["ab|", "f(a|)", "|x", "f(‸)|"])
def test_backspace_is_plain_elsewhere(before: str) -> None:
    page = Page(before)
    assert editing.erased(page.lines, page.anchor, page.cursor) is None


@pytest.mark.parametrize(
    ("by", "before", "after"),
    [
        (1, "a‸\nb|", "    a‸\n    b|"),
        (1, "‸a\nb\n|c", "‸    a\n    b\n|c"),
        (1, "  a|", "    a|"),
        (-1, "      a|", "    a|"),
        (-1, "‸    a\n\n  b|", "‸a\n\nb|"),
        (-1, "a|", "a|"),
    ],
)
def test_lines_are_indented_and_the_selection_stays(by: int, before: str, after: str) -> None:
    page = Page(before)
    assert str(page.make(editing.indented(page.lines, page.anchor, page.cursor, by))) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1|", "# x = 1|"),
        ("# x = 1|", "x = 1|"),
        ("‸    a\n\n        b|", "‸    # a\n\n    #     b|"),
        ("‸    # a\n\n    #     b|", "‸    a\n\n        b|"),
        ("‸# a\nb|", "‸# # a\n# b|"),
    ],
)
def test_comments(before: str, after: str) -> None:
    page = Page(before)
    assert str(page.make(editing.commented(page.lines, page.anchor, page.cursor))) == after


def test_lines_are_carried_and_stop_at_the_ends() -> None:
    page = Page("a\nb|\nc")
    assert str(page.make(editing.carried(page.lines, page.anchor, page.cursor, -1))) == "b|\na\nc"
    assert editing.carried(page.lines, page.anchor, page.cursor, -1) is None
    assert str(page.make(editing.carried(page.lines, page.anchor, page.cursor, 1))) == "a\nb|\nc"


def test_pasted_text_is_brought_into_order() -> None:
    assert editing.pasted("a\r\n\tb\rc\td\x1b[0m\x00") == "a\n    b\nc\td[0m"
    assert editing.pasted("naïve = 名前 = '😀'") == "naïve = 名前 = '😀'"


def test_find_minds_capitals_only_if_there_are_some() -> None:
    lines = ["Softmax(softmax)", "x"]
    assert len(editing.found(lines, "softmax")) == 2
    assert editing.found(lines, "Softmax") == [((0, 0), (0, 7))]
    assert editing.found(lines, "(") == [((0, 7), (0, 8))]
    assert editing.found(lines, "") == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_source_typed_key_by_key_arrives_as_it_is(path: Path) -> None:
    source = path.read_text(encoding="utf-8")[:3000]
    page = Page("|").type(source)
    assert "\n".join(page.lines)[: len(source)] == source
    rest = "\n".join(page.lines)[len(source) :]
    assert set(rest) <= set("\"')]}"), "only what was left open, since the text was cut"


@given(st.text(st.sampled_from("ab():[]{}\"'#\\ \n"), max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_no_key_loses_what_stands_there(text: str, first: int, second: int) -> None:
    lines = text.split("\n")
    places = [(row, column) for row, line in enumerate(lines) for column in range(len(line) + 1)]
    anchor, cursor = places[first % len(places)], places[second % len(places)]
    letters = [c for c in text if c in "ab"]
    changes = [editing.indented(lines, anchor, cursor, by) for by in (-1, 1)]
    changes += [editing.commented(lines, anchor, cursor), editing.carried(lines, anchor, cursor, 1)]
    changes += [editing.entered(lines, cursor, cursor), editing.erased(lines, cursor, cursor)]
    changes += [editing.typed(lines, anchor, cursor, glyph) for glyph in "()[]{}\"'"]
    for change in changes:
        page = Page("")
        page.lines = lines.copy()
        page.make(change)
        assert sorted(c for line in page.lines for c in line if c in "ab") == sorted(letters)
        if change is not None:
            for row, column in (change.anchor, change.cursor):
                assert 0 <= row < len(page.lines)
                assert 0 <= column <= len(page.lines[row])
