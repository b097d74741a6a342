from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

QUESTIONS = Path(__file__).parents[3] / "questions"


@pytest.fixture
def plan(dlprep) -> Callable:
    return lambda *arguments: dlprep("plan", *arguments, DLPREP_QUESTIONS=QUESTIONS)


@pytest.fixture
def soon() -> str:
    return str(date.today() + timedelta(days=12))


def test_without_an_interview_it_says_how_to_plan_one(plan) -> None:
    found = plan()
    assert found.returncode == 0
    assert "dlprep plan set" in found.stdout


def test_an_interview_is_set_shown_and_cleared(plan, soon: str) -> None:
    said = plan("set", soon, "-t", "transformers=2", "-t", "losses", "--minutes", "20", "--role", "research")
    assert said.returncode == 0, said.stdout
    assert "transformers ×2, losses" in said.stdout
    assert "too few reviews to know" in said.stdout
    assert "research" in said.stdout
    found = json.loads(plan("--json").stdout)
    assert found["interviews"][0]["day"] == soon
    assert found["interviews"][0]["recall"] is None
    assert found["interviews"][0]["minutes_to_cover"] >= 20
    assert plan("clear").returncode == 0
    assert json.loads(plan("--json").stdout)["interviews"] == []


def test_one_more_is_added_and_the_same_day_replaced(plan, soon: str) -> None:
    plan("set", soon, "--off", "sun")
    later = str(date.fromisoformat(soon) + timedelta(days=3))
    plan("add", later, "-t", "neuron")
    plan("add", later, "-t", "losses")
    found = json.loads(plan("--json").stdout)
    assert [one["day"] for one in found["interviews"]] == [soon, later]
    assert found["interviews"][1]["topics"] == {"losses": 1.0}
    assert found["off"] == ["sun"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["set", "2020-01-01"], "is not ahead"),
        (["set", "9999-12-31"], "days ahead"),
        (["set", "soon"], "write it like 2026-12-10"),
        (["set", "{soon}", "-t", "transfomers"], "transformers"),
        (["set", "{soon}", "-t", "losses=lots"], "no number"),
        (["set", "{soon}", "--off", "someday"], "no day off"),
        (["set", "{soon}", "--off", "mon,tue,wed,thu,fri,sat,sun"], "leave none"),
        (["set", "{soon}", "--minutes", "0"], "from 1 to"),
    ],
)
def test_a_mistake_is_told_and_changes_nothing(plan, soon: str, arguments: list[str], words: str) -> None:
    plan("set", soon, "-t", "neuron")
    before = plan("--json").stdout
    said = plan(*(argument.format(soon=soon) for argument in arguments))
    assert said.returncode == 2, said.stderr
    assert words in said.stderr
    assert plan("--json").stdout == before
