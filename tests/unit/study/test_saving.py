from __future__ import annotations

import pytest

from dlprep.judge.verdict import Verdict
from dlprep.progress.errors import DiskFull, Locked, NotSaved
from dlprep.progress.log import Log
from dlprep.schedule.memory import Grade


@pytest.fixture
def log(desk) -> Log:
    return desk.log()


def test_an_answer_that_was_not_saved_leaves_the_item_and_a_retry_writes_one_row(desk, log) -> None:
    sitting = desk.sit("optimizers", log=log)
    item = sitting.asked.item.id
    outcome = sitting.answer(None)
    with desk.locked(log):
        for _ in range(2):
            with pytest.raises(Locked):
                sitting.grade(Grade.GOOD)
            assert sitting.asked.item.id == item
            assert sitting.outcome is outcome
            assert sitting.tally.done == 0
    assert desk.rows() == []
    sitting.grade(Grade.GOOD)
    assert desk.rows() == [("review", item, 3)]
    assert desk.log().states([item])[item].body == sitting._states[item].body
    assert sitting.asked.item.id != item


def test_a_full_disk_is_survived_the_same_way(desk, log) -> None:
    sitting = desk.sit("optimizers", log=log)
    sitting.answer(None)
    with log.database.write() as connection:  # so that the next row needs a page that may not be had
        connection.execute("INSERT INTO notes VALUES ('filler', hex(zeroblob(200000)), 0)")
    [(pages,)] = log.database.read("PRAGMA page_count")
    log.database.read(f"PRAGMA max_page_count = {pages}")
    sitting.outcome = sitting.outcome._replace(response="x" * 100_000)
    with pytest.raises(DiskFull):
        sitting.grade(Grade.GOOD)
    log.database.read("PRAGMA max_page_count = 1000000")
    sitting.grade(Grade.GOOD)
    assert len(desk.rows()) == 1


def test_another_grade_at_the_retry_is_the_one_that_counts(desk, log) -> None:
    sitting = desk.sit("optimizers", log=log)
    sitting.answer(None)
    with desk.locked(log), pytest.raises(NotSaved):
        sitting.grade(Grade.AGAIN)
    sitting.grade(Grade.EASY)
    assert [grade for *_, grade in desk.rows()] == [4]


@pytest.mark.parametrize("act", ["bury", "suspend", "flag", "undo"])
def test_every_other_step_can_be_retried_too(desk, log, answer, act: str) -> None:
    sitting = desk.sit("optimizers", log=log)
    answer(sitting, 3)
    before = sitting.asked, sitting._queue, sitting.flagged, len(desk.rows())
    with desk.locked(log), pytest.raises(NotSaved):
        getattr(sitting, act)()
    assert (sitting.asked, sitting._queue, sitting.flagged, len(desk.rows())) == before
    assert getattr(sitting, act)() in (None, True)
    assert len(desk.rows()) == before[3] + 1


def test_an_attempt_that_was_not_saved_still_counts_for_the_grade(desk, log) -> None:
    sitting = desk.sit("attention", kinds=("challenge",), log=log)
    failed = Verdict(challenge="double-it", status="failed")
    with desk.locked(log), pytest.raises(NotSaved):
        sitting.attempted("def double(x): ...", failed)
    assert sitting.asked.trial.failures == 1


def test_a_log_in_memory_takes_a_whole_sitting(desk, answer) -> None:
    with Log.in_memory() as log:
        sitting = desk.sit("optimizers", log=log)
        while sitting.asked:
            answer(sitting, 3)
        assert sitting.undo()
        assert not log.saved
    assert desk.rows() == []
