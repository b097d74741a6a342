"""Whatever is merged into what, and in which order: the same log, and the states that follow from it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.progress import lines, records
from dlprep.progress.events import Event
from dlprep.progress.log import Log
from dlprep.schedule.model import Model
from dlprep.study import moving
from dlprep.study.standing import rebuild

MODEL = Model()
KINDS = ("review", "undo", "flag", "bury")
STEPS = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(KINDS)), max_size=8)


def happened(n: int, kind: str) -> Event:
    """What happened at a numbered moment; the same number and kind are the same event everywhere."""
    ulid = f"{n + 100 * KINDS.index(kind):026}"
    where = {"item": "ab"[n % 2], "topic": "t", "device": "me", "offset": 0}
    target = f"{n:026}" if kind == "undo" else None
    grade = n % 4 + 1 if kind == "review" else None
    return Event(ulid=ulid, at=n, day=739_000 + n, kind=kind, grade=grade, target=target, **where)


def machine(path: Path, steps: list[tuple[int, str]]) -> Path:
    """A log of what was done at numbered moments."""
    with Log.open(path) as log:
        log.extend(happened(n, kind) for n, kind in steps)
        rebuild(log, MODEL)
    return path


def merged(folder: Path, name: str, *paths: Path) -> tuple[object, object]:
    with Log.open(folder / name) as log:
        for path in paths:
            moving.merge(log, path, MODEL)
        states = log.states()
        rebuild(log, MODEL)
        assert log.states() == states
        return list(records.all_of(log.database)), states


@settings(deadline=None, max_examples=6)
@given(STEPS, STEPS, STEPS)
def test_merging_is_commutative_associative_and_idempotent(one: list, two: list, three: list) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        a, b, c = (machine(folder / f"{n}.db", steps) for n, steps in enumerate((one, two, three)))
        first = merged(folder, "abc.db", a, b, c)
        assert merged(folder, "cab.db", c, a, b, a, c) == first
        merged(folder, "bc.db", b, c)
        assert merged(folder, "a-bc.db", a, folder / "bc.db") == first


def test_an_import_gives_the_states_of_the_log_it_came_from(tmp_path: Path) -> None:
    path = machine(
        tmp_path / "one.db", [(1, "review"), (3, "review"), (4, "bury"), (3, "undo"), (6, "review")]
    )
    with Log.open(path) as log, Log.open(tmp_path / "two.db") as other:
        moving.read_lines(other, lines.written(log.database), MODEL)
        assert other.states() == log.states()
        assert other.states()


def test_what_was_there_before_a_merge_is_backed_up(tmp_path: Path) -> None:
    path = machine(tmp_path / "one.db", [(1, "review")])
    with Log.open(tmp_path / "two.db") as log:
        added = moving.merge(log, path, MODEL)
        assert moving.told(added) == "Added 1 event."
        assert moving.told(moving.merge(log, path, MODEL)) == "Nothing new: it was all there already."
    assert len(list((tmp_path / "backups").glob("before-merge-*.db"))) == 2
