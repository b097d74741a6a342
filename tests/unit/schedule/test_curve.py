"""The closed formulas are those of `fsrs`, whatever the answers and the days between them."""

from __future__ import annotations

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.schedule.curve import DEFAULTS, Curve
from dlprep.schedule.memory import Grade
from dlprep.schedule.model import Model

GRADES = st.sampled_from(Grade)


def test_the_default_weights_are_those_of_fsrs() -> None:
    assert pytest.approx(tuple(DEFAULT_PARAMETERS)) == DEFAULTS


@settings(max_examples=60, deadline=None)
@given(GRADES, st.lists(st.tuples(GRADES, st.integers(0, 400)), max_size=8))
def test_any_history_gives_the_memory_and_the_recall_of_fsrs(
    first: Grade, rest: list[tuple[Grade, int]]
) -> None:
    model, curve = Model(), Curve()
    day = 739_000
    memory, trace = model.review(None, first, day, "item"), curve.first(first)
    for grade, days in rest:
        day += days
        memory, trace = model.review(memory, grade, day, "item"), curve.after(trace, grade, days)
    assert trace == pytest.approx((memory.stability, memory.difficulty), rel=1e-9)
    assert curve.recall(trace.stability, 30) == pytest.approx(model.recall(memory, day + 30), rel=1e-9)
