from __future__ import annotations

import pytest


def day(sitting, desk) -> int:
    return sitting._day(desk.clock())


def test_the_night_counts_to_the_evening_before(desk, answer) -> None:
    desk.clock.pass_(hours=11)  # 23:00
    sitting = desk.sit("optimizers")
    evening = day(sitting, desk)
    desk.clock.pass_(hours=4.9)  # 03:54
    answer(sitting, 3)
    assert day(sitting, desk) == evening
    desk.clock.pass_(hours=0.2)  # 04:06
    answer(sitting, 3)
    assert [d for (d,) in desk.rows("SELECT day FROM events ORDER BY ulid")] == [evening, evening + 1]


def test_the_day_follows_the_place(desk) -> None:
    desk.clock.pass_(hours=10)  # 22:00 in London, 07:00 next morning in Tokyo
    london = day(desk.sit("optimizers"), desk)
    desk.clock.offset = 9 * 60
    assert day(desk.sit("optimizers"), desk) == london + 1


@pytest.mark.parametrize("back", [0.5, 24, 24 * 400])
def test_a_clock_that_goes_back_changes_neither_the_day_nor_the_order(desk, answer, back: float) -> None:
    sitting = desk.sit("optimizers")
    answered = [answer(sitting, 3)]
    today = day(sitting, desk)
    desk.clock.pass_(hours=-back)
    answered.append(answer(sitting, 3))
    again = desk.sit("optimizers")
    answered.append(answer(again, 1))
    rows = desk.rows("SELECT item, day, millis FROM events ORDER BY ulid")
    assert [item for item, *_ in rows] == answered
    assert [d for _, d, _ in rows] == [today] * 3
    assert min(millis for *_, millis in rows) >= 0
    assert again.undo()


def test_a_missed_item_is_learning_today_and_a_review_tomorrow(desk, answer) -> None:
    answer(desk.only("recall"), 1)
    assert desk.only("recall").asked.standing == "learning"
    desk.clock.pass_(hours=24)
    assert desk.only("recall").asked.standing == "review"
