"""Copies of the progress file: one a day, thinned to days, weeks and months."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from dlprep.progress.errors import DeviceFault, from_sqlite, from_system

DAYS, WEEKS, MONTHS = 7, 5, 12
"""How many of each are kept: the newest of each day, of each week and of each month."""


def folder(path: Path) -> Path:
    """Where the backups of a progress file are."""
    return path.parent / "backups"


def newest(path: Path) -> Path | None:
    """The newest backup of a progress file."""
    return max(folder(path).glob("*.db"), key=lambda copy: copy.stat().st_mtime, default=None)


class Backup(NamedTuple):
    """A backup: its file, when it was made (local time) and its size in bytes."""

    file: Path
    made: datetime
    size: int


def listed(path: Path) -> tuple[Backup, ...]:
    """The backups of a progress file, newest first."""
    found = [(file, file.stat()) for file in folder(path).glob("*.db")]
    made = [Backup(file, datetime.fromtimestamp(s.st_mtime), s.st_size) for file, s in found]
    return tuple(sorted(made, key=lambda one: (one.made, one.file.name), reverse=True))


def by_hand(path: Path, reason: str = "by-hand") -> Path:
    """Write a backup that thinning leaves alone, named by the moment and the reason."""
    target = folder(path) / f"{reason}-{datetime.now().strftime('%Y%m%d-%H%M%S-%f')}.db"
    copy(path, target)
    return target


def back_up(path: Path, today: date) -> Path | None:
    """Write today's backup and thin the older ones; None when today's is there already.

    It reads the whole file (about 1 s for 300 MB): call it from a thread, never before the first
    card. Raises ProgressError when it cannot be written; older backups are kept then.
    """
    target = folder(path) / f"progress-{today.isoformat()}.db"
    if target.exists():
        return None
    copy(path, target)
    dated = {day: file for file in folder(path).glob("progress-*.db") if (day := _day(file))}
    for day in dated.keys() - kept(dated):
        dated[day].unlink(missing_ok=True)
    return target


def kept(days: Iterable[date]) -> set[date]:
    """The backups to keep: the newest of the last 7 days, 5 weeks and 12 months that have one."""
    newest_first = sorted(days, reverse=True)
    keep: set[date] = set(newest_first[:DAYS])
    for most, period in ((WEEKS, lambda d: d.isocalendar()[:2]), (MONTHS, lambda d: (d.year, d.month))):
        last: dict[object, date] = {}
        for day in newest_first:
            last.setdefault(period(day), day)
        keep.update(list(last.values())[:most])
    return keep


def copy(path: Path, target: Path) -> None:
    """Copy a progress file as it stands, also while it is written to; the target appears whole or not."""
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(_connect(path, "ro")) as source, closing(_connect(partial, "rwc")) as sink:
            source.backup(sink)
        os.replace(partial, target)
    except OSError as error:
        raise from_system(error, target) from error
    except sqlite3.Error as error:
        raise from_sqlite(error, target) or DeviceFault(target, str(error)) from error
    finally:
        with suppress(OSError):  # where nothing can be written there is none
            partial.unlink()


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=5)


def _day(file: Path) -> date | None:
    try:
        return date.fromisoformat(file.stem.removeprefix("progress-"))
    except ValueError:  # a backup made before a migration: its name says so, and it is kept
        return None
