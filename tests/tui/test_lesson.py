from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from textual.events import MouseScrollUp
from textual.geometry import Offset

from dlprep.study.desk import Desk
from dlprep.study.reading import NoLesson, Reading, path, place
from dlprep.tui.app import DlprepApp
from dlprep.tui.screens.lesson import LessonScreen
from dlprep.tui.screens.sitting import SittingScreen
from dlprep.tui.screens.syllabus import SyllabusScreen
from dlprep.tui.widgets.editor import Editor
from dlprep.visuals import controls
from dlprep.visuals.stage import Stage as Picture

LESSON = """
title: Attention
steps:
  - text: The first page, without a picture.
  - text: The second page.
    visual: {sim: attention, knobs: {causal: "on", head: meaning}}
  - text: The third page, with code and a question.
    code: |
      print(6 * 7)
    ask: [why-the-root]
  - text: The last page.
"""


@pytest.fixture
def table(desk, beginner: Desk) -> Desk:
    (desk.bank.root / "attention" / "lesson.yaml").write_text(LESSON)
    return beginner


@pytest.fixture
def reads(table: Desk, stage_of) -> Callable:
    @asynccontextmanager
    async def hold(topic: str = "attention", size: tuple[int, int] = (80, 24)) -> AsyncIterator:
        app = DlprepApp(None, desk=table, first=lambda desk: LessonScreen(Reading(desk, topic)))
        async with app.run_test(size=size) as pilot:
            stage = stage_of(app, pilot)
            await stage.settle()
            yield stage

    return hold


async def test_pages_are_turned_and_the_place_is_kept(reads, table) -> None:
    async with reads() as stage:
        assert "The first page" in stage.text
        assert "1/4" in stage.text
        await stage.press("n")
        assert "The second page" in stage.text
        await stage.press("b")
        assert "The first page" in stage.text
        await stage.press("n")
    assert place(table, "attention") == 1
    async with reads() as stage:
        assert "The second page" in stage.text


async def test_a_picture_plays_and_rests_below_another_screen(reads) -> None:
    async with reads() as stage:
        await stage.press("n")
        picture = stage.app.screen.query_one(Picture)
        assert not picture.ticking
        await stage.press("space")
        assert picture.ticking
        await stage.press("f1")
        assert not picture.ticking
        await stage.press("escape")
        assert picture.ticking
        await stage.press("space")
        assert not picture.ticking


async def test_a_picture_is_stepped_turned_scrubbed_and_reset(reads) -> None:
    async with reads() as stage:
        await stage.press("n")
        picture = stage.app.screen.query_one(Picture)
        await stage.press("right", "right", "left")
        assert picture.player.at == 1
        assert "Divided by √8" in stage.text
        await stage.press("down", "plus")
        assert picture.sim.chosen("causal") == "off"
        assert "causal off" in stage.text
        await stage.press("right_square_bracket")
        assert picture.player.at == 2
        await stage.press("r")
        assert (picture.player.at, picture.sim.chosen("causal")) == (0, "on")


async def test_a_picture_is_led_by_the_mouse(reads) -> None:
    async with reads() as stage:
        await stage.press("n")
        picture = stage.app.screen.query_one(Picture)
        at = controls.layout(picture.sim, *picture.size)
        left, length = controls.bar(picture.size.width)
        await stage.pilot.click(picture, offset=(left + length - 1, at.time))
        assert picture.player.at == picture.sim.last
        spot = next(s for s in controls.spots(picture.sim, picture.size.width) if s.name == "scale")
        y = at.knobs + spot.row
        picture.post_message(MouseScrollUp(picture, spot.left, y, 0, 0, 0, False, False, False))
        await stage.settle()
        assert (picture.chosen, picture.sim.chosen("scale")) == ("scale", "off")
        spot = next(s for s in controls.spots(picture.sim, picture.size.width) if s.name == "temperature")
        turned = []
        for x in (spot.right - 1, spot.right - 1, spot.left):
            await stage.pilot.click(picture, offset=Offset(x, at.knobs + spot.row))
            turned.append(picture.sim["temperature"])
        assert turned == pytest.approx([1.2, 1.4, 1.2])


async def test_without_animations_playing_is_stepping(reads) -> None:
    async with reads() as stage:
        stage.app.animation_level = "none"
        await stage.press("n", "space")
        picture = stage.app.screen.query_one(Picture)
        assert (picture.player.at, picture.ticking) == (1, False)
        assert "by steps" in stage.text


async def test_without_animations_a_picture_stands_at_whole_steps_wherever_it_is_scrubbed(reads) -> None:
    async with reads() as stage:
        stage.app.animation_level = "none"
        await stage.press("n", "right", "right")
        picture = stage.app.screen.query_one(Picture)
        rows = range(controls.layout(picture.sim, *picture.size).heading)
        whole = [picture.render_line(y) for y in rows]
        picture.player.scrub(2.8)
        for level, same in (("none", True), ("full", False)):
            stage.app.animation_level = level
            picture.redraw()
            assert ([picture.render_line(y) for y in rows] == whole) == same


async def test_a_pages_question_is_asked_before_the_next_page_and_recorded(reads, table) -> None:
    async with reads() as stage:
        await stage.press("n", "n")
        assert "A question next" in stage.text
        await stage.press("n")
        assert isinstance(stage.app.screen, SittingScreen)
        order = stage.app.screen.sitting.asked.question.order
        right = next(n for n, option in enumerate(order, 1) if option.right)
        await stage.press(str(right), "space")
        await stage.settle()
        assert "The last page" in stage.text
        await stage.press("b")
        assert "The third page" in stage.text
        assert "question next" not in stage.text, "it was answered today"
    assert [event.item for event in table.log.events()] == ["why-the-root"]
    assert [stop.seen for stop in path(table).stops if stop.topic == "attention"] == [1]


async def test_the_lesson_ends_in_the_topics_quiz(reads, table) -> None:
    async with reads() as stage:
        for _ in range(3):
            await stage.app.screen._turned(1)
        await stage.press("n")
        assert isinstance(stage.app.screen, SittingScreen)


async def test_a_pages_code_can_be_changed_before_it_runs(reads) -> None:
    async with reads() as stage:
        await stage.press("n", "c")
        editor = stage.app.screen.query_one(Editor)
        assert "scaled_dot_product_attention" in editor.text
        await stage.press("escape", "n", "c")
        editor = stage.app.screen.query_one(Editor)
        editor.load_text("print(2 * 3 * 7)")
        stage.app.judge.run_snippet = lambda source, **_: SimpleNamespace(stdout=f"{source}!", error=None)
        await stage.press("f5")
        await stage.app.workers.wait_for_complete()
        await stage.settle()
        assert "print(2 * 3 * 7)!" in stage.text


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (160, 45)], ids=str)
async def test_text_and_picture_have_room(reads, size) -> None:
    async with reads(size=size) as stage:
        await stage.press("n")
        picture = stage.app.screen.query_one(Picture)
        assert picture.size.height >= 10
        assert "The second page" in stage.text
        assert "Next" in stage.hints
        assert len(stage.hints) <= 7
        assert controls.layout(picture.sim, *picture.size).heading >= 9
        assert (picture.region.x > 20) == (size[0] >= 140)


async def test_a_long_text_leaves_the_picture_its_room_and_is_scrolled_by_what_is_seen(reads, table) -> None:
    words = " ".join(f"word{n}" for n in range(120))
    lesson = f"title: Long\nsteps:\n  - text: |\n      ## A heading\n\n      {words}\n"
    (table.bank.root / "attention" / "lesson.yaml").write_text(lesson + "    visual: {sim: attention}\n")
    async with reads(size=(60, 18)) as stage:
        picture = stage.app.screen.query_one(Picture)
        assert controls.layout(picture.sim, *picture.size).heading >= 9
        assert "A heading. word0" in stage.text
        assert "pgdn: text" in stage.text
        seen = set(re.findall(r"word\d+", stage.text))
        for _ in range(20):
            await stage.press("pagedown")
            seen |= set(re.findall(r"word\d+", stage.text))
        assert seen == set(words.split())


async def test_help_in_a_lesson_begins_with_the_pictures_keys(reads) -> None:
    async with reads() as stage:
        await stage.press("n", "question_mark")
        for words in (
            "play, pause",
            "a step back",
            "scrub",
            "faster",
            "choose a knob",
            "turn it",
            "reset",
            "code",
        ):
            assert words in stage.text


async def test_the_path_shows_all_topics_and_opens_a_lesson(table, stage_of) -> None:
    app = DlprepApp(None, desk=table, first=SyllabusScreen)
    async with app.run_test(size=(80, 24)) as pilot:
        stage = stage_of(app, pilot)
        await stage.settle()
        assert "0/4" in stage.text
        assert "no lesson" in stage.text
        while not stage.app.screen.path.stops[stage.app.screen.at].steps:
            await stage.press("down")
        await stage.press("space", "n", "q")
        assert "2/4" in stage.text


async def test_a_goal_asks_what_is_ahead_on_its_way(table, stage_of) -> None:
    leads = "card: explain-attention, path: [soft-lookup, why-the-root]"
    goal = f"{{id: scale, title: Say why scores are scaled, {leads}}}"
    with (table.bank.root / "syllabus.yaml").open("a") as syllabus:
        syllabus.write(f"goals:\n  - {goal}\n")
    app = DlprepApp(None, desk=table, first=SyllabusScreen)
    async with app.run_test(size=(80, 24)) as pilot:
        stage = stage_of(app, pilot)
        await stage.settle()
        assert "What you can do in the end" in stage.text
        for _ in stage.app.screen.path.stops:
            await stage.press("down")
        assert "▸ Say why scores are scaled" in stage.text
        await stage.press("space")
        assert stage.app.screen.sitting.waiting == ("soft-lookup", "why-the-root", "explain-attention")
        await stage.press("q", "q")
        assert "What you can do in the end" in stage.text


def test_a_topic_without_a_lesson_says_which_have_one(table) -> None:
    with pytest.raises(NoLesson, match="Lessons: attention"):
        Reading(table, "optimizers")
