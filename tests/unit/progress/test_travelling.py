"""Rows that leave a file and come into another: merge, export and import."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.progress import lines, merging, records
from dlprep.progress.attempts import Attempt, Attempts
from dlprep.progress.database import Database
from dlprep.progress.errors import NewerDatabase
from dlprep.progress.events import Event
from dlprep.progress.log import Log
from dlprep.progress.parameters import COUNT, Fit, Parameters
from dlprep.progress.schema import MIGRATIONS
from dlprep.progress.texts import Drafts, Notes, Places

ULIDS = st.integers(0, 30).map(lambda n: f"{n:026}")
TEXTS = st.tuples(st.sampled_from("ab"), st.sampled_from(("x", "y", "ü")), st.integers(0, 2))
PLACES = st.lists(st.tuples(ULIDS, TEXTS), max_size=6)


def content(log: Log) -> list[tuple[str, dict[str, object]]]:
    return list(records.all_of(log.database))


@pytest.fixture
def filled(log: Log, event: Callable[..., Event]) -> Log:
    """A log with a row of each type."""
    log.append(first := event(log, answer={"picked": [1, None, 0.1, "ü \ud83d"]}, millis=9))
    log.append(event(log, kind="undo", target=first.ulid))
    Attempts(log.database).append(
        Attempt(
            ulid=log.ulid(1), at=1, item="x", digest="d", source="a\nb", verdict={"ok": 1e-9}, device="me"
        )
    )
    with log.database.write() as connection:
        connection.execute("INSERT INTO plans VALUES (?, 1, '{\"days\": 3}')", (log.ulid(2),))
    Parameters(log.database).append(log.ulid(3), 1, Fit((0.1,) * COUNT, 500))
    Drafts(log.database).save("x", "import torch\r\n", 5)
    Places(log.database).save("attention", "3", 6)
    Notes(log.database).save("x", "Ω", 6)
    return log


def test_an_export_comes_back_exactly_and_a_second_time_adds_nothing(filled: Log) -> None:
    exported = list(lines.written(filled.database))
    other = Log.in_memory()
    added = lines.read(other.database, (line + "\n" for line in exported))
    assert added == {"event": 2, "attempt": 1, "plan": 1, "parameters": 1, "draft": 1, "note": 1, "place": 1}
    assert content(other) == content(filled)
    assert list(lines.written(other.database)) == exported
    assert not lines.read(other.database, exported)


GOOD = {
    "type": "event", "ulid": f"{1:026}", "at": 1, "offset": 0, "day": 9, "kind": "review", "item": "a",
    "topic": "t", "digest": "", "grade": 3, "device": "me",
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "an object with a type"),
        ('{"type": "spell"}', "unknown type 'spell'"),
        (json.dumps({**GOOD, "grade": 5}), "grade is '5', expected a number from 1 to 4"),
        (json.dumps({**GOOD, "grade": True}), "grade is"),
        (json.dumps({**GOOD, "grade": None}), "grade belongs to a review"),
        (json.dumps({**GOOD, "kind": "bury"}), "grade belongs to a review"),
        (json.dumps({**GOOD, "day": 10**9}), "day is"),
        (json.dumps({**GOOD, "at": 2**70}), "at is"),
        (json.dumps({**GOOD, "item": "\ud800"}), "item is"),
        (json.dumps({**GOOD, "ulid": "8" * 26}), "ulid is"),
        (json.dumps({**GOOD, "extra": 1}), "unknown field 'extra'"),
        (json.dumps({"type": "parameters", "ulid": f"{1:026}", "at": 1, "body": "[]"}), "fitted parameters"),
    ],
)
def test_garbage_is_refused_by_its_line_and_nothing_is_imported(log: Log, line: str, complaint: str) -> None:
    given_lines = ['{"type": "dlprep", "format": 1}', json.dumps(GOOD), line]
    with pytest.raises(lines.BadLine, match=rf"^line 3: .*{complaint}"):
        lines.read(log.database, given_lines)
    assert content(log) == []


@pytest.mark.parametrize("heading", ["", json.dumps(GOOD), '{"type": "dlprep", "format": 2}', '{"type": 1}'])
def test_a_file_that_does_not_begin_as_an_export_is_refused(log: Log, heading: str) -> None:
    with pytest.raises(lines.BadLine, match=r"^line 1: "):
        lines.read(log.database, [heading])
    with pytest.raises(lines.BadLine, match=r"^line 1: "):
        lines.read(log.database, [])


@given(st.text(max_size=200))
def test_no_text_is_taken_for_a_row(text: str) -> None:
    log = Log.in_memory()
    with pytest.raises(lines.BadLine):
        lines.read(log.database, ['{"type": "dlprep", "format": 1}', "x" + text])
    log.close()


def machine(rows: list[tuple[str, tuple[str, str, int]]]) -> Log:
    log = Log.in_memory()
    with log.database.write() as connection:
        for ulid, (item, text, at) in rows:
            # A ulid says which event it is, wherever it is found.
            event = {**GOOD, "ulid": ulid, "at": int(ulid), "item": "ab"[int(ulid) % 2], "answer": None}
            records.add(connection, "event", {**dict.fromkeys(records.TABLES["event"].fields), **event})
            for kind in ("draft", "note"):
                records.add(connection, kind, {"item": item, "text": text, "at": at})
    return log


def union(*logs: Log) -> Log:
    joined = Log.in_memory()
    for log in logs:
        lines.read(joined.database, list(lines.written(log.database)))
    return joined


@settings(deadline=None)
@given(PLACES, PLACES, PLACES)
def test_a_union_is_the_same_in_any_order_and_however_often(a: list, b: list, c: list) -> None:
    one, two, three = machine(a), machine(b), machine(c)
    joined = content(union(one, two, three))
    assert content(union(three, one, two)) == joined
    assert content(union(one, union(two, three))) == content(union(union(one, two), three)) == joined
    assert content(union(one, one)) == content(one)
    assert {row["ulid"] for kind, row in joined if kind == "event"} == {u for u, _ in a + b + c}


def test_merge_takes_what_is_new_and_only_reads_the_other_file(filled: Log, tmp_path: Path, event) -> None:
    with Log.open(tmp_path / "here" / "progress.db") as here:
        here.append(event(here, "b", at=1))
        other = filled.database.path
        assert other
        before = {file.name: file.read_bytes() for file in other.parent.iterdir()}
        assert merging.merge(here.database, other)["event"] == 2
        assert len(list(here.events())) == 3
        assert not merging.merge(here.database, other)
    assert {file.name: file.read_bytes() for file in other.parent.iterdir()} == before


@pytest.mark.parametrize("number", range(1, len(MIGRATIONS)))
def test_a_file_of_an_older_dlprep_is_merged_and_stays_as_it_is(
    log: Log, tmp_path: Path, number: int
) -> None:
    old = tmp_path / "old.db"
    database = Database.open(old, MIGRATIONS[:number])
    with database.write() as connection:
        connection.execute("INSERT INTO notes VALUES ('a', 'text', 1)")
    database.close()
    before = old.read_bytes()
    assert merging.merge(log.database, old) == {"note": 1}
    assert old.read_bytes() == before


def test_a_file_of_a_newer_dlprep_is_refused(log: Log, tmp_path: Path) -> None:
    newer = tmp_path / "newer.db"
    Database.open(newer, (*MIGRATIONS, ())).close()
    before = newer.read_bytes()
    with pytest.raises(NewerDatabase, match=r"newer\.db was written by a newer dlprep"):
        merging.merge(log.database, newer)
    assert newer.read_bytes() == before


@pytest.mark.parametrize("damage", [b"", b"no database " * 900, None], ids=["empty", "text", "missing"])
def test_what_is_no_progress_file_is_refused(log: Log, tmp_path: Path, damage: bytes | None) -> None:
    other = tmp_path / "other.db"
    if damage is not None:
        other.write_bytes(damage)
    with pytest.raises(merging.Unreadable, match=r"other\.db cannot be used: .* It was not changed"):
        merging.merge(log.database, other)
    assert other.exists() == (damage is not None)
    assert content(log) == []


def test_a_bad_row_in_the_other_file_adds_nothing(log: Log, filled: Log, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    Database.open(other).close()
    with sqlite3.connect(other) as connection:
        connection.execute("INSERT INTO notes VALUES ('a', 'text', 1)")
        connection.execute("INSERT INTO plans VALUES ('short', 1, '{}')")
    connection.close()
    before = content(log)
    with pytest.raises(merging.Unreadable, match="plan short: ulid is 'short', expected a ULID"):
        merging.merge(log.database, other)
    assert content(log) == before
