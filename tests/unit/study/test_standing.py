from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.progress.events import State
from dlprep.progress.log import Log
from dlprep.study.standing import rebuild

STEPS = st.lists(st.sampled_from("1234ubxfsn"), max_size=25)


def take(desk_sit, clock, sitting, step: str):
    """One step of a sitting, or a night."""
    if step == "n":
        clock.pass_(hours=24)
        return desk_sit()
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

        def sit():
            return desk.sit("optimizers", log=log)

        sitting = sit()
        for step in steps:
            sitting = take(sit, desk.clock, sitting, step)
        kept = telling(log)
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
