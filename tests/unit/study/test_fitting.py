from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from dlprep.progress.events import Event
from dlprep.progress.log import Log
from dlprep.progress.parameters import DEFAULT, Parameters
from dlprep.progress.ulid import ulid
from dlprep.study import fitting
from dlprep.study.standing import model_of, rebuild, replayed

RETENTION = 0.9


@pytest.fixture
def forgetful(tmp_path: Path) -> Log:
    """A log of somebody who forgets half of what is due, on 150 items over weeks."""
    chance, log, last = random.Random(3), Log.open(tmp_path / "progress.db"), ""
    events = []
    for day in (0, 2, 7, 16, 30):
        for number in range(150):
            at = (739_000 + day) * 86_400_000 - 719_163 * 86_400_000
            last = ulid(at, last)
            grade = 3 if not day else chance.choice((1, 3))
            events.append(
                Event(ulid=last, at=at, offset=0, day=739_000 + day, kind="review", item=f"card-{number}",
                      topic="t", device="me", grade=grade)
            )  # fmt: skip
    log.extend(events)
    rebuild(log, model_of(log, RETENTION))
    return log


def states_follow(log: Log) -> bool:
    model = model_of(log, RETENTION)
    return log.states() == {i: replayed(i, "t", log.events_of(i), model) for i in log.items()}


def test_a_fit_is_put_in_force_and_taken_back(forgetful: Log) -> None:
    before = forgetful.states()
    assert fitting.fitted(forgetful, RETENTION).startswith("Fitted to 600 reviews: log loss 0.")
    fit = Parameters(forgetful.database).current()
    assert fit.weights != DEFAULT.weights
    assert forgetful.states() != before
    assert states_follow(forgetful)
    assert "The defaults are in force again" in fitting.undone(forgetful, RETENTION)
    assert forgetful.states() == before
    assert fit in Parameters(forgetful.database).all()
    assert "nothing to take back" in fitting.undone(forgetful, RETENTION)


def test_a_second_fit_to_the_same_reviews_keeps_or_betters_the_first(forgetful: Log) -> None:
    fitting.fitted(forgetful, RETENTION)
    first = Parameters(forgetful.database).current()
    fitting.fitted(forgetful, RETENTION)
    if Parameters(forgetful.database).current() != first:
        assert "fitted to 600 reviews are in force" in fitting.undone(forgetful, RETENTION)
    assert Parameters(forgetful.database).current() == first
    assert states_follow(forgetful)


def test_without_the_extra_the_command_is_named(forgetful: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    with pytest.raises(fitting.NotFitted, match=r"pip install 'dlprep\[optimize\]'"):
        fitting.fitted(forgetful, RETENTION)
    assert Parameters(forgetful.database).all() == (DEFAULT,)
