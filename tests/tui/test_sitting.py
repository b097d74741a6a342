from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from dlprep.progress.log import Log
from dlprep.tui.screens.help import HelpScreen
from dlprep.tui.screens.sitting import SittingScreen
from dlprep.tui.screens.summary import SummaryScreen
from dlprep.tui.widgets.editor import Editor
from dlprep.tui.widgets.pick import Pick
from dlprep.tui.widgets.tally import TallyBar

KINDS = ["recall", "cloze", "choice", "numeric", "output", "bug", "order", "derive", "interview"]


def bar(stage) -> str:
    return stage.app.screen.query_one(TallyBar).render().plain


async def test_space_reveals_and_then_takes_the_marked_grade(desk, play) -> None:
    async with play(desk.sit("optimizers")) as stage:
        first = stage.asked
        await stage.press("space", "space")
        assert desk.rows() == [("review", first, 3)]
        await stage.press("enter", "enter")
        assert len(desk.rows()) == 2


@pytest.mark.parametrize("key", "1234")
async def test_a_digit_grades_what_was_revealed_and_nothing_before(desk, play, key: str) -> None:
    async with play(desk.sit("optimizers")) as stage:
        first = stage.asked
        await stage.press(key)
        assert desk.rows() == []
        await stage.press("space", key)
        assert desk.rows() == [("review", first, int(key))]


async def test_the_bar_says_how_far_the_sitting_is(desk, play) -> None:
    async with play(desk.sit("optimizers")) as stage:
        assert "0/5" in bar(stage)
        assert "new 5  again 0  review 0" in bar(stage)
        await stage.press("space", "1")
        assert "1/6" in bar(stage)
        assert "new 4  again 1  review 0" in bar(stage)
        await stage.press("u")
        assert "0/5" in bar(stage)


async def test_undo_goes_back_step_by_step(desk, play) -> None:
    async with play(desk.sit("optimizers")) as stage:
        seen = []
        for keys in (("space", "3"), ("s",), ("b",), ("x",), ("space", "1")):
            seen.append(stage.asked)
            await stage.press(*keys)
        for item in reversed(seen):
            await stage.press("u")
            assert stage.asked == item
            assert stage.sitting.asked.question.prompt in stage.text.replace("\n", " ")
        await stage.press("u")
        assert stage.asked == seen[0]


async def test_hiding_says_so_and_flags_show(desk, play) -> None:
    async with play(desk.sit("optimizers")) as stage:
        await stage.press("f")
        assert "flagged" in stage.text
        await stage.press("f")
        assert "flagged" not in stage.text
        await stage.press("b")
        assert "Buried until tomorrow" in stage.said
        await stage.press("x")
        assert "Suspended" in stage.said
        assert [kind for kind, *_ in desk.rows()] == ["flag", "unflag", "bury", "suspend"]


async def test_help_opens_over_the_item_and_closes(desk, play) -> None:
    async with play(desk.sit("optimizers")) as stage:
        for opening, closing in (("question_mark", "escape"), ("f1", "q"), ("f1", "question_mark")):
            await stage.press(opening)
            assert isinstance(stage.app.screen, HelpScreen)
            assert "suspend" in stage.text or stage.app.size.height < 40
            await stage.press(closing)
            assert not isinstance(stage.app.screen, HelpScreen)
        assert desk.rows() == []


async def test_the_summary_closes_the_sitting_and_gives_the_last_answer_back(desk, play) -> None:
    async with play(desk.only("choice")) as stage:
        order = stage.sitting.asked.question.order
        wrong = next(i for i, option in enumerate(order) if option.misconception == "divides-by-d")
        await stage.press(str(wrong + 1), "2")
        assert isinstance(stage.app.screen, SummaryScreen)
        for part in ("1 of 1 right", "Divides by d, not by √d", "Coming back"):
            assert part in stage.text
        await stage.press("u")
        assert stage.asked == "why-the-root"
        assert not stage.app.screen.query_one(Pick).settled
        await stage.press("q")
        assert "Nothing was answered" in stage.text
        await stage.press("enter")
    assert stage.app.return_value == 0


async def test_an_empty_sitting_says_what_to_do(desk, play) -> None:
    async with play(desk.sit(new=0)) as stage:
        assert "Nothing is due" in stage.text
        assert "--new 10" in stage.text
        await stage.press("u")
        assert isinstance(stage.app.screen, SummaryScreen)
        assert "Nothing is due" in stage.text


async def test_what_is_no_answer_keeps_the_field(desk, play) -> None:
    async with play(desk.only("numeric")) as stage:
        await stage.type("many")
        await stage.press("enter")
        field = stage.app.screen.query_one(Input)
        assert stage.said
        assert field.value == "many"
        assert field.has_focus
        assert stage.sitting.outcome is None


async def test_what_was_not_saved_keeps_the_item_and_can_be_tried_again(desk, play) -> None:
    log = desk.log()
    async with play(desk.sit("optimizers", log=log)) as stage:
        item = stage.asked
        await stage.press("space")
        with desk.locked(log):
            await stage.press("3")
            assert "Not saved" in stage.said
            assert "another program" in stage.said
            assert stage.asked == item
            assert stage.sitting.asked.item.back.rstrip(".") in stage.text
        await stage.press("3")
        assert desk.rows() == [("review", item, 3)]


async def test_an_undo_that_cannot_be_saved_from_the_summary_leaves_the_summary(desk, play) -> None:
    log = desk.log()
    async with play(desk.sit("optimizers", limit=1, log=log)) as stage:
        await stage.press("space", "3")
        with desk.locked(log):
            await stage.press("u")
            assert isinstance(stage.app.screen, SummaryScreen)
            assert "Not saved" in stage.said
        await stage.press("u")
        assert stage.asked is not None


async def test_a_home_that_cannot_be_written_is_told(desk, play) -> None:
    with Log.in_memory() as log:
        async with play(desk.sit("optimizers", limit=1, log=log)) as stage:
            assert "NOT SAVED" in stage.text
            assert "Progress is not being saved" in stage.said
            await stage.press("space", "space")
            assert "Progress is not being saved" in stage.text


@pytest.mark.parametrize("kind", KINDS)
async def test_the_footer_never_hints_at_more_than_six_keys(desk, play, kind: str) -> None:
    before = desk.sit("optimizers", limit=1)
    before.answer(None)
    before.grade(before.outcome.suggested)  # so that there is something to undo
    async with play(desk.sit("attention", kinds=(kind, "challenge")), (120, 40)) as stage:
        while stage.asked == "double-it":
            await stage.press("f2", "s")
        seen = set()
        for key in (
            "escape",
            "escape",
            "space",
            "y",
            "escape",
            "space",
            "space",
            "f5",
            "enter",
            "s",
            "f2",
            "f9",
        ):
            assert 1 <= len(stage.hints) <= 6, stage.hints
            seen.update(stage.hints)
            await stage.press(key)
        assert {"Help", "Finish", "Undo"} <= seen


async def test_hints_fit_into_eighty_columns(desk, play) -> None:
    before = desk.sit("optimizers", limit=1)
    before.answer(None)
    before.grade(before.outcome.suggested)
    for kind in [*KINDS, "challenge"]:
        async with play(desk.sit("attention", kinds=(kind,))) as stage:
            last = stage.text.splitlines()[-1]
            for hint in stage.hints:
                assert hint in last, kind


async def test_escape_makes_letters_keys_and_comes_back(desk, play) -> None:
    async with play(desk.only("numeric")) as stage:
        await stage.press("escape", "f")
        assert stage.sitting.flagged
        await stage.press("escape")
        await stage.type("7")
        assert stage.app.screen.query_one(Input).value == "7"
        await stage.press("f")
        assert stage.sitting.flagged, "a letter in the field is a letter"


async def test_a_resize_while_answering_keeps_the_answer(desk, play) -> None:
    async with play(desk.only("cloze")) as stage:
        await stage.type("keys")
        for size in ((60, 18), (120, 40), (30, 8), (80, 24)):
            await stage.pilot.resize_terminal(*size)
            await stage.settle()
        await stage.press("enter")
        await stage.type("1")
        await stage.press("enter")
        assert stage.sitting.outcome.mark.right


@pytest.mark.parametrize("kind", [*KINDS, "challenge"])
async def test_a_tiny_terminal_says_so_and_goes_on_when_enlarged(desk, play, kind: str) -> None:
    async with play(desk.only(kind), (36, 10)) as stage:
        told = " ".join(stage.text.split())
        assert "The terminal is too small (36×10): 60×18 or more, please." in told
        await stage.pilot.resize_terminal(80, 24)
        await stage.settle()
        assert "too small" not in stage.text
        item = stage.sitting.asked.item
        assert (item.title if kind == "challenge" else f"{kind} · level {item.level}") in stage.text


@pytest.mark.parametrize("kind", ["recall", "choice", "numeric", "challenge"])
async def test_no_key_reaches_what_is_covered(desk, play, kind: str) -> None:
    async with play(desk.only(kind)) as stage:
        focused = stage.app.focused
        await stage.pilot.resize_terminal(30, 8)
        await stage.settle()
        await stage.press("1", "space", "enter", "3", "s", "b", "f5", "f9", "q")
        assert isinstance(stage.app.screen, SittingScreen)
        assert stage.sitting.outcome is None
        assert desk.rows() == []
        assert "▂" not in stage.text
        await stage.pilot.resize_terminal(80, 24)
        await stage.settle()
        assert stage.app.focused is focused


async def test_what_is_typed_ahead_lands_in_the_next_field(desk, play) -> None:
    async with play(desk.only("cloze")) as stage:
        for key in ("a", "b", "enter", "1", "2"):
            stage.app.post_message(events.Key(key, "\r" if key == "enter" else key))
        await stage.settle()
        first, second = stage.app.screen.query(Input)
        assert (first.value, second.value) == ("ab", "12")


async def test_forty_by_twelve_still_asks(desk, play) -> None:
    async with play(desk.only("recall"), (40, 12)) as stage:
        assert "soft lookup" in stage.text
        await stage.press("space")
        await stage.press("space")
        assert len(desk.rows()) == 1


async def test_ctrl_c_leaves_with_130_and_keeps_what_was_saved(desk, play) -> None:
    async with play(desk.sit("optimizers")) as stage:
        await stage.press("space", "3", "ctrl+c")
    assert stage.app.return_value == 130
    assert len(desk.rows()) == 1


async def test_ctrl_c_copies_a_selection_of_the_editor(desk, play) -> None:
    async with play(desk.only("challenge")) as stage:
        await stage.press("f3")
        stage.app.screen.query_one(Editor).select_all()
        await stage.press("ctrl+c")
        assert stage.app.clipboard.startswith("def double(x):")
        assert stage.app.is_running
        await stage.press("up", "ctrl+c")
        assert stage.app.clipboard == "    ...\n", "the line, where nothing is selected"
        await stage.press("escape", "ctrl+c")
    assert stage.app.return_value == 130


async def test_keys_that_come_faster_than_the_screen_are_each_taken_once(desk, play) -> None:
    async with play(desk.sit("optimizers")) as stage:
        for _ in range(6):
            for key in ("space", "space"):
                stage.app.post_message(events.Key(key, " "))
        await stage.settle()
        await stage.settle()
        assert 1 <= len(desk.rows()) <= 5
        assert len({item for _, item, _ in desk.rows()}) == len(desk.rows())
        shown = stage.text
        if stage.asked is None:
            assert isinstance(stage.app.screen, SummaryScreen)
        else:
            assert stage.sitting.asked.question.prompt.split("?")[0] in shown
            assert (stage.sitting.outcome is not None) == bool(stage.app.screen.query("#told"))


async def test_meaning_is_never_by_colour_alone(desk, play) -> None:
    """Everything that the colours say is also said by a mark or a word."""
    async with play(desk.only("bug")) as stage:
        assert "▸" in stage.text, "the pointer"
        await stage.press("6", "enter")
        pick = stage.all_of(stage.app.screen.query_one(Pick))
        assert "✗  6" in pick
        assert "✓  7" in pick
        assert "✗ Not quite" in stage.told
        assert "▸ 1 Again" in stage.text, "the suggested grade"
