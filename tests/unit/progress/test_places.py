from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from dlprep.progress import backup
from dlprep.progress.database import Database
from dlprep.progress.errors import CorruptDatabase, DiskFull, NewerDatabase, Unwritable, from_system
from dlprep.progress.events import Event
from dlprep.progress.log import Log
from dlprep.progress.schema import MIGRATIONS

TODAY = date(2026, 11, 23)
NOBODY = 65534
Make = Callable[..., Event]


@contextmanager
def nobody_special() -> Iterator[None]:
    """Without root's right to write anywhere."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.fixture
def read_only(event: Make) -> Iterator[Path]:
    """A log with one event in a folder that may be read, not written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "progress.db"
        with Log.open(path) as log:
            log.append(event(log))
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        yield path
        Path(folder).chmod(0o755)


@pytest.fixture
def filled(path: Path, event: Make) -> Path:
    """A closed log of 400 events."""
    with Log.open(path) as log:
        log.extend(event(log, f"item-{n}", answer="x" * 200) for n in range(400))
    return path


def read_all(path: Path) -> None:
    with Log.open(path) as log:
        list(log.events())
        log.items()


def test_a_folder_that_cannot_be_written_is_told_at_once_and_left_alone(read_only: Path) -> None:
    before = read_only.read_bytes()
    with nobody_special(), pytest.raises(Unwritable, match=r"untouched.*DLPREP_DATA"):
        Log.open(read_only)
    assert read_only.read_bytes() == before
    assert [file.name for file in read_only.parent.iterdir()] == ["progress.db"]


def test_a_new_file_in_a_folder_that_cannot_be_written(read_only: Path) -> None:
    with nobody_special(), pytest.raises(Unwritable):
        Log.open(read_only.with_name("other.db"))


def test_a_file_that_cannot_be_read(read_only: Path) -> None:
    read_only.chmod(0o000)
    with nobody_special(), pytest.raises(Unwritable):
        Log.open(read_only)


@pytest.mark.parametrize("place", ["/proc/self/dlprep/progress.db", "{file}/progress.db", "{folder}"])
def test_a_place_where_no_file_can_be(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unwritable):
        Log.open(Path(place.format(file=tmp_path / "file", folder=tmp_path)))


def test_a_disk_too_full_for_a_folder_is_a_full_disk(path: Path) -> None:
    assert isinstance(from_system(OSError(errno.ENOSPC, "No space left on device"), path), DiskFull)


def test_a_newer_database_is_refused_untouched_naming_both_formats(filled: Path) -> None:
    newer, known = len(MIGRATIONS) + 6, len(MIGRATIONS)
    with sqlite3.connect(filled) as connection:
        connection.execute(f"PRAGMA user_version = {newer}")
    connection.close()
    before = filled.read_bytes()
    with pytest.raises(NewerDatabase, match=rf"format is {newer}, this dlprep reads up to {known}\."):
        Log.open(filled)
    assert filled.read_bytes() == before
    assert [file.name for file in filled.parent.iterdir()] == ["progress.db"]


def garbage(size: int) -> bytes:
    return b"not a database, just text. " * (size // 27) + b"x" * (size % 27)


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: garbage(len(whole)),
        lambda whole: garbage(10),
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:4096],
        lambda whole: whole[:50],
        lambda whole: whole[:4096] + garbage(len(whole) - 4096),
        lambda whole: whole[:20_480] + garbage(len(whole) - 20_480),
    ],
    ids=["text", "short text", "half", "one page", "fifty bytes", "header only", "first pages only"],
)
def test_a_damaged_file_is_set_aside_whole_and_the_backup_offered(
    filled: Path, damage: Callable[[bytes], bytes]
) -> None:
    copy = backup.back_up(filled, TODAY)
    filled.write_bytes(damaged := damage(filled.read_bytes()))
    with pytest.raises(CorruptDatabase) as caught:
        read_all(filled)
    assert caught.value.backup == copy
    assert f"{copy}: dlprep restore latest" in str(caught.value)
    assert caught.value.aside
    assert caught.value.aside.name.startswith("progress.db.corrupt-")
    assert caught.value.aside.read_bytes() == damaged
    assert not filled.exists()
    filled.write_bytes(copy.read_bytes())
    with Log.open(filled) as log:
        assert len(list(log.events())) == 400


def test_each_damaged_file_is_kept_beside_the_ones_before(path: Path) -> None:
    path.parent.mkdir()
    for number in range(3):
        path.write_bytes(garbage(5000 + number))
        with pytest.raises(CorruptDatabase, match="no backup yet"):
            Log.open(path)
    assert sorted(file.stat().st_size for file in path.parent.glob("*.corrupt-*")) == [5000, 5001, 5002]
    read_all(path)


def test_an_emptied_file_is_damage_only_when_there_is_a_backup(
    filled: Path,
) -> None:
    copy = backup.back_up(filled, TODAY)
    assert copy
    filled.write_bytes(b"")
    with pytest.raises(CorruptDatabase):
        Log.open(filled)
    copy.unlink()
    filled.write_bytes(b"")
    read_all(filled)


def test_a_migration_backs_up_first_and_keeps_everything(filled: Path) -> None:
    later = (*MIGRATIONS, ("ALTER TABLE notes ADD COLUMN colour TEXT", "CREATE TABLE goals (id TEXT) STRICT"))
    database = Database.open(filled, later)
    assert database.read("SELECT count(*) FROM events") == [(400,)]
    assert database.read("PRAGMA user_version") == [(len(later),)]
    database.close()
    copy = backup.newest(filled)
    assert copy
    assert copy.name.startswith(f"format-{len(MIGRATIONS)}-")
    with Log.open(copy) as before:
        assert len(list(before.events())) == 400
    with pytest.raises(NewerDatabase):
        Log.open(filled)


def test_a_migration_that_fails_changes_nothing(filled: Path) -> None:
    broken = (*MIGRATIONS, ("CREATE TABLE goals (id TEXT) STRICT", "CREATE TABLE goals (id TEXT) STRICT"))
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        Database.open(filled, broken)
    with Log.open(filled) as log:
        assert len(list(log.events())) == 400
        assert log.database.read("SELECT count(*) FROM sqlite_schema WHERE name = 'goals'") == [(0,)]


def test_a_file_of_each_earlier_format_is_brought_to_the_present_one(path: Path) -> None:
    for number in range(1, len(MIGRATIONS)):
        old = path.with_name(f"format-{number}.db")
        Database.open(old, MIGRATIONS[:number]).close()
        with Log.open(old) as log:
            assert log.database.read("PRAGMA user_version") == [(len(MIGRATIONS),)]
            assert log.database.read("SELECT count(*) FROM plans") == [(0,)]


def test_plans_are_append_only(log: Log) -> None:
    with log.database.write() as connection:
        connection.execute("INSERT INTO plans VALUES ('1', 1, '{}')")
    for change in ("UPDATE plans SET at = 2", "DELETE FROM plans"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"), log.database.write() as connection:
            connection.execute(change)
