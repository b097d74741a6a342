"""Answers that the candidate compares with the right one and ticks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dlprep.answers import NotAnAnswer, Ticks, pose
from dlprep.bank.items import Rubric

Make = Callable[..., Any]


def ticks(must: str, nice: str, red: str = ".") -> Ticks:
    return Ticks(must=said(must), nice=said(nice), red_flags=said(red))


def said(points: str) -> tuple[bool, ...]:
    return tuple(point == "x" for point in points)


def test_a_recalled_answer_is_shown_and_left_to_the_candidate(card: Make) -> None:
    mark = pose(card("recall", front="Why?", back="Because.", why="So."), 1).grade(None)
    assert (mark.right, mark.expected) == (None, "Because.")


def test_a_derivation_is_right_when_every_step_was_found(card: Make) -> None:
    q = pose(
        card("derive", front="Derive it.", given="$z$", goal="$p - y$", steps=("chain rule", "cancel")), 1
    )
    assert q.prompt == "Derive it.\n\n**Given:** $z$\n\n**Goal:** $p - y$"
    assert q.steps == ("chain rule", "cancel")
    assert q.grade((True, True)).right
    half = q.grade((True, False))
    assert (half.right, half.score, half.feedback) == (False, 0.5, "Not found: step 2.")
    with pytest.raises(NotAnAnswer):
        q.grade((True,))


@pytest.mark.parametrize(
    ("ticked", "right", "score"),
    [
        (ticks("xxxx", "xx"), True, 1.0),
        (ticks("xxxx", ".."), True, 0.8),
        (ticks("xxx.", "x."), True, 0.7),
        (ticks("xxx.", ".."), False, 0.6),
        (ticks("xxxx", "xx", "x"), False, 0.8),
        (ticks("....", "..", "x"), False, 0.0),
    ],
)
def test_an_interview_passes_at_seventy_percent_without_a_red_flag(
    card: Make, rubric: Rubric, ticked: Ticks, right: bool, score: float
) -> None:
    mark = pose(card("interview", rubric=rubric), 1).grade(ticked)
    assert mark.right is right
    assert mark.score == pytest.approx(score)
    assert mark.expected == "Queries meet keys."


def test_what_was_missing_is_said(card: Make, rubric: Rubric) -> None:
    q = pose(card("interview", rubric=rubric), 1)
    assert (q.seconds, q.rubric) == (60, rubric)
    feedback = q.grade(ticks("xxx.", "xx", "x")).feedback
    assert (
        feedback
        == "6 of 10 points.\n\n- Red flag: says keys are learned constants\n- Still to say: weighted sum"
    )
    assert q.grade(ticks("xxxx", "xx")).feedback == "10 of 10 points."
    with pytest.raises(NotAnAnswer):
        q.grade(ticks("xxx", "xx"))
