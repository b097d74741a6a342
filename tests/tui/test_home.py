from __future__ import annotations

from concurrent.futures import Future
from contextlib import asynccontextmanager
from threading import Event, Thread

import pytest
from textual.widgets import Static

from dlprep.schedule.plan import Interview
from dlprep.study.interviews import Plan, keep
from dlprep.study.today import Today, today
from dlprep.tui.app import DlprepApp
from dlprep.tui.screens import home as home_module
from dlprep.tui.screens.help import HelpScreen
from dlprep.tui.screens.home import HomeScreen
from dlprep.tui.screens.sitting import SittingScreen
from dlprep.tui.screens.statistics import WIDE, StatisticsScreen
from dlprep.tui.screens.summary import SummaryScreen
from dlprep.tui.widgets.topics import Topics

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 18)], ids=lambda s: "x".join(map(str, s)))


def late(desk, release: Event) -> Future[Today]:
    """The day's figures, not before they are released."""
    promise: Future[Today] = Future()

    def look() -> None:
        release.wait(10)
        with desk.apart() as own:
            promise.set_result(today(own))

    Thread(target=look, daemon=True).start()
    return promise


@pytest.fixture
def visit(stage_of):
    """The program at home, or on the screen that `first` makes."""

    @asynccontextmanager
    async def open_(desk, size=(80, 24), first=None, theme="dlprep"):
        app = DlprepApp(None, desk=desk, first=first, theme=theme)
        async with app.run_test(size=size) as pilot:
            stage = stage_of(app, pilot)
            await stage.settle()
            await app.workers.wait_for_complete()
            await stage.settle()
            yield stage

    return open_


async def test_the_first_visit_says_what_there_is_and_the_key_to_begin(beginner, visit) -> None:
    async with visit(beginner) as home:
        assert "Press space for a first sitting" in home.text
        assert "challenges" in home.text
        assert "Misconceptions" not in home.text
        assert "days in a row" not in home.text


async def test_figures_that_take_long_follow_and_keys_work_meanwhile(studied, visit, monkeypatch) -> None:
    release = Event()
    monkeypatch.setattr(home_module, "coming", lambda desk: late(desk, release))
    app = DlprepApp(None, desk=studied)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down")
        assert app.screen.day is None
        assert app.screen.query(Static).first().render().plain == "Adding up …"
        release.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.screen.day == today(studied)
        await pilot.press("down")
        assert app.screen.query_one(Topics).topic.slug == studied.bank.topics()[0]


async def test_a_sitting_starts_before_the_figures_are_there(studied, monkeypatch) -> None:
    release = Event()
    monkeypatch.setattr(home_module, "coming", lambda desk: late(desk, release))
    app = DlprepApp(None, desk=studied)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space")
        assert isinstance(app.screen, SittingScreen)
        release.set()
        await app.workers.wait_for_complete()


@pytest.mark.parametrize("key", ["space", "enter"])
async def test_one_key_starts_todays_sitting_and_its_summary_leads_home(beginner, visit, key: str) -> None:
    async with visit(beginner) as home:
        await home.press(key)
        assert isinstance(home.app.screen, SittingScreen)
        home.app.screen.set_focus(None)  # whatever the first card is, letters are keys
        await home.press("q")
        assert isinstance(home.app.screen, SummaryScreen)
        await home.press("enter")
        assert isinstance(home.app.screen, HomeScreen)
        assert home.app.is_running
        await home.press("q")
    assert home.app.return_value == 0


async def test_from_the_summary_one_key_goes_on_in_the_sitting_that_was_left(beginner, visit) -> None:
    async with visit(beginner) as home:
        await home.press("down", "down", "enter", "space", "space")
        left = home.app.screen
        await home.press("q")
        assert "Still waiting:" in home.text
        assert "Go on" in home.hints
        await home.press("space")
        assert home.app.screen is left
        assert left.sitting.tally.done == 1


async def test_from_the_summary_one_key_spends_the_minutes_that_are_left(desk, beginner, visit) -> None:
    keep(beginner.log, Plan((Interview(beginner.today + 5, {"optimizers": 1.0}),), minutes=3.0), 1)
    async with visit(beginner) as home:
        await home.press("space")
        first = home.app.screen
        while home.app.screen is first:
            desk.clock.pass_(seconds=20)
            await home.press("space", "3")
        assert "2 of 2 right" in home.text
        assert "Still waiting: 2 items, about 2 min" in home.text
        await home.press("space")
        assert home.app.screen is not first
        assert home.app.screen.sitting.tally.left == 2
        await home.press("q", "enter")
        assert isinstance(home.app.screen, HomeScreen)


async def test_home_says_how_many_of_the_planned_minutes_are_left(desk, beginner, visit, answer) -> None:
    keep(beginner.log, Plan((Interview(beginner.today + 5),), minutes=25.0), 1)
    async with visit(beginner) as home:
        assert "25 min today" in home.text
    sitting = desk.only("recall")
    desk.clock.pass_(seconds=120)
    answer(sitting, 3)
    async with visit(beginner) as home:
        assert "23 of 25 min left today" in home.text


async def test_questions_that_became_unreadable_are_told_and_the_program_stays(beginner, visit) -> None:
    async with visit(beginner) as home:
        (beginner.bank.root / beginner.bank.topics()[0] / "cards.yaml").write_text("- id: [")
        await home.press("down", "enter")
        assert isinstance(home.app.screen, HomeScreen)
        assert "No sitting was begun" in home.said
        assert "cards.yaml:2" in home.said


async def test_a_topic_is_chosen_with_the_arrows(beginner, visit) -> None:
    async with visit(beginner) as home:
        await home.press("j", "down", "k", "enter")
        first = beginner.bank.topics()[0]
        assert home.app.screen.sitting.wanted.topics == (first,)


async def test_home_counts_what_was_answered_meanwhile(beginner, visit) -> None:
    async with visit(beginner) as home:
        before = home.app.screen.day.new
        await home.press("down", "down", "enter", "space", "space", "q", "enter")
        assert home.app.screen.day.new == before - 1
        assert home.app.screen.day.begun
        assert "too few reviews" in home.text
        assert f"{before - 1} new" in home.text


async def test_the_pointer_stays_in_sight(studied, visit) -> None:
    async with visit(studied, (60, 12)) as home:
        for _ in range(5):
            await home.press("down")
        assert "▸ Optimizers" in home.text
        for _ in range(5):
            await home.press("up")
        assert "▸ Today's sitting" in home.text


async def test_statistics_and_help_open_over_home_and_close(studied, visit) -> None:
    async with visit(studied) as home:
        await home.press("s")
        await home.app.workers.wait_for_complete()
        await home.settle()
        assert isinstance(home.app.screen, StatisticsScreen)
        assert "True retention" in home.text
        await home.press("escape", "f1")
        assert isinstance(home.app.screen, HelpScreen)
        await home.press("escape")
        assert isinstance(home.app.screen, HomeScreen)


async def test_the_charts_scroll_by_lines_and_pages(studied, visit) -> None:
    async with visit(studied, first=StatisticsScreen) as stage:
        top = stage.text
        await stage.press("j")
        assert stage.text != top
        await stage.press("k")
        assert stage.text == top
        for _ in range(12):
            await stage.press("space")
        assert "Challenges: attempts to pass" in stage.text
        await stage.press("q")
    assert stage.app.return_value == 0


async def test_two_charts_stand_side_by_side_where_there_is_room(studied, visit) -> None:
    async with visit(studied, (WIDE, 30), first=StatisticsScreen) as stage:
        assert any("True retention" in line and "Calendar" in line for line in stage.text.splitlines())


async def test_an_unknown_theme_is_named_with_those_there_are(beginner, visit) -> None:
    async with visit(beginner, theme="solar") as home:
        assert "There is no theme 'solar'" in home.said
        assert "textual-light" in home.said
        assert home.app.theme == "dlprep"


async def test_the_palette_offers_our_screens(beginner, visit) -> None:
    async with visit(beginner) as home:
        titles = [command.title for command in home.app.get_system_commands(home.app.screen)]
        assert "Statistics" in titles


async def test_no_key_reaches_home_when_there_is_too_little_room(beginner, visit) -> None:
    async with visit(beginner, (30, 8)) as home:
        assert "too small" in home.text
        await home.press("space", "s", "q")
        assert isinstance(home.app.screen, HomeScreen)
        await home.pilot.resize_terminal(80, 24)
        await home.settle()
        await home.press("space")
        assert isinstance(home.app.screen, SittingScreen)


@pytest.fixture
def shot(snap_compare):
    """Compare a screen, once all that it adds up is there, with the one that was looked at."""

    async def whole(pilot) -> None:
        await pilot.app.workers.wait_for_complete()
        for _ in range(3):
            await pilot.pause()

    def compare(desk, size=(80, 24), **more) -> bool:
        return snap_compare(DlprepApp(None, desk=desk, **more), terminal_size=size, run_before=whole)

    return compare


@SIZES
def test_home_before_the_first_answer(beginner, shot, size) -> None:
    assert shot(beginner, size)


@SIZES
def test_home_after_six_weeks(studied, shot, size) -> None:
    assert shot(studied, size)


@pytest.mark.parametrize("theme", ["textual-light", "dlprep-contrast"])
def test_home_in_other_themes(studied, shot, theme: str) -> None:
    assert shot(studied, theme=theme)


@SIZES
def test_statistics_after_six_weeks(studied, shot, size) -> None:
    assert shot(studied, size, first=StatisticsScreen)
