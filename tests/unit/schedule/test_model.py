from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.schedule.memory import LEECH, Grade, Memory
from dlprep.schedule.model import Model, fuzzed

DAY = 739_578
MODEL = Model()
grades = st.sampled_from(Grade)
histories = st.lists(st.tuples(grades, st.integers(0, 400)), min_size=1, max_size=12)
History = list[tuple[Grade, int]]


def replay(history: History, seed: str = "item") -> Memory:
    memory, day = None, DAY
    for grade, gap in history:
        day += gap
        memory = MODEL.review(memory, grade, day, seed)
    assert memory is not None
    return memory


@given(histories)
def test_a_replay_gives_what_the_increments_gave_through_json(history: History) -> None:
    memory, day = None, DAY
    for grade, gap in history:
        day += gap
        kept = memory and Memory.from_json(memory.to_json())
        memory = Model().review(kept, grade, day, "item")
    assert memory == replay(history)


@given(histories, st.integers(0, 400))
def test_the_buttons_show_what_an_answer_then_does(history: History, gap: int) -> None:
    memory = replay(history)
    day = memory.last + gap
    shown = MODEL.preview(memory, day, "item")
    assert shown == {grade: MODEL.review(memory, grade, day, "item").due - day for grade in Grade}
    assert shown[Grade.AGAIN] == 1
    assert list(shown.values()) == sorted(shown.values())


def test_the_buttons_of_a_new_item_are_in_order() -> None:
    shown = MODEL.preview(None, DAY, "item")
    assert shown[Grade.AGAIN] == 1
    assert list(shown.values()) == sorted(shown.values())


def test_a_wrong_answer_is_due_tomorrow_however_well_it_was_known() -> None:
    memory = replay([(Grade.EASY, 0), (Grade.EASY, 60), (Grade.EASY, 300), (Grade.AGAIN, 900)])
    assert memory.stability > 2
    assert memory.due == memory.last + 1
    assert memory.relearning(memory.last)
    assert not memory.relearning(memory.last + 1)


def test_right_on_the_same_day_ends_relearning() -> None:
    assert not replay([(Grade.AGAIN, 0), (Grade.GOOD, 0)]).relearning(DAY)


def test_lapses_count_days_not_repeated_misses() -> None:
    assert replay([(Grade.AGAIN, 0), (Grade.AGAIN, 0)]).lapses == 0
    assert replay([(Grade.GOOD, 0), (Grade.AGAIN, 3), (Grade.AGAIN, 0)]).lapses == 1
    assert replay([(Grade.GOOD, 0)] + [(Grade.AGAIN, 1)] * LEECH).leech
    assert not replay([(Grade.GOOD, 0)] + [(Grade.AGAIN, 1)] * (LEECH - 1)).leech


@given(histories, st.integers(1, 400))
def test_recall_is_a_probability_that_falls_and_is_silent_on_the_same_day(history: History, gap: int) -> None:
    memory = replay(history)
    assert MODEL.recall(memory, memory.last) is None
    assert MODEL.recall(memory, memory.last - 1) is None
    sooner, later = MODEL.recall(memory, memory.last + gap), MODEL.recall(memory, memory.last + gap + 1)
    assert sooner is not None
    assert later is not None
    assert 0 <= later <= sooner <= 1


def test_recall_on_the_due_day_is_about_the_retention_aimed_at() -> None:
    for retention in (0.8, 0.9, 0.95):
        model = Model(retention)
        memory = model.review(None, Grade.EASY, DAY, "item")
        memory = model.review(memory, Grade.EASY, memory.due, "item")
        assert model.recall(memory, memory.due) == pytest.approx(retention, abs=0.02)


def test_a_day_before_the_last_answer_counts_as_that_day() -> None:
    memory = replay([(Grade.GOOD, 0)])
    assert MODEL.review(memory, Grade.GOOD, DAY - 5, "item") == MODEL.review(memory, Grade.GOOD, DAY, "item")


@given(st.integers(1, 36_500), st.floats(0, 1, exclude_max=True))
def test_fuzz_moves_an_interval_a_little_and_never_below_two_days(interval: int, chance: float) -> None:
    moved = fuzzed(interval, chance)
    assert abs(moved - interval) <= 0.05 * interval + 4
    assert moved == interval if interval <= 2 else moved >= 2


@given(st.integers(1, 2000), st.floats(0, 1, exclude_max=True))
def test_the_same_chance_keeps_intervals_in_order(interval: int, chance: float) -> None:
    assert fuzzed(interval, chance) <= fuzzed(interval + 1, chance)


def test_items_learned_together_come_apart() -> None:
    history = [(Grade.EASY, 0), (Grade.GOOD, 10), (Grade.GOOD, 40)]
    assert len({replay(history, f"item-{n}").due for n in range(50)}) > 5


@pytest.mark.parametrize("retention", [0, 0.5, 0.995, 1, 90, float("nan")])
def test_a_retention_that_makes_no_sense_is_refused(retention: float) -> None:
    with pytest.raises(ValueError, match=r"expected 0\.70 to 0\.99"):
        Model(retention)


def test_weights_out_of_bounds_are_refused_on_first_use() -> None:
    with pytest.raises(ValueError, match="parameters"):
        Model(parameters=[0.0] * 21).warm()


def test_a_queue_is_built_without_importing_fsrs() -> None:
    probe = (
        "import sys; from dlprep.schedule import day, model, queue; model.Model(0.9); "
        "queue.build([queue.Candidate('a')], day=1); "
        "heavy = {'fsrs', 'torch', 'numpy', 'textual'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", probe], check=True)
