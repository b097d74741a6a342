from __future__ import annotations

import pytest

from dlprep.schedule.memory import LEECH
from dlprep.study.audit import audit
from dlprep.study.desk import Desk
from dlprep.study.marks import Marked, marked, take_up
from dlprep.study.opening import Wanted


@pytest.fixture
def table(desk) -> Desk:
    return Desk(desk.bank, desk.log(), clock=desk.clock)


def test_nothing_is_marked_at_first(table: Desk) -> None:
    assert marked(table) == Marked((), (), ())


def test_a_suspended_item_is_listed_and_asked_again_once_it_is_taken_up(table: Desk, desk) -> None:
    sitting = desk.only("recall")
    item = sitting.asked.item.id
    sitting.flag()
    sitting.suspend()
    desk.clock.pass_(hours=48)
    assert desk.only("recall").asked is None
    assert marked(table) == Marked((item,), (item,), ())
    assert take_up(table, [item, "momentum", item]) == (item,)
    assert desk.only("recall").asked.item.id == item
    assert marked(table).suspended == ()
    assert take_up(table, [item]) == ()
    assert audit(table.log, desk.bank, desk.model).stale == ()


def test_an_item_forgotten_time_and_again_is_a_leech_and_says_so(table: Desk, desk, answer) -> None:
    wanted = Wanted(items=("momentum",))
    for grade in [3] + [1] * LEECH:
        sitting = table.sit(wanted)
        assert not sitting.asked.leech
        answer(sitting, grade)
        desk.clock.pass_(hours=24)
    assert marked(table).leeches == ("momentum",)
    assert table.sit(wanted).asked.leech
