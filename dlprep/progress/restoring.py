"""A backup put in the place of the progress file; what was there is set aside first."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from dlprep.progress import backup
from dlprep.progress.errors import DAMAGE, Locked, ProgressError, from_sqlite, from_system, primary_code
from dlprep.progress.merging import opened_copy


def restore(path: Path, chosen: Path) -> Path | None:
    """Put a copy of `chosen` at `path`; the file in which the former progress now is, if there was any.

    The place is never without a file: the new one replaces it in one step. Raises Unreadable and
    NewerDatabase for the chosen file, Locked while another dlprep is open, and what writing raises;
    then nothing was changed.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=path.parent) as folder:
            opened_copy(chosen, Path(folder)).close()
            fresh = Path(folder) / "whole.db"
            backup.copy(Path(folder) / "copy.db", fresh)
            aside = _set_aside(path)
            os.replace(fresh, path)
            return aside
    except OSError as error:
        raise from_system(error, path) from error


def _set_aside(path: Path) -> Path | None:
    if not path.exists():
        return None
    folded = _fold(path)
    aside = path.with_name(f"{path.name}.replaced-{datetime.now(UTC).strftime('%Y%m%d-%H%M%S-%f')}")
    for suffix in ("-wal", "-shm"):
        if not folded and (part := path.with_name(path.name + suffix)).exists():
            part.rename(aside.with_name(aside.name + suffix))
    try:
        os.link(path, aside)
    except OSError:  # a file system without hard links
        shutil.copyfile(path, aside)
    return aside


def _fold(path: Path) -> bool:
    """Fold the write-ahead log into its file, which needs that nobody else is in; False if damaged."""
    try:
        with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as connection:
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.Error as error:
        if primary_code(error) in DAMAGE:
            return False
        raise _busy(path, error) from error
    if mode == "wal":
        raise Locked(path, "close every other dlprep first")
    return True


def _busy(path: Path, error: sqlite3.Error) -> ProgressError:
    if primary_code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Locked(path, "close every other dlprep first")
    return from_sqlite(error, path) or Locked(path, str(error))
