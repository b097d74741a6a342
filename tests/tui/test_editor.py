from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.widgets import Input, Static

from dlprep.tui.screens.find import FindScreen
from dlprep.tui.themes import DLPREP
from dlprep.tui.widgets.editor import Editor


class Bench(App[None]):
    def __init__(self, source: str) -> None:
        super().__init__()
        self.source, self.copied = source, ""
        self.register_theme(DLPREP)
        self.theme = "dlprep"

    def compose(self) -> ComposeResult:
        yield Editor.holding(self.source)

    def copy_to_clipboard(self, text: str) -> None:
        self.copied = text


@pytest.fixture
def edits() -> Callable:
    @asynccontextmanager
    async def hold(source: str = "", size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Editor, Pilot]]:
        app = Bench(source)
        async with app.run_test(size=size) as pilot:
            editor = app.query_one(Editor)
            editor.focus()
            await pilot.pause()
            yield editor, pilot

    return hold


async def test_a_function_is_typed_with_its_indentation_and_pairs(edits) -> None:
    async with edits() as (editor, pilot):
        for keys in ("def f(x):", "\n", "if x:", "\n", "return [x]", "\n", "return 'no'"):
            for key in keys:
                await pilot.press({"\n": "enter", " ": "space"}.get(key, key))
        assert editor.text == "def f(x):\n    if x:\n        return [x]\n    return 'no'"


async def test_each_key_is_a_step_of_undo_and_all_come_back(edits) -> None:
    async with edits("a\nb\n") as (editor, pilot):
        await pilot.press("alt+a", "tab", "ctrl+underscore", "alt+a", "delete")
        assert editor.text == ""
        await pilot.press("ctrl+z")
        assert editor.text == "    # a\n    # b\n"
        await pilot.press("ctrl+z", "ctrl+z")
        assert editor.text == "a\nb\n"
        await pilot.press("ctrl+y")
        assert editor.text == "    a\n    b\n"


async def test_where_colours_take_too_long_they_go_and_nothing_else_does(edits, monkeypatch) -> None:
    monkeypatch.setattr("dlprep.tui.widgets.editor.PATIENCE", 0)
    async with edits("".join(f"# line {n}\n" for n in range(200))) as (editor, pilot):
        editor.jump(149)
        await pilot.press("end", "x", "y")
        assert editor.language is None
        assert editor.document.get_line(149) == "# line 149xy"
        assert editor.cursor_location == (149, 12)
        assert editor.scroll_offset.y > 100
        await pilot.press("ctrl+z", "ctrl+z")
        assert "xy" not in editor.text


async def test_tab_never_deletes_a_selection(edits) -> None:
    async with edits("one\ntwo") as (editor, pilot):
        await pilot.press("shift+end", "tab")
        assert editor.text == "    one\ntwo"
        assert editor.selected_text == "    one"
        await pilot.press("shift+tab")
        assert editor.text == "one\ntwo"


async def test_a_pasted_solution_keeps_its_indentation_and_is_one_step(edits) -> None:
    async with edits("x = (|)") as (editor, pilot):
        await pilot.press("alt+a")
        editor.post_message(Paste("def f(a):\r\n\treturn {'名前': a}\r\n"))
        await pilot.pause()
        assert editor.text == "def f(a):\n    return {'名前': a}\n"
        assert editor.cursor_location == (2, 0)
        await pilot.press("ctrl+z")
        assert editor.text == "x = (|)"


async def test_wide_characters_are_edited_where_they_are(edits) -> None:
    async with edits("名前 = 1") as (editor, pilot):
        await pilot.click(editor, offset=(editor.gutter_width + 2 + 4, 1))
        assert editor.cursor_location == (0, 2)
        await pilot.press("x")
        assert editor.text == "名前x = 1"


async def test_find_selects_counts_and_goes_round(edits) -> None:
    async with edits("sum(a)\nb\nsum(c) + SUM") as (editor, pilot):
        await pilot.press("ctrl+f", *"sum")
        screen = pilot.app.screen
        assert isinstance(screen, FindScreen)
        count = screen.query_one("#count", Static)
        assert str(count.render()) == "1/3"
        assert editor.selected_text == "sum"
        await pilot.press("enter")
        assert (editor.selection.start, str(count.render())) == ((2, 0), "2/3")
        await pilot.press("up", "up")
        assert str(count.render()) == "3/3"
        assert editor.selected_text == "SUM"
        await pilot.press("x")
        assert str(count.render()) == "not found"
        await pilot.press("escape")
        assert editor.has_focus
        assert editor.selected_text == "SUM"


async def test_go_to_a_line(edits) -> None:
    async with edits("\n".join(f"x{n} = {n}" for n in range(300))) as (editor, pilot):
        await pilot.press("ctrl+g", *"120", "enter")
        assert not isinstance(pilot.app.screen, FindScreen)
        assert editor.cursor_location == (119, 0)
        assert editor.scroll_offset.y > 60


async def test_a_line_number_that_is_not_there_moves_nothing(edits) -> None:
    async with edits("a\nb") as (editor, pilot):
        await pilot.press("ctrl+g", *"77")
        assert editor.cursor_location == (0, 0)
        assert pilot.app.screen.query_one(Input).value == ":77"


async def test_copying_takes_the_selection_or_the_line(edits) -> None:
    async with edits("one\ntwo") as (_, pilot):
        await pilot.press("ctrl+c")
        assert pilot.app.copied == "one\n"
        await pilot.press("shift+right", "ctrl+c")
        assert pilot.app.copied == "o"


async def test_home_goes_to_the_code_then_to_the_margin(edits) -> None:
    async with edits("    return x") as (editor, pilot):
        columns = []
        for key in ("end", "home", "home", "home"):
            await pilot.press(key)
            columns.append(editor.cursor_location[1])
        assert columns == [12, 4, 0, 4]


async def test_jumping_selects_the_line_and_stays_inside(edits) -> None:
    async with edits("a\nbcd\n") as (editor, pilot):
        editor.jump(1)
        await pilot.pause()
        assert editor.selected_text == "bcd"
        editor.jump(99)
        assert editor.cursor_location == (2, 0)


async def test_windows_line_ends_and_tabs_are_read(edits) -> None:
    async with edits("def f():\r\n\treturn 1\r\n") as (editor, _):
        assert editor.text == "def f():\n    return 1\n"


async def test_keys_of_one_packet_keep_their_order(edits) -> None:
    async with edits() as (editor, pilot):
        for key in ("y", "backspace", "1", "left", "2", "enter", "home", "3"):
            pilot.app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert editor.text == "2\n31"


async def test_a_long_line_is_read_whole_or_scrolled_on_request(edits) -> None:
    line = f"x = {' + '.join(f'part_{n}' for n in range(12))}"
    async with edits(f"{line}\ny = 1\n", (60, 18)) as (editor, pilot):
        shown = "".join(
            "".join(segment.text for segment in editor.render_line(row)) for row in range(editor.size.height)
        )
        assert all(f"part_{n}" in shown for n in range(12))
        await pilot.press("end", "!", "home", "#")
        assert editor.document.get_line(0) == f"#{line}!"
        assert editor.scroll_offset.x == 0
        await pilot.press("end", "alt+z")
        await pilot.pause()
        assert editor.scroll_offset.x > 0
        await pilot.press("alt+z")
        await pilot.pause()
        assert editor.scroll_offset.x == 0
