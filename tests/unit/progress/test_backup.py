from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.progress import backup
from dlprep.progress.errors import ProgressError
from dlprep.progress.log import Log

TODAY = date(2026, 11, 23)


def test_a_backup_holds_all_that_was_appended_also_while_the_log_is_open(log: Log, path: Path, event) -> None:
    log.append(one := event(log))
    copy = backup.back_up(path, TODAY)
    assert copy == backup.newest(path)
    with Log.open(copy) as restored:
        assert list(restored.events()) == [one]


def test_there_is_one_backup_a_day(log: Log, path: Path) -> None:
    assert backup.back_up(path, TODAY)
    assert backup.back_up(path, TODAY) is None
    assert backup.back_up(path, TODAY + timedelta(days=1))


def test_after_a_year_there_are_days_weeks_and_months(log: Log, path: Path) -> None:
    for n in range(400):
        backup.folder(path).mkdir(exist_ok=True)
        (backup.folder(path) / f"progress-{TODAY + timedelta(days=n)}.db").touch()
    mine = backup.folder(path) / "before-the-exam.db"
    mine.touch()
    backup.back_up(path, TODAY + timedelta(days=400))
    left = sorted(backup.folder(path).glob("progress-*.db"))
    assert 18 <= len(left) <= backup.DAYS + backup.WEEKS + backup.MONTHS
    assert mine.exists()


@given(st.sets(st.dates(date(2020, 1, 1), date(2027, 1, 1)), max_size=200))
def test_the_newest_backups_are_always_kept(days: set[date]) -> None:
    keep = backup.kept(days)
    assert set(sorted(days)[-backup.DAYS :]) <= keep <= days
    assert backup.kept(keep) == keep


def test_a_backup_that_fails_leaves_no_partial_file_and_the_older_ones(log: Log, path: Path) -> None:
    backup.back_up(path, TODAY)
    with pytest.raises(ProgressError):
        backup.copy(path, Path("/proc/self/backups/progress.db"))
    with pytest.raises(ProgressError):
        backup.copy(path.with_name("missing.db"), backup.folder(path) / "progress-2026-12-01.db")
    assert [file.name for file in backup.folder(path).iterdir()] == [f"progress-{TODAY}.db"]
    with sqlite3.connect(backup.newest(path)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
