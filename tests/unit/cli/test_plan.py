from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from typing import NamedTuple

import pytest


class Said(NamedTuple):
    exit_code: int
    output: str


def plan(*arguments: str) -> Said:
    """The command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "dlprep", "plan", *arguments], capture_output=True, text=True, timeout=60
    )
    return Said(done.returncode, done.stdout + done.stderr)


@pytest.fixture
def soon() -> str:
    return str(date.today() + timedelta(days=12))


def test_without_an_interview_it_says_how_to_plan_one() -> None:
    found = plan()
    assert found.exit_code == 0
    assert "dlprep plan set" in found.output


def test_an_interview_is_set_shown_and_cleared(soon: str) -> None:
    said = plan("set", soon, "-t", "transformers=2", "-t", "losses", "--minutes", "20", "--role", "research")
    assert said.exit_code == 0, said.output
    assert "transformers ×2, losses" in said.output
    assert "too few reviews to know" in said.output
    assert "research" in said.output
    found = json.loads(plan("--json").output)
    assert found["interviews"][0]["day"] == soon
    assert found["interviews"][0]["recall"] is None
    assert found["interviews"][0]["minutes_to_cover"] >= 20
    assert plan("clear").exit_code == 0
    assert json.loads(plan("--json").output)["interviews"] == []


def test_one_more_is_added_and_the_same_day_replaced(soon: str) -> None:
    plan("set", soon, "--off", "sun")
    later = str(date.fromisoformat(soon) + timedelta(days=3))
    plan("add", later, "-t", "neuron")
    plan("add", later, "-t", "losses")
    found = json.loads(plan("--json").output)
    assert [one["day"] for one in found["interviews"]] == [soon, later]
    assert found["interviews"][1]["topics"] == {"losses": 1.0}
    assert found["off"] == ["sun"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["set", "2020-01-01"], "is not ahead"),
        (["set", "soon"], "does not match"),
        (["set", "{soon}", "-t", "transfomers"], "transformers"),
        (["set", "{soon}", "-t", "losses=lots"], "no number"),
        (["set", "{soon}", "--off", "someday"], "no day off"),
        (["set", "{soon}", "--off", "mon,tue,wed,thu,fri,sat,sun"], "leave none"),
        (["set", "{soon}", "--minutes", "0"], "range"),
    ],
)
def test_a_mistake_is_told_and_changes_nothing(soon: str, arguments: list[str], words: str) -> None:
    plan("set", soon, "-t", "neuron")
    before = plan("--json").output
    said = plan(*(argument.format(soon=soon) for argument in arguments))
    assert said.exit_code == 2, said.output
    assert words in said.output
    assert plan("--json").output == before
