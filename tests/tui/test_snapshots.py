from __future__ import annotations

from types import SimpleNamespace

import pytest

from dlprep.judge.verdict import Diagnosis, TestResult, Verdict
from dlprep.tui.app import DlprepApp

SIZES = [(80, 24), (120, 40), (60, 18)]


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A spoken answer takes no time, and no cursor blinks."""
    monkeypatch.setattr("dlprep.tui.widgets.rubric.time", SimpleNamespace(monotonic=lambda: 0.0))
    for field in ("Input", "TextArea"):
        monkeypatch.setattr(f"textual.widgets.{field}.cursor_blink", False, raising=False)


@pytest.fixture
def shot(desk, snap_compare):
    """Compare the screen of a sitting, after some keys, with the one that was looked at."""

    async def press(pilot, keys: tuple[str, ...]) -> None:
        for _ in range(3):
            await pilot.pause()
        for key in keys:
            await pilot.press(key)
            for _ in range(3):
                await pilot.pause()

    def compare(sitting, *keys: str, size: tuple[int, int] = (80, 24)) -> bool:
        app = DlprepApp(sitting, "attention")
        return snap_compare(app, terminal_size=size, run_before=lambda pilot: press(pilot, keys))

    return compare


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_a_choice_is_asked(desk, shot, size) -> None:
    assert shot(desk.only("choice"), size=size)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_a_choice_is_answered_wrong(desk, shot, size) -> None:
    sitting = desk.only("choice")
    order = sitting.asked.question.order
    wrong = next(n for n, option in enumerate(order, 1) if option.misconception == "divides-by-d")
    assert shot(sitting, str(wrong), size=size)


def test_a_number_is_asked(desk, shot) -> None:
    assert shot(desk.only("numeric"), "1", "2")


def test_a_line_is_pointed_at(desk, shot) -> None:
    assert shot(desk.only("bug"), "down", "down")


def test_an_interview_is_ticked(desk, shot) -> None:
    assert shot(desk.only("interview"), "space", "space", "down")


def test_a_sitting_is_summed_up(desk, shot) -> None:
    sitting = desk.only("choice")
    order = sitting.asked.question.order
    wrong = next(n for n, option in enumerate(order, 1) if option.misconception == "divides-by-d")
    assert shot(sitting, str(wrong), "space", "q")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_a_challenge_is_asked(desk, shot, size) -> None:
    assert shot(desk.only("challenge"), size=size)


FAILED = Verdict(
    challenge="double-it",
    status="error",
    tests=(TestResult("values", False, "raised NameError: name 'y' is not defined"),),
    diagnosis=Diagnosis("adds-two", "It adds two."),
    stdout="one\ntwo\n",
    stderr="beware\n",
    seconds=0.02,
    error='Traceback\n  File "solution.py", line 2, in double\n    return y\nNameError: no y',
)
PASSED = Verdict(
    challenge="double-it", status="passed", tests=(TestResult("values", True),), seconds=0.02, tier="A"
)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("verdict", [FAILED, PASSED], ids=["failed", "passed"])
def test_a_verdict_is_given(desk, shot, size, verdict: Verdict) -> None:
    sitting = desk.only("challenge")
    sitting.attempted("def double(x):\n    return y\n", verdict)
    assert shot(sitting, "f4", size=size)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_code_is_held_against_the_reference(desk, shot, size) -> None:
    sitting = desk.only("challenge")
    sitting.attempted("", PASSED)
    sitting.save_draft(sitting.asked.item, "def double(x):\n    y = x\n    return x + y\n")
    assert shot(sitting, "f8", size=size)


def test_the_solution_is_asked_for(desk, shot) -> None:
    assert shot(desk.only("challenge"), "f8")


def test_what_was_printed_has_a_panel(desk, shot) -> None:
    sitting = desk.only("challenge")
    sitting.attempted("", FAILED)
    assert shot(sitting, "f4", "f4")
