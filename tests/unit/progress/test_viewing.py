from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from dlprep.progress.errors import NewerDatabase
from dlprep.progress.events import Event
from dlprep.progress.log import Log
from dlprep.progress.merging import Unreadable
from dlprep.progress.schema import MIGRATIONS
from dlprep.progress.viewing import viewed


def items(path: Path) -> tuple[str, ...]:
    database = viewed(path)
    assert database
    with Log(database) as log:
        assert not log.saved
        return log.items()


def test_what_a_file_holds_is_seen_and_nothing_is_left_beside_it(
    log: Log, path: Path, event: Callable
) -> None:
    log.append(event(log, "a"))
    log.close()
    before = path.read_bytes()
    assert items(path) == ("a",)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["progress.db"]


def test_answers_that_stand_in_the_write_ahead_log_only_are_seen_too(
    log: Log, path: Path, tmp_path: Path, event: Callable
) -> None:
    log.append(event(log, "a"))
    left = tmp_path / "left by a kill"
    left.mkdir()
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{path}{suffix}", left / f"progress.db{suffix}")
    assert items(left / "progress.db") == ("a",)


def test_an_answer_to_what_is_seen_is_taken_and_stays_in_memory(
    log: Log, path: Path, event: Callable[..., Event]
) -> None:
    database = viewed(path)
    assert database
    with Log(database) as copy:
        copy.append(event(copy, "b"))
        assert copy.items() == ("b",)
    assert log.items() == ()


def test_where_there_is_no_file_there_is_nothing(path: Path) -> None:
    assert viewed(path) is None
    path.parent.mkdir()
    path.touch()
    assert viewed(path) is None


@pytest.mark.parametrize("content", [b"not a database" * 99, b"short"])
def test_what_cannot_be_read_is_told_and_left_where_it_is(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="not a database"):
        viewed(path)
    assert path.read_bytes() == content


def test_a_newer_file_is_named(log: Log, path: Path) -> None:
    log.close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(NewerDatabase, match=str(path)):
        viewed(path)
