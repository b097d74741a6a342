from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import date

import pytest
from textual.widgets import Input

from dlprep.study.interviews import plan_of
from dlprep.tui.app import DlprepApp
from dlprep.tui.screens.home import HomeScreen
from dlprep.tui.screens.plan import PlanScreen

SIZES = [(80, 24), (120, 40), (60, 18)]
DAY = "2026-12-10"


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No cursor blinks."""
    monkeypatch.setattr("textual.widgets.Input.cursor_blink", False, raising=False)


@pytest.fixture
def planning(stage_of):
    @asynccontextmanager
    async def open_(desk, size=(80, 24), first=PlanScreen):
        app = DlprepApp(None, desk=desk, first=first)
        async with app.run_test(size=size) as pilot:
            stage = stage_of(app, pilot)
            await whole(stage)
            yield stage

    return open_


async def whole(stage) -> None:
    await stage.settle()
    await stage.app.workers.wait_for_complete()
    await stage.settle()


async def put(stage, *keys: str, **values: str) -> None:
    for id, value in values.items():
        stage.app.screen.query_one(f"#{id}", Input).value = value
    await stage.press(*(keys or ("enter",)))
    await whole(stage)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_a_date_is_planned_for_and_foreseen(studied, planning, size) -> None:
    async with planning(studied, size) as stage:
        assert "No interview is planned" in stage.text
        await stage.type(DAY)
        await put(stage, topics="attention=2", minutes="30", off="sat, sun", role="research")
        assert "Interview in 17 days (10 December)" in stage.text
        assert "30 minutes a day you reach" in stage.text.replace("\n", " ") or size == (60, 18)
    plan = plan_of(studied.log)
    assert [date.fromordinal(one.day).isoformat() for one in plan.interviews] == [DAY]
    assert (plan.minutes, plan.off) == (30.0, ("sat", "sun"))
    assert plan.interviews[0].weights == {"attention": 2.0}


async def test_a_mistake_is_told_beside_the_form_and_nothing_changes(beginner, planning) -> None:
    async with planning(beginner) as stage:
        for field, value, words in (
            ("day", "soon", "write it like"),
            ("topics", "attention=lots", "no number above 0"),
            ("minutes", "many", "no minutes a day"),
            ("off", "someday", "no day off"),
        ):
            await put(stage, **({"day": DAY, "topics": "", "minutes": "20", "off": ""} | {field: value}))
            assert words in " ".join(stage.text.split())
        assert plan_of(beginner.log).interviews == ()


async def test_the_next_interview_is_moved_one_more_is_added_and_each_is_dropped(beginner, planning) -> None:
    async with planning(beginner) as stage:
        await put(stage, day=DAY)
        await put(stage, day="2026-12-08")
        assert len(plan_of(beginner.log).interviews) == 1
        await put(stage, "ctrl+n", day="2026-12-20")
        assert len(plan_of(beginner.log).interviews) == 2
        await stage.press("ctrl+x")
        await whole(stage)
        assert stage.app.screen.query_one("#day", Input).value == "2026-12-20"
        await stage.press("ctrl+x")
        assert plan_of(beginner.log).interviews == ()


async def test_keys_typed_at_once_reach_the_field_they_were_meant_for(beginner, planning) -> None:
    async with planning(beginner) as stage:
        await stage.pilot.press(*DAY, "down", *"losses", "down", *"me", "up")
        await stage.settle()
        read = {one.id: one.value for one in stage.app.screen.query(Input)}
        assert (read["day"], read["topics"], read["role"]) == (DAY, "losses", "me")


async def test_home_counts_down_and_follows_the_plan(studied, planning) -> None:
    async with planning(studied, first=HomeScreen) as stage:
        await stage.press("p")
        await whole(stage)
        await put(stage, day=DAY, minutes="5")
        await stage.press("escape")
        await whole(stage)
        assert isinstance(stage.app.screen, HomeScreen)
        assert "Interview in 17 days (10 December) · 5 min today" in stage.text


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_the_plan_looks_as_it_did(studied, snap_compare, size) -> None:
    async def planned(pilot) -> None:
        for _ in range(3):
            await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        for id, value in {"day": DAY, "topics": "attention=2", "off": "sat"}.items():
            pilot.app.screen.query_one(f"#{id}", Input).value = value
        await pilot.press("enter")
        await pilot.app.workers.wait_for_complete()
        for _ in range(3):
            await pilot.pause()

    app = DlprepApp(None, desk=studied, first=PlanScreen)
    assert snap_compare(app, terminal_size=size, run_before=planned)
