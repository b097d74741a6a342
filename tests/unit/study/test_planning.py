from __future__ import annotations

from datetime import date

import pytest

from dlprep.progress.plans import Plans
from dlprep.schedule.interview import Interview
from dlprep.schedule.memory import Grade
from dlprep.study.interviews import Plan, keep, plan_of, read, written
from dlprep.study.planning import prospects
from dlprep.study.today import today

TODAY = date(2026, 11, 23).toordinal()


@pytest.fixture
def log(desk):
    return desk.log()


def test_the_plan_set_last_is_in_force(log) -> None:
    assert plan_of(log) == Plan()
    keep(log, Plan((Interview(TODAY + 5),)), 1)
    later = Plan((Interview(TODAY + 9, {"attention": 2.0}, "research"),), 40.0, ("sat", "2026-11-28"))
    keep(log, later, 2)
    assert plan_of(log) == later
    assert read(written(later)) == later


@pytest.mark.parametrize("body", ["", "[]", "nonsense", '{"interviews": [{}]}', '{"minutes": "many"}'])
def test_a_row_that_cannot_be_read_is_no_plan(log, body: str) -> None:
    Plans(log.database).append(1, body)
    assert plan_of(log) == Plan()


def test_days_off_by_name_and_by_date() -> None:
    plan = Plan((Interview(TODAY + 10),), 30.0, ("sat", "2026-11-25"))
    days = [plan.minutes_on(TODAY + n) for n in range(11)]
    assert days == [30, 30, 0, 30, 30, 0, 30, 30, 30, 15, 30]


def test_a_sitting_follows_the_plan_until_the_date(desk, log) -> None:
    everything = len(desk.sit(log=log).waiting)
    keep(log, Plan((Interview(TODAY + 5, {"elsewhere": 1.0}),)), 1)
    assert desk.sit(log=log).waiting == ()
    keep(log, Plan((Interview(TODAY + 5, {"attention": 1.0}),), minutes=2.0), 2)
    planned = desk.sit(log=log).waiting
    assert 0 < len(planned) < everything
    desk.clock.pass_(hours=24 * 5)
    assert len(desk.sit(log=log).waiting) == everything, "on the day itself: as without a date"


def test_what_was_missed_and_then_suspended_is_not_asked_again(desk, log) -> None:
    keep(log, Plan((Interview(TODAY + 5),), minutes=60.0), 1)
    sitting = desk.sit(log=log)
    while sitting.asked.question is None:
        sitting.skip()
    gone = sitting.asked.item.id
    sitting.answer(None)
    sitting.grade(Grade.AGAIN)
    assert gone in desk.sit(log=log).waiting
    while sitting.asked.item.id != gone:
        sitting.skip()
    sitting.suspend()
    assert gone not in desk.sit(log=log).waiting


def test_a_year_mistyped_in_another_file_is_not_planned_for(log) -> None:
    far = Plan((Interview(date(9999, 1, 1).toordinal()),))
    keep(log, far, 1)
    assert plan_of(log).ahead(TODAY) == ()


def test_named_topics_are_asked_whatever_the_plan(desk, log) -> None:
    before = desk.sit("attention", log=log).waiting
    keep(log, Plan((Interview(TODAY + 5, {"elsewhere": 1.0}),)), 1)
    assert desk.sit("attention", log=log).waiting == before


def test_minutes_that_were_used_are_not_planned_again(desk, log) -> None:
    keep(log, Plan((Interview(TODAY + 5),), minutes=4.0), 1)
    before = len(desk.sit(log=log).waiting)
    answer(desk, log, minutes=3.0)
    after = desk.sit(log=log).waiting
    assert 0 < len(after) < before - 1


def test_an_interruption_takes_no_more_of_the_day_than_a_slow_answer(desk, log) -> None:
    keep(log, Plan((Interview(TODAY + 5),), minutes=25.0), 1)
    answer(desk, log, minutes=90.0)
    assert len(desk.sit(log=log).waiting) > 5


def test_the_day_is_said_to_take_the_minutes_that_are_planned(beginner) -> None:
    keep(beginner.log, Plan((Interview(TODAY + 5),), minutes=6.0), 1)
    day = today(beginner)
    assert day.waiting * 0.75 < day.minutes <= 6, "misses are asked again and take their time"


def test_a_missed_day_leaves_no_arrears(desk, log) -> None:
    keep(log, Plan((Interview(TODAY + 20),), minutes=4.0), 1)
    first = len(desk.sit(log=log).waiting)
    desk.clock.pass_(hours=24 * 6)
    assert len(desk.sit(log=log).waiting) == first


def test_slow_answers_are_learned(desk, log) -> None:
    keep(log, Plan((Interview(TODAY + 20),), minutes=30.0), 1)
    kind, item = answer(desk, log, minutes=2.0)
    index = desk.bank.index()
    learned = {p.id: p.minutes for p in prospects(index, log, TODAY)}
    assert learned[item] == pytest.approx(0.75 * (10 + 2.0 / 0.75) / 11)
    other = next(i for i, entry in index.items() if entry.kind not in (kind, "challenge"))
    assert learned[other] == 0.75


def test_suspended_items_are_not_planned(desk, log) -> None:
    keep(log, Plan((Interview(TODAY + 5),), minutes=60.0), 1)
    sitting = desk.sit(log=log)
    gone = sitting.asked.item.id
    sitting.suspend()
    assert gone not in desk.sit(log=log).waiting


def answer(desk, log, minutes: float) -> tuple[str, str]:
    """Answer a choice, taking so many minutes; its kind and id."""
    sitting = desk.sit(log=log, kinds=("choice",))
    item = sitting.asked.item
    desk.clock.pass_(seconds=60 * minutes)
    sitting.answer(0)
    sitting.grade(Grade.GOOD)
    return item.kind, item.id
