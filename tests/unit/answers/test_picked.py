"""Answers that are picked: one option, one line, an order of steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dlprep.answers import BadCard, NotAnAnswer, pose
from dlprep.bank.items import Option

Make = Callable[..., Any]


@pytest.fixture
def choice(card: Make) -> Any:
    return card(
        "choice",
        options=(
            Option(text="by √d_k", right=True, feedback="Variance one."),
            Option(text="by d_k", misconception="scaled-twice", feedback="That is the variance."),
            Option(text="by T", misconception="scaled-by-length", feedback="Length plays no part."),
        ),
    )


def test_options_are_shuffled_by_the_seed(choice: Any) -> None:
    assert pose(choice, 4).options == pose(choice, 4).options
    assert len({pose(choice, seed).options for seed in range(60)}) == 6


def test_each_option_brings_its_own_feedback(choice: Any) -> None:
    for seed in range(10):
        q = pose(choice, seed)
        right, wrong = q.grade(q.options.index("by √d_k")), q.grade(q.options.index("by d_k"))
        assert (right.right, right.score, right.feedback, right.misconception) == (
            True,
            1.0,
            "Variance one.",
            None,
        )
        assert (wrong.right, wrong.score, wrong.misconception) == (False, 0.0, "scaled-twice")
        assert wrong.feedback == "That is the variance."
        assert right.expected == wrong.expected == "by √d_k"


@pytest.mark.parametrize("index", [-1, 3])
def test_only_shown_options_can_be_picked(choice: Any, index: int) -> None:
    with pytest.raises(NotAnAnswer):
        pose(choice, 1).grade(index)


@pytest.mark.parametrize("rights", [(False, False, False), (True, True, False)])
def test_exactly_one_option_is_right(card: Make, rights: tuple[bool, ...]) -> None:
    made = card("choice", options=tuple(Option(text=f"option {r}", right=r) for r in rights))
    with pytest.raises(BadCard, match="exactly one"):
        pose(made, 1)


@pytest.fixture
def bug(card: Make) -> Any:
    return card(
        "bug",
        code="def step():\n    loss.backward()\n    optimizer.step()\n",
        line=2,
        symptom="Gradients add up.",
        fixed="def step():\n    optimizer.zero_grad()\n    loss.backward()\n    optimizer.step()\n",
        misconception="gradients-reset-themselves",
    )


def test_the_faulty_line_is_right_and_is_shown_repaired(bug: Any) -> None:
    q = pose(bug, 1)
    assert q.lines == ("def step():", "    loss.backward()", "    optimizer.step()")
    right, wrong = q.grade(2), q.grade(3)
    assert (right.right, right.score, right.misconception) == (True, 1.0, None)
    assert (wrong.right, wrong.score, wrong.misconception) == (False, 0.0, None)
    assert right.expected.startswith(
        "Line 2: `` loss.backward() ``\n\nGradients add up.\n\n```python\ndef step():"
    )


def test_a_line_outside_the_code_is_no_answer_and_no_card(bug: Any, card: Make) -> None:
    for line in (0, 4):
        with pytest.raises(NotAnAnswer, match="from 1 to 3"):
            pose(bug, 1).grade(line)
        with pytest.raises(BadCard, match="not one of the 3 lines"):
            pose(card("bug", code=bug.code, line=line, symptom="s", fixed="f"), 1)


@pytest.fixture
def order(card: Make) -> Any:
    return card("order", steps=("zero the gradients", "forward", "backward", "step"))


def answered(q: Any, *steps: str) -> Any:
    return q.grade(tuple(q.steps.index(step) for step in steps))


def test_steps_never_come_in_the_right_order(order: Any) -> None:
    shown = {pose(order, seed).steps for seed in range(300)}
    assert order.steps not in shown
    assert len(shown) == 23


def test_order_is_right_as_written_and_scored_by_pairs(order: Any) -> None:
    q = pose(order, 5)
    assert answered(q, *order.steps).right
    swapped = answered(q, "zero the gradients", "backward", "forward", "step")
    assert swapped.right is False
    assert swapped.score == pytest.approx(5 / 6)
    assert swapped.feedback == "Step 2 is the first out of place: backward"
    assert answered(q, *reversed(order.steps)).score == 0
    assert swapped.expected == "1. zero the gradients\n2. forward\n3. backward\n4. step"


@pytest.mark.parametrize("response", [(0, 1, 2), (0, 0, 1, 2), (0, 1, 2, 4)])
def test_every_step_is_placed_once(order: Any, response: tuple[int, ...]) -> None:
    with pytest.raises(NotAnAnswer):
        pose(order, 1).grade(response)


def test_steps_that_read_alike_are_interchangeable(card: Make) -> None:
    q = pose(card("order", steps=("matmul", "relu", "matmul")), 2)
    first, last = (n for n, step in enumerate(q.steps) if step == "matmul")
    middle = q.steps.index("relu")
    assert q.grade((first, middle, last)).right
    assert q.grade((last, middle, first)).right
    with pytest.raises(BadCard, match="must differ"):
        pose(card("order", steps=("a", "a", "a")), 1)
