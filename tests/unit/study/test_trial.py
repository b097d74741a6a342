from __future__ import annotations

import json

import pytest

from dlprep.judge.verdict import Diagnosis, Verdict
from dlprep.schedule.memory import Grade
from dlprep.study.trial import Trial


def verdict(status: str, diagnosis: Diagnosis | None = None) -> Verdict:
    return Verdict(challenge="double-it", status=status, diagnosis=diagnosis)


FAILED, PASSED, UNAVAILABLE = verdict("failed"), verdict("passed"), verdict("unavailable")


@pytest.mark.parametrize(
    ("verdicts", "hints", "minutes", "grade"),
    [
        ([PASSED], 0, 1, Grade.EASY),
        ([PASSED], 0, 4, Grade.GOOD),
        ([PASSED], 0, 11, Grade.HARD),
        ([FAILED, PASSED], 0, 1, Grade.GOOD),
        ([FAILED, FAILED, PASSED], 0, 1, Grade.HARD),
        ([UNAVAILABLE, UNAVAILABLE, PASSED], 0, 1, Grade.EASY),
        ([PASSED], 1, 1, Grade.GOOD),
        ([PASSED], 2, 1, Grade.HARD),
        ([FAILED], 0, 1, Grade.AGAIN),
        ([PASSED, FAILED], 0, 1, Grade.AGAIN),
        ([], 0, 1, Grade.AGAIN),
    ],
)
def test_the_grade_that_a_trial_suggests(desk, verdicts, hints: int, minutes: float, grade: Grade) -> None:
    sitting = desk.only("challenge")
    for _ in range(hints):
        assert sitting.hinted()
    for one in verdicts:
        sitting.attempted("def double(x): ...", one)
    desk.clock.pass_(seconds=minutes * 60)
    assert sitting.conclude().suggested is grade


def test_looking_at_the_solution_counts_as_again_whatever_follows(desk) -> None:
    sitting = desk.only("challenge")
    sitting.show_solution()
    sitting.attempted("def double(x): return x + x", PASSED)
    outcome = sitting.conclude()
    assert outcome.suggested is Grade.AGAIN
    assert outcome.grades == (Grade.AGAIN,)
    assert outcome.mark.right is False
    assert "return 2 * x" in outcome.mark.expected


def test_comparing_with_the_solution_after_passing_counts_for_nothing(desk) -> None:
    sitting = desk.only("challenge")
    sitting.attempted("def double(x): return x + x", PASSED)
    sitting.show_solution()
    assert sitting.conclude().suggested is Grade.EASY
    assert desk.rows() == []


def test_a_trial_goes_on_after_a_kill_and_begins_afresh_once_graded(desk) -> None:
    sitting = desk.only("challenge")
    sitting.hinted()
    sitting.attempted("def double(x): return x + 2", FAILED)
    sitting.show_solution()
    desk.clock.pass_(seconds=5)
    again = desk.only("challenge")
    assert again.asked.trial == sitting.asked.trial
    assert again.asked.trial.story() == {
        "status": "failed", "failures": 1, "hints": 1, "solution_seen": True,
    }  # fmt: skip
    again.conclude()
    again.grade(Grade.AGAIN)
    assert again.asked.trial == Trial(again.asked.item)
    again.undo()
    assert again.asked.trial == sitting.asked.trial, "an undo does not make it unseen"


def test_cramming_notes_nothing(desk) -> None:
    sitting = desk.sit("attention", kinds=("challenge",), cram=True)
    sitting.hinted()
    sitting.show_solution()
    assert desk.rows() == []
    assert sitting.conclude().grades == (Grade.AGAIN,)


def test_hints_come_one_by_one_until_none_is_left(desk) -> None:
    sitting = desk.only("challenge")
    assert [sitting.hinted() for _ in range(4)] == ["It is not a sum.", "Multiply.", "2 * x", None]
    assert sitting.asked.trial.hints == 3


def test_attempts_the_story_and_the_misconception_are_kept(desk) -> None:
    sitting = desk.only("challenge")
    sitting.hinted()
    sitting.attempted("def double(x): return x + 2", verdict("failed", Diagnosis("adds-two", "It adds two.")))
    sitting.grade(sitting.conclude().suggested)
    [(source, said)] = desk.rows("SELECT source, verdict FROM attempts")
    assert source == "def double(x): return x + 2"
    assert Verdict.from_json(json.loads(said)).diagnosis == Diagnosis("adds-two", "It adds two.")
    hint, event = desk.log().events()
    assert hint.kind == "hint"
    assert event.answer["misconception"] == "adds-two"
    assert event.answer["trial"] == {"status": "failed", "failures": 1, "hints": 1, "solution_seen": False}


def test_a_draft_comes_back_after_a_kill_and_is_gone_once_graded(desk) -> None:
    sitting = desk.only("challenge")
    sitting.save_draft(sitting.asked.item, "def double(x): return 2")
    sitting = desk.only("challenge")
    assert sitting.draft() == "def double(x): return 2"
    desk.clock.pass_(seconds=60)
    sitting.attempted("def double(x): return 2 * x", PASSED)
    sitting.conclude()
    sitting.grade(Grade.GOOD)
    sitting.undo()
    assert sitting.draft() == "def double(x): return 2", "an undo brings it back"
    sitting.conclude()
    sitting.grade(Grade.GOOD)
    desk.clock.pass_(hours=24 * 60)
    assert desk.only("challenge").draft() is None
