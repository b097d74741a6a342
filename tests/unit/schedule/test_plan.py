from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.schedule.curve import Curve, Trace
from dlprep.schedule.interview import TAPER, Interview, minutes_on
from dlprep.schedule.memory import Grade
from dlprep.schedule.plan import Outlook, Prospect, day_plan

TODAY, CURVE = 100, Curve()


def ahead(*interviews: Interview, day: int = TODAY) -> Outlook:
    return Outlook(interviews or (Interview(110),), day, CURVE)


def ids(pool: list[Prospect], minutes: float = 10.0, outlook: Outlook | None = None) -> list[str]:
    return [step.id for step in day_plan(pool, outlook or ahead(), minutes)]


def test_the_gain_is_the_recall_on_the_day_that_an_answer_adds() -> None:
    trace = Trace(4.0, 5.0)
    chance = CURVE.recall(4.0, 6)
    good = CURVE.after(trace, Grade.GOOD, 6).stability
    again = CURVE.after(CURVE.after(trace, Grade.AGAIN, 6), Grade.GOOD, 0).stability
    on_the_day = chance * CURVE.recall(good, 10) + (1 - chance) * CURVE.recall(again, 10)
    gain = ahead().gain(Prospect("a", "t", 1.0, trace=trace, last=94))
    assert gain == pytest.approx(on_the_day - CURVE.recall(4.0, 16))


def test_several_interviews_add_up_with_their_weights() -> None:
    item = Prospect("a", "t", 1.0, trace=Trace(4.0, 5.0), last=94)
    near, far = Interview(105, {"t": 2.0}), Interview(120, {"t": 0.5})
    both = ahead(near, far).gain(item)
    assert both == pytest.approx(ahead(near).gain(item) + ahead(far).gain(item))
    assert ahead(near).gain(item) == pytest.approx(2 * ahead(Interview(105)).gain(item))


def test_a_wavering_memory_comes_before_a_firm_one_and_cheap_before_dear() -> None:
    firm = Prospect("firm", "t", 1.0, trace=Trace(200.0, 5.0), last=95)
    wavering = Prospect("wavering", "t", 1.0, trace=Trace(2.0, 5.0), last=95)
    dear = Prospect("dear", "t", 9.0, trace=Trace(2.0, 5.0), last=95)
    assert ids([firm, dear, wavering], 40) == ["wavering", "dear", "firm"]


def test_what_no_interview_asks_and_what_was_answered_today_is_left_out() -> None:
    outlook = ahead(Interview(110, {"asked": 1.0}))
    pool = [
        Prospect("other", "other", 1.0),
        Prospect("today", "asked", 1.0, trace=Trace(1.0, 5.0), last=TODAY),
        Prospect("new", "asked", 1.0),
    ]
    assert ids(pool, outlook=outlook) == ["new"]


def test_short_time_goes_into_breadth() -> None:
    pool = [Prospect(f"{topic}{n}", topic, 1.0) for topic in "abc" for n in range(5)]
    first = ids(pool, 5.0)
    assert sorted(id[0] for id in first[:3]) == ["a", "b", "c"]


def test_what_is_needed_comes_before_what_needs_it() -> None:
    pool = [Prospect("late", "t", 1.0, needs=("early",)), Prospect("early", "t", 1.0, level=4)]
    assert ids(pool) == ["early", "late"]
    circle = [Prospect("a", "t", 1.0, needs=("b",)), Prospect("b", "t", 1.0, needs=("a",))]
    assert sorted(ids(circle)) == ["a", "b"]


def test_what_is_too_long_makes_room_for_what_fits() -> None:
    long = Prospect("long", "t", 9.0, trace=Trace(0.1, 5.0), last=99, worth=100.0)
    cards = [Prospect(f"{n}", "t", 1.0) for n in range(3)]
    done = Prospect("done", "t", 1.0, trace=Trace(1.0, 5.0), last=TODAY)
    assert ids([long, *cards, done], 40)[0] == "long"
    assert ids([long, *cards, done], 3.0) == ["0", "1"]


def test_what_is_longer_than_a_day_may_begin_one() -> None:
    assert ids([Prospect("long", "t", 9.0, worth=99.0), Prospect("short", "t", 1.0)], 5.0) == ["long"]


def test_where_nothing_fits_the_shortest_is_asked() -> None:
    done = Prospect("done", "t", 1.0, trace=Trace(1.0, 5.0), last=TODAY)
    assert ids([Prospect("long", "t", 9.0), Prospect("short", "t", 1.0), done], 0.5) == ["short"]
    assert ids([Prospect("short", "t", 1.0)], 0.0) == []


def test_one_of_a_group_a_day() -> None:
    assert len(ids([Prospect(f"{n}", "t", 1.0, group="twins") for n in range(3)])) == 1


def test_the_last_day_is_lighter() -> None:
    assert minutes_on(109, [Interview(110)], 30) == 30 * TAPER
    assert minutes_on(108, [Interview(110)], 30) == 30


prospects = st.lists(
    st.builds(
        Prospect,
        id=st.integers(0, 30).map(str),
        topic=st.sampled_from("ab"),
        minutes=st.floats(0.1, 20),
        level=st.integers(1, 5),
        group=st.sampled_from([None, "g", "h"]),
        needs=st.lists(st.integers(0, 30).map(str), max_size=3).map(tuple),
        trace=st.none() | st.builds(Trace, st.floats(0.01, 1000), st.floats(1, 10)),
        last=st.integers(50, TODAY),
    ),
    unique_by=lambda prospect: prospect.id,
    max_size=30,
)


@settings(deadline=None)
@given(prospects, st.floats(1, 60))
def test_a_plan_keeps_to_the_minutes_and_to_the_order_of_needs(pool: list[Prospect], minutes: float) -> None:
    chosen = ids(pool, minutes)
    assert len(chosen) == len(set(chosen))
    costs = {prospect.id: ahead().step(prospect).minutes for prospect in pool}
    unseen = {prospect.id: prospect for prospect in pool if prospect.trace is None}
    last = [prospect for prospect in pool if prospect.id in chosen[-1:]]
    alone = all(set(chosen) <= {*reached(unseen | {p.id: p}, p.id), p.id} for p in last)
    assert sum(costs[id] for id in chosen) <= minutes or alone
    for place, id in enumerate(chosen):
        later = set(chosen[place + 1 :])
        for need in by_need(unseen, id):
            assert need not in later or id in reached(unseen, need)


def by_need(unseen: dict[str, Prospect], id: str) -> list[str]:
    return [need for need in unseen[id].needs if need in unseen] if id in unseen else []


def reached(unseen: dict[str, Prospect], id: str) -> set[str]:
    """All that an item needs, also through others."""
    found: set[str] = set()
    waiting = [id]
    while waiting:
        for need in by_need(unseen, waiting.pop()):
            if need not in found:
                found.add(need)
                waiting.append(need)
    return found
