from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from textual.events import Paste

from dlprep.judge import Judge
from dlprep.tui.widgets.editor import Editor
from dlprep.tui.widgets.verdict import VerdictPane
from dlprep.tui.widgets.workbench import Workbench


class Lasting(Judge):
    """A judge for several programs: torch is imported once for all of them."""

    def close(self) -> None:
        """It is not theirs to close."""


@pytest.fixture(scope="module")
def warm() -> Iterator[Judge]:
    judge = Lasting()
    yield judge
    Judge.close(judge)


@pytest.fixture
def play(play, warm: Judge):
    """Hold a sitting with a judge that is warm already."""
    return partial(play, judge=warm)


TWICE = "def double(x):\n    return x + x\n"
PLUS_TWO = "def double(x):\n    return x + 2\n"


def bench(stage) -> Workbench:
    return stage.app.screen.query_one(Workbench)


def editor(stage) -> Editor:
    return stage.app.screen.query_one(Editor)


def shown(stage) -> str:
    """The whole verdict."""
    return stage.all_of(stage.app.screen.query_one(VerdictPane))


def write(stage, source: str) -> None:
    stage.app.screen.query_one(Editor).text = source


async def judged(stage) -> str:
    """The verdict's text, once it is there."""
    await stage.press("f5")
    await stage.app.workers.wait_for_complete()
    await stage.settle()
    return shown(stage)


async def test_a_challenge_failed_diagnosed_and_passed(desk, play) -> None:
    async with play(desk.only("challenge"), (120, 40)) as stage:
        write(stage, PLUS_TWO)
        verdict = await judged(stage)
        assert "✗ Not yet" in verdict
        assert "Adds two instead of doubling" in verdict
        write(stage, TWICE)
        assert "✓ Passed" in await judged(stage)
        assert "1 failed run, no hint, 0 of about 5 minutes: Good is suggested." in stage.text
        assert "And in place?" in shown(stage)
        await stage.press("f9")
        assert "✓ Passed" in stage.told
        assert "And in place?" in stage.told
        await stage.press("space")
        assert desk.rows() == [("review", "double-it", 3)]
        assert len(desk.rows("SELECT source FROM attempts")) == 2


async def test_a_verdict_whose_attempt_cannot_be_kept_is_shown_all_the_same(desk, play) -> None:
    log = desk.log()
    async with play(desk.sit("attention", kinds=("challenge",), log=log)) as stage:
        write(stage, "def double(x) return")
        with desk.locked(log):
            verdict = await judged(stage)
            assert "solution.py" in verdict
            assert "Attempt not saved" in stage.said
        assert stage.sitting.asked.trial.failures == 1


async def test_hints_come_below_the_prompt(desk, play) -> None:
    async with play(desk.only("challenge")) as stage:
        await stage.press("f6")
        assert "Hint 1 of 3." in stage.text
        assert "It is not a sum." in stage.text
        await stage.press("f6", "f6", "f6")
        assert "That was the last hint" in stage.said


async def test_looking_at_the_solution_asks_first_then_counts_as_again(desk, play) -> None:
    async with play(desk.only("challenge"), (120, 40)) as stage:
        await stage.press("f8")
        assert "counts as Again" in stage.text
        await stage.press("n")
        assert desk.rows() == []
        await stage.press("f8", "y")
        assert "return 2 * x" in stage.text
        await stage.press("escape")
        assert "solution seen: Again" in stage.text
        write(stage, TWICE)
        assert "✓ Passed" in await judged(stage)
        assert "Again is suggested" in stage.text
        await stage.press("f9")
        assert "looked at before the tests passed" in stage.told
        assert "▸ 1 Again" in stage.text
        assert "Good" not in stage.text.splitlines()[-2]
        await stage.press("3")
        assert stage.asked == "double-it", "Again is all that can be given"
        await stage.press("space")
        assert desk.rows() == [("solution", "double-it", None), ("review", "double-it", 1)]
        assert stage.app.screen.query_one(Editor).text.strip().endswith("..."), "asked again, from the start"


async def test_grading_what_has_not_passed_asks_first(desk, play) -> None:
    async with play(desk.only("challenge")) as stage:
        await stage.press("f9")
        assert "although the tests have not passed" in stage.text
        await stage.press("escape")
        assert bench(stage).display
        await stage.press("f9", "y")
        assert "return 2 * x" in stage.told
        assert "▸ 1 Again" in stage.text
        assert "Good" in stage.text, "it can be changed"


@pytest.mark.parametrize(("size", "columns"), [((120, 40), True), ((80, 24), False)])
async def test_passing_shows_what_it_costs_and_the_others_beside_ones_own(desk, play, size, columns) -> None:
    async with play(desk.only("challenge"), size) as stage:
        write(stage, TWICE)
        assert "time O(n), memory O(n)" in await judged(stage)
        await stage.press("f8")
        rows = [row for row in stage.text.splitlines() if "- " in row and "return x + x" in row]
        assert ("return 2 * x" in rows[0]) is columns
        assert "element by element" in stage.text
        await stage.press("d")
        assert "return x + x" not in stage.text
        assert "return 2 * x" in stage.text
        await stage.press("escape", "f9")
        assert "Compare" in stage.hints
        await stage.press("f8")
        assert "return x + x" in stage.text
        assert desk.rows() == []


async def test_an_exception_leads_to_its_line(desk, play) -> None:
    async with play(desk.only("challenge")) as stage:
        write(stage, "def double(x):\n    y = x\n    return y.missing\n")
        assert "▸ line 3 of your code" in await judged(stage)
        await stage.press("f3")
        assert stage.app.focused is editor(stage)
        assert editor(stage).cursor_location[0] == 2
        editor(stage).move_cursor((0, 0))
        await stage.press("f4", "f3")
        assert editor(stage).cursor_location[0] == 0, "it leads there once"
        await stage.press("f4", "g")
        assert editor(stage).cursor_location[0] == 2
        editor(stage).move_cursor((0, 0))
        await stage.press("f4")
        row = next(y for y, line in enumerate(stage.text.splitlines()) if "▸ line 3" in line)
        await stage.pilot.click(offset=(12, row))
        await stage.settle()
        assert editor(stage).cursor_location[0] == 2


async def test_what_was_printed_stands_in_a_panel_of_its_own(desk, play) -> None:
    loud = "import sys\nprint('x' * 30_000 + 'end')\nprint('oh no', file=sys.stderr)\n" + TWICE
    async with play(desk.only("challenge")) as stage:
        write(stage, loud)
        assert "stdout" not in await judged(stage)
        assert "F4 twice: output" in stage.text
        assert [child.id for child in bench(stage).children if child.display] == ["verdict"]
        await stage.press("f4")
        printed = stage.all_of(stage.app.screen.query_one("#output Lines"))
        assert "the first 10,003 characters are not shown" in printed
        assert "end" in printed
        assert "stderr" in printed
        assert "oh no" in printed
        await stage.press("f4")
        assert "✓ Passed" in stage.text
        write(stage, TWICE)
        await judged(stage)
        assert "output" not in stage.text


async def test_a_run_is_told_test_by_test_and_stopped_by_its_key(desk, play) -> None:
    async with play(desk.only("challenge")) as stage:
        write(stage, "def double(x):\n    while True: pass\n")
        await stage.press("f5")
        while "▸ values" not in stage.text:
            await stage.pilot.pause(0.02)
        assert "F5 stops" in stage.text
        pane = stage.app.screen.query_one(VerdictPane)
        assert pane.ticking
        await stage.press("f3")
        assert not pane.ticking, "nothing ticks that cannot be seen"
        await stage.press("f4")
        assert pane.ticking
        await stage.press("f5")
        await stage.app.workers.wait_for_complete()
        await stage.settle()
        assert "Stopped." in stage.text
        assert not pane.ticking
        assert desk.rows("SELECT source FROM attempts") == []


async def test_the_first_run_says_that_torch_warms_up(desk, play) -> None:
    async with play(desk.only("challenge"), judge=Judge()) as stage:
        await stage.press("f5")
        assert "PyTorch is warming up" in stage.text
        await stage.press("ctrl+q")


async def test_reset_asks_first_and_can_be_undone(desk, play) -> None:
    async with play(desk.only("challenge")) as stage:
        write(stage, TWICE)
        await stage.press("r", "n")
        assert bench(stage).code == TWICE
        await stage.press("r", "y")
        assert bench(stage).code.strip().endswith("...")
        await stage.press("ctrl+z")
        assert bench(stage).code == TWICE


async def test_an_earlier_attempt_is_looked_at_and_restored_and_the_draft_is_not_lost(desk, play) -> None:
    async with play(desk.only("challenge")) as stage:
        await stage.press("a")
        assert "No earlier attempts" in stage.said
        for source in (PLUS_TWO, TWICE):
            write(stage, source)
            await judged(stage)
        write(stage, "mine = 1\n")
        await stage.press("f2", "a")
        assert "2 earlier attempts" in stage.text
        assert "✓ Passed" in stage.text
        assert "return x + x" in stage.text
        await stage.press("j")
        assert "Adds two instead of doubling" in stage.text
        await stage.press("escape")
        assert bench(stage).code == "mine = 1\n"
        await stage.press("f2", "a", "down", "enter")
        assert bench(stage).code == PLUS_TWO
        await stage.press("ctrl+z")
        assert bench(stage).code == "mine = 1\n"


@pytest.mark.parametrize("panel", ["f2", "f3", "f4"])
@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
async def test_a_pasted_solution_takes_the_place_of_the_starter(desk, play, panel, newline: str) -> None:
    async with play(desk.only("challenge")) as stage:
        await stage.press(panel)
        stage.app.post_message(Paste(TWICE.replace("\n", newline)))
        await stage.settle()
        assert bench(stage).code == TWICE
        assert stage.app.focused is editor(stage)
        stage.app.post_message(Paste("x = 1"))
        await stage.settle()
        assert bench(stage).code == TWICE + "x = 1", "only over an untouched starter"


async def test_a_kill_leaves_hints_and_the_last_verdict(desk, play) -> None:
    async with play(desk.only("challenge"), (120, 40)) as stage:
        await stage.press("f6")
        write(stage, TWICE)
        await judged(stage)
    async with play(desk.only("challenge"), (120, 40)) as stage:
        assert "Hint 1 of 3." in stage.text
        assert "✓ Passed" in stage.text
        assert "Good is suggested" in stage.text


async def test_a_repair_says_that_it_is_one(desk, play, tmp_path: Path) -> None:
    file = tmp_path / "bank" / "attention" / "double-it.yaml"
    file.write_text(file.read_text() + "task: repair\n")
    async with play(desk.only("challenge")) as stage:
        assert "Repair: the code is there, and it is wrong." in stage.text
        assert "repair · level 1" in stage.text


async def test_the_own_editor_is_missed_with_what_to_do_instead(desk, play, monkeypatch) -> None:
    async with play(desk.only("challenge")) as stage:
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.delenv("EDITOR", raising=False)
        await stage.press("e")
        assert "Neither $VISUAL nor $EDITOR is set" in stage.said
        monkeypatch.setenv("EDITOR", "no-such-editor -w")
        await stage.press("f7")
        assert "there is no such program" in stage.said
        monkeypatch.setenv("EDITOR", "true")
        await stage.press("f7")
        assert "dlprep solve" in stage.said
        assert "cannot be lent" in stage.said


async def test_one_panel_at_a_time_when_narrow_and_all_when_wide(desk, play) -> None:
    async with play(desk.only("challenge")) as stage:
        for key, panel in (("f3", "editor"), ("f4", "verdict"), ("f2", "prompt")):
            await stage.press(key)
            assert [child.id for child in bench(stage).children if child.display] == [panel]
        await stage.pilot.resize_terminal(120, 40)
        await stage.settle()
        assert [child.id for child in bench(stage).children if child.display] == [
            "prompt",
            "editor",
            "verdict",
        ]


@pytest.mark.parametrize("leave", ["ctrl+c", "ctrl+q"])
async def test_code_typed_just_before_leaving_is_there_the_next_time(desk, play, leave: str) -> None:
    async with play(desk.only("challenge")) as stage:
        await stage.press("f3", "ctrl+end")
        await stage.type("# mine")
        await stage.press(leave)
    async with play(desk.only("challenge")) as stage:
        assert "# mine" in stage.app.screen.query_one(Editor).text


async def test_code_typed_just_before_a_skip_is_kept_under_its_own_name(desk, play) -> None:
    sitting = desk.sit("attention", kinds=("challenge", "recall"))
    async with play(sitting) as stage:
        while stage.asked != "double-it":
            await stage.press("s")
        await stage.press("f3")
        await stage.type("# mine")
        await stage.press("f2", "s")
        assert stage.asked == "soft-lookup"
        [(item, text)] = desk.rows("SELECT item, text FROM drafts")
        assert item == "double-it"
        assert text.startswith("# mine")


async def test_leaving_while_the_judge_works_ends_at_once(desk, play) -> None:
    async with play(desk.only("challenge")) as stage:
        write(stage, "def double(x):\n    while True: pass\n")
        await stage.press("f5", "f4", "ctrl+c")
    assert stage.app.return_value == 130


async def test_a_panel_that_hides_the_others_names_their_keys(desk, play) -> None:
    async with play(desk.only("challenge"), (60, 18)) as stage:
        for key in ("f2", "f3", "f4"):
            await stage.press(key)
            for name in ("F2 prompt", "F3 code", "F4 verdict"):
                assert name in stage.text
