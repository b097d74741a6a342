from __future__ import annotations

import pytest

from dlprep.tui.widgets.editor import Editor
from dlprep.tui.widgets.verdict import VerdictPane
from dlprep.tui.widgets.workbench import Workbench

TWICE = "def double(x):\n    return x + x\n"
PLUS_TWO = "def double(x):\n    return x + 2\n"


def bench(stage) -> Workbench:
    return stage.app.screen.query_one(Workbench)


def write(stage, source: str) -> None:
    stage.app.screen.query_one(Editor).text = source


async def judged(stage) -> str:
    """The verdict's text, once it is there."""
    await stage.press("f5")
    await stage.app.workers.wait_for_complete()
    await stage.settle()
    return stage.all_of(stage.app.screen.query_one(VerdictPane))


async def test_a_challenge_failed_diagnosed_and_passed(desk, play) -> None:
    async with play(desk.only("challenge"), (120, 40)) as stage:
        write(stage, PLUS_TWO)
        verdict = await judged(stage)
        assert "✗ Not yet" in verdict
        assert "Adds two instead of doubling" in verdict
        write(stage, TWICE)
        assert "✓ Passed" in await judged(stage)
        assert "F9" in stage.said
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


async def test_looking_at_the_solution_counts_as_again(desk, play) -> None:
    async with play(desk.only("challenge")) as stage:
        await stage.press("f8")
        assert "return 2 * x" in stage.told
        assert "▸ 1 Again" in stage.text
        await stage.press("space")
        assert desk.rows() == [("solution", "double-it", None), ("review", "double-it", 1)]
        assert stage.app.screen.query_one(Editor).text.strip().endswith("..."), "asked again, from the start"


async def test_one_panel_at_a_time_when_narrow_and_all_when_wide(desk, play) -> None:
    async with play(desk.only("challenge")) as stage:
        for key, panel in (("f3", "editor"), ("f4", "verdict"), ("f2", "prompt")):
            await stage.press(key)
            assert [child.id for child in bench(stage).children if child.display] == [panel]
        await stage.pilot.resize_terminal(120, 40)
        await stage.settle()
        assert all(child.display for child in bench(stage).children)


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
        await stage.press("f5", "ctrl+c")
    assert stage.app.return_value == 130


async def test_a_panel_that_hides_the_others_names_their_keys(desk, play) -> None:
    async with play(desk.only("challenge"), (60, 18)) as stage:
        for key in ("f2", "f3", "f4"):
            await stage.press(key)
            for name in ("F2 prompt", "F3 code", "F4 verdict"):
                assert name in stage.text
