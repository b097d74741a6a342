from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dlprep.schedule.balance import lightest, share
from dlprep.schedule.memory import Grade
from dlprep.schedule.model import Model, fuzzed, span

DAY = 739_578
MODEL = Model()
loads = st.dictionaries(st.integers(DAY, DAY + 500), st.integers(0, 300), max_size=60)
grades = st.lists(st.tuples(st.sampled_from(Grade), st.integers(0, 90)), max_size=6)


def after(history: list[tuple[Grade, int]]):
    memory, day = None, DAY - 2000
    for grade, gap in history:
        day += gap
        memory = MODEL.review(memory, grade, day, "item")
    return memory


@given(st.integers(1, 3000), st.data())
def test_a_stored_share_leads_back_to_the_day_that_was_chosen(interval: int, data: st.DataObject) -> None:
    days = span(interval)
    chosen = data.draw(st.sampled_from(days))
    assert fuzzed(interval, share(days, chosen)) == chosen
    assert 0 <= share(days, chosen) < 1


@given(grades, loads)
def test_no_day_of_the_range_has_less_to_do_than_the_one_chosen_for_good(
    history, load: dict[int, int]
) -> None:
    choices = MODEL.choices(after(history), DAY)
    chosen = lightest(choices, load, DAY, "item")
    least = min(load.get(DAY + days, 0) for days in choices[Grade.HARD])
    assert load.get(DAY + chosen[Grade.HARD][0], 0) == least
    days = [chosen[grade][0] for grade in sorted(Grade)]
    assert days == sorted(days)
    assert all(chosen[grade][0] in choices[grade] for grade in Grade)
    assert chosen[Grade.AGAIN][0] == 1


@given(grades, loads, st.sampled_from(Grade))
def test_what_was_promised_on_the_button_is_what_the_answer_comes_to(history, load, grade: Grade) -> None:
    memory = after(history)
    days, stored = lightest(MODEL.choices(memory, DAY), load, DAY, "item")[grade]
    assert MODEL.review(memory, grade, DAY, "item", stored).due == DAY + days


def test_two_hundred_items_of_one_day_spread_evenly() -> None:
    load: dict[int, int] = {}
    memory = after([(Grade.EASY, 0), (Grade.GOOD, 10), (Grade.GOOD, 40)])
    for number in range(200):
        days, _ = lightest(MODEL.choices(memory, DAY), load, DAY, f"item-{number}")[Grade.GOOD]
        load[DAY + days] = load.get(DAY + days, 0) + 1
    assert len(load) == len(MODEL.choices(memory, DAY)[Grade.GOOD])
    assert max(load.values()) - min(load.values()) <= 1
