"""A progress file where nothing can be written: what is in it, read into memory."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from dlprep.progress.database import Database
from dlprep.progress.errors import NewerDatabase
from dlprep.progress.merging import Unreadable, opened_copy


def viewed(path: Path) -> Database | None:
    """What the file holds, in memory, in the present format; None where there is nothing.

    Raises Unreadable and NewerDatabase.
    """
    try:
        if not path.stat().st_size:
            return None
        return _folded(path) if _has_log(path) else _in_memory(path, path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Unreadable(path, error.strerror or str(error)) from error


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _folded(path: Path) -> Database:
    """By a copy elsewhere: SQLite reads a write-ahead log only where it can write."""
    with tempfile.TemporaryDirectory(prefix="dlprep-") as folder:
        opened_copy(path, Path(folder)).close()
        return _in_memory(Path(folder) / "copy.db", path)


def _in_memory(file: Path, path: Path) -> Database:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)) as source:
            database = Database.in_memory(source)
        verdict = database.read("PRAGMA integrity_check(1)")[0][0]
    except NewerDatabase as error:
        raise NewerDatabase(path, error.found, error.known) from error
    except sqlite3.Error as error:
        raise Unreadable(path, str(error)) from error
    if verdict != "ok":
        raise Unreadable(path, f"it is damaged ({verdict})")
    return database
