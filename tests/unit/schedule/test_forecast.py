from __future__ import annotations

import pytest

from dlprep.schedule.curve import Curve, Trace
from dlprep.schedule.forecast import Future
from dlprep.schedule.interview import Interview
from dlprep.schedule.plan import Prospect

SOON = Interview(110)
POOL = [Prospect(f"{n}", "ab"[n % 2], 1.0) for n in range(40)]


def future(minutes: float, pool=POOL, interviews=(SOON,), doubt: float = 0.0) -> Future:
    return Future(pool, interviews, 100, lambda _: minutes, Curve(), doubt=doubt)


def test_more_minutes_recall_more_and_leave_less_unseen() -> None:
    (little,), (much,) = future(3).forecasts(), future(12).forecasts()
    assert little.expected < much.expected
    assert little.unseen > much.unseen == 0
    assert little.low <= little.expected <= little.high <= 1 - little.unseen / 40 + 1e-9


def test_the_minutes_that_it_names_do_cover_all() -> None:
    (short,) = future(3).forecasts()
    assert short.factor is not None
    assert short.factor > 1
    (enough,) = future(3 * short.factor).forecasts()
    assert enough.unseen <= 1, "other runs draw other answers"
    (less,) = future(3 * short.factor * 0.7).forecasts()
    assert less.unseen


def test_the_same_is_foreseen_again() -> None:
    assert future(5).forecasts() == future(5).forecasts()


def test_a_doubted_model_widens_the_interval() -> None:
    (sure,), (unsure,) = future(12).forecasts(), future(12, doubt=0.1).forecasts()
    assert unsure.low < sure.low
    assert unsure.expected == sure.expected


def test_each_interview_counts_its_own_topics() -> None:
    near, far = Interview(103, {"a": 1.0}), Interview(110, {"b": 1.0})
    first, second = future(6, interviews=(far, near)).forecasts()
    assert (first.interview, second.interview) == (near, far)
    assert first.items == second.items == 20


def test_without_study_a_memory_fades_as_the_curve_says() -> None:
    pool = [Prospect("a", "a", 1.0, trace=Trace(5.0, 5.0), last=98)]
    (idle,) = future(0.0, pool).forecasts()
    assert idle.expected == pytest.approx(Curve().recall(5.0, 12))


def test_past_interviews_are_none() -> None:
    assert future(5, interviews=(Interview(100),)).forecasts() == ()
