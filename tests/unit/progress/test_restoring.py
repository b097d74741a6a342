from __future__ import annotations

from pathlib import Path

import pytest

from dlprep.progress import backup, merging, restoring
from dlprep.progress.database import Database
from dlprep.progress.errors import Locked, NewerDatabase, ProgressError
from dlprep.progress.log import Log
from dlprep.progress.schema import MIGRATIONS


@pytest.fixture
def saved(path: Path, event) -> Path:
    """A backup of one answer; the file beside it has gone on to two."""
    with Log.open(path) as log:
        log.append(event(log))
        copy = backup.by_hand(path)
        log.append(event(log))
    return copy


def answers(path: Path) -> int:
    with Log.open(path) as log:
        return len(list(log.events()))


def test_the_backup_comes_back_and_what_was_there_is_kept(path: Path, saved: Path) -> None:
    aside = restoring.restore(path, saved)
    assert answers(path) == 1
    assert aside
    assert answers(aside) == 2
    assert saved.exists()


def test_without_a_file_in_place_there_is_nothing_to_set_aside(path: Path, saved: Path) -> None:
    path.unlink()
    assert restoring.restore(path, saved) is None
    assert answers(path) == 1


def test_a_damaged_file_in_place_is_set_aside_as_it_is(path: Path, saved: Path) -> None:
    path.write_bytes(b"damaged " * 999)
    aside = restoring.restore(path, saved)
    assert aside
    assert aside.read_bytes() == b"damaged " * 999
    assert answers(path) == 1


def test_a_dlprep_that_is_open_is_not_pulled_from_under(path: Path, saved: Path, event) -> None:
    with Log.open(path) as log:
        log.append(event(log))
        with pytest.raises(Locked, match="close every other dlprep"):
            restoring.restore(path, saved)
        log.append(event(log))
    assert answers(path) == 4


@pytest.mark.parametrize("content", [b"", b"text " * 2000])
def test_a_bad_backup_changes_nothing(path: Path, saved: Path, content: bytes) -> None:
    saved.write_bytes(content)
    with pytest.raises(merging.Unreadable):
        restoring.restore(path, saved)
    assert answers(path) == 2
    assert [file.name for file in path.parent.glob("*.replaced-*")] == []


def test_a_newer_backup_is_refused_an_older_one_brought_up(path: Path, saved: Path, tmp_path: Path) -> None:
    newer, older = tmp_path / "newer.db", tmp_path / "older.db"
    Database.open(newer, (*MIGRATIONS, ())).close()
    Database.open(older, MIGRATIONS[:1]).close()
    with pytest.raises(NewerDatabase):
        restoring.restore(path, newer)
    assert answers(path) == 2
    restoring.restore(path, older)
    assert answers(path) == 0


def test_no_room_changes_nothing(path: Path, saved: Path) -> None:
    with pytest.raises(ProgressError):
        restoring.restore(Path("/proc/self/progress.db"), saved)
    assert answers(path) == 2


def test_backups_are_listed_newest_first(path: Path, saved: Path) -> None:
    later = backup.by_hand(path)
    assert [one.file for one in backup.listed(path)] == [later, saved]
    assert all(one.size > 0 for one in backup.listed(path))
