from __future__ import annotations

from dlprep.schedule.memory import Grade
from dlprep.study.telling import span, summary_told


def test_a_summary_tells_what_went_wrong_why_and_what_comes_back_when(desk, answer) -> None:
    sitting = desk.sit("attention", kinds=("choice", "recall"))
    while sitting.asked:
        desk.clock.pass_(seconds=30)
        if sitting.asked.item.kind == "recall":
            answer(sitting, 3)
            continue
        order = sitting.asked.question.order
        right = sitting.asked.standing == "learning"
        pick = next(
            i for i, o in enumerate(order) if (o.right if right else o.misconception == "divides-by-d")
        )
        sitting.grade(sitting.answer(pick).suggested)
    summary = sitting.summary()
    assert (summary.answered, summary.right, summary.new, summary.seconds) == (3, 2, 2, 90)
    assert [item.id for item in summary.missed] == ["why-the-root"]
    assert [(m.id, times) for m, times in summary.misconceptions] == [("divides-by-d", 1)]
    assert sum(summary.returns.values()) == 2
    told = summary_told(summary, saved=True)
    for part in ("2 of 3 right", "why-the-root", "Divides by d, not by √d", "Coming back", "1 min 30 s"):
        assert part in told
    assert "not being saved" in summary_told(summary, saved=False)


def test_a_summary_of_nothing_says_what_to_do(desk) -> None:
    assert "--new" in summary_told(desk.sit(new=0).summary(), saved=True)


def test_what_is_left_is_counted_in_plain_english(desk) -> None:
    assert "1 item waits where you left it." in summary_told(desk.only("recall").summary(), saved=True)
    assert " items wait where you left them." in summary_told(desk.sit().summary(), saved=True)


def test_what_still_waits_is_told_with_its_minutes(desk, answer) -> None:
    sitting = desk.sit("optimizers", limit=2)
    answer(sitting, 3)
    assert "**Still waiting:** 1 item, about " in summary_told(sitting.summary(), saved=True)
    answer(sitting, 3)
    assert sitting.asked is None
    further = sitting.summary()
    assert (further.left, further.minutes) == (3, 3 * 0.75), (
        "all of them, not as many as were asked for at once"
    )
    named = desk.sit(items=("momentum",))
    answer(named, 3)
    assert "Still waiting" not in summary_told(named.summary(), saved=True)


def test_undone_answers_are_not_summed_up(desk, answer) -> None:
    sitting = desk.sit("optimizers")
    answer(sitting, int(Grade.AGAIN))
    sitting.undo()
    assert sitting.summary().missed == ()


def test_intervals_read_as_days_weeks_months_and_years() -> None:
    assert [span(days) for days in (1, 13, 14, 59, 60, 364, 500)] == [
        "1d", "13d", "2wk", "8wk", "2mo", "12mo", "1.4y",
    ]  # fmt: skip
