from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.progress.events import State
from dlprep.progress.log import Log
from dlprep.study.audit import audit
from dlprep.study.standing import rebuild

STEPS = st.lists(st.sampled_from("1234ubxfsnrmtwjz"), max_size=25)
ZONES = {"w": "Pacific/Honolulu", "j": "Asia/Tokyo", "z": "Australia/Lord_Howe"}


def take(desk_sit, clock, sitting, step: str):
    """One step of a sitting; a night, months, a clock set back (r), a journey; a sitting of one item (t)."""
    if step in "nmr":
        clock.pass_(hours={"n": 24, "m": 24 * 70, "r": -30}[step])
        return desk_sit()
    if step in ZONES:
        here = datetime.fromtimestamp(clock.at / 1000, ZoneInfo(ZONES[step]))
        clock.offset = int(here.utcoffset().total_seconds()) // 60
        return sitting
    if step == "t":
        return desk_sit(items=("momentum",))
    if step == "u":
        sitting.undo()
    elif sitting.asked is None:
        return desk_sit()
    elif step in "1234":
        sitting.answer(None)
        sitting.grade(type(sitting.outcome.suggested)(int(step)))
    else:
        {"b": sitting.bury, "x": sitting.suspend, "f": sitting.flag, "s": sitting.skip}[step]()
    return sitting


def telling(log: Log) -> dict[str, State]:
    """The states that say anything: one whose every event was undone may be there or not."""
    return {i: s for i, s in log.states().items() if s != State(item=i, topic=s.topic)}


@settings(max_examples=50, deadline=None)
@given(STEPS)
def test_states_replayed_from_the_log_equal_those_kept_step_by_step(make_desk, steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = make_desk(Path(folder))
        log = desk.log()

        def sit(**wanted):
            return desk.sit(*(() if wanted else ("optimizers",)), log=log, **wanted)

        sitting = sit()
        for step in steps:
            sitting = take(sit, desk.clock, sitting, step)
        kept = telling(log)
        days = [day for (day,) in desk.rows("SELECT day FROM events ORDER BY ulid")]
        assert days == sorted(days)
        assert audit(log, desk.bank, desk.model).stale == ()
        rebuild(log, desk.model)
        assert telling(log) == kept
        desk.close()


def test_a_rebuild_brings_lost_states_back(desk, answer) -> None:
    log: Log = desk.log()
    sitting = desk.sit("optimizers", log=log)
    answer(sitting, 3)
    answer(sitting, 1)
    kept = log.states()
    log.rebuild(())
    assert log.states() == {}
    rebuild(log, desk.model)
    assert log.states() == kept
