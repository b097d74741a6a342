"""The SQLite file: opened, brought to the present format, written in short transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dlprep.progress import backup
from dlprep.progress.errors import (
    DAMAGE,
    CorruptDatabase,
    NewerDatabase,
    ProgressError,
    from_sqlite,
    from_system,
    primary_code,
)
from dlprep.progress.schema import MIGRATIONS, Step

TIMEOUT = 5.0
"""Seconds to wait for another process's transaction; ours last milliseconds."""


class Database:
    """One connection, used by one thread at a time; another thread opens its own."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None) -> None:
        self._connection = connection
        self.path = path
        self._damage: ProgressError | None = None

    @classmethod
    def open(cls, path: Path, migrations: Sequence[Step] = MIGRATIONS) -> Database:
        """The database at `path`, created or migrated if need be, ready to be written.

        Raises Unwritable, NewerDatabase, CorruptDatabase or NotSaved.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            emptied = path.exists() and not path.stat().st_size and backup.newest(path) is not None
            if emptied:
                raise set_aside(path)
            database = cls(_connect(path), path)
        except OSError as error:
            raise from_system(error, path) from error
        except sqlite3.Error as error:
            raise from_sqlite(error, path) or error from error
        try:
            database._prepare(migrations)
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def in_memory(cls, source: sqlite3.Connection | None = None) -> Database:
        """A database that lives as long as the process; it begins as a copy of `source`."""
        database = cls(_connect(":memory:"), None)
        if source is not None:
            source.backup(database._connection)
        database._prepare(MIGRATIONS)
        return database

    def read(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query: no statement stays open, so a write never starts from an old snapshot."""
        with self._typed():
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def rows(self, query: str, *values: Any) -> Iterator[sqlite3.Cursor]:
        """The rows of a query one by one, for those who stop early; closed on leaving."""
        with self._typed():
            cursor = self._connection.execute(query, values)
            try:
                yield cursor
            finally:
                cursor.close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction: on disk when the block is left, undone when it raises.

        It takes the write lock at once: a transaction that read first would fail without waiting
        when another process has written since. Within another transaction it is a part of that.
        """
        if not self._damage and self._connection.in_transaction:
            yield self._connection
            return
        with self._typed():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file; SQLite folds its write-ahead log into it."""
        self._connection.close()

    @contextmanager
    def _typed(self) -> Iterator[None]:
        """Our errors for SQLite's; a file that was set aside is told of again at each further use."""
        if self._damage:
            raise self._damage
        try:
            yield
        except sqlite3.Error as error:
            if primary_code(error) in DAMAGE and self.path:
                self.close()
                self._damage = set_aside(self.path)
                raise self._damage from error
            typed = from_sqlite(error, self.path)
            if typed is None:
                raise
            raise typed from error

    def _prepare(self, migrations: Sequence[Step]) -> None:
        with self.write() as connection:  # also shows whether the place can be written at all
            found = self._format()
            if found > len(migrations):
                raise NewerDatabase(self.path or Path(":memory:"), found, len(migrations))
            if found < len(migrations):
                self._migrate(connection, found, migrations)
        self._use_wal()
        self.read("PRAGMA synchronous = FULL")

    def _migrate(self, connection: sqlite3.Connection, found: int, migrations: Sequence[Step]) -> None:
        if found and self.path:
            backup.copy(self.path, backup.folder(self.path) / f"format-{found}-{_stamp()}.db")
        for step in migrations[found:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")

    def _format(self) -> int:
        return int(self.read("PRAGMA user_version")[0][0])

    def _use_wal(self) -> None:
        """Switch the journal once for all; SQLite does not wait for other processes here, so we do."""
        deadline = time.monotonic() + TIMEOUT
        while self.read("PRAGMA journal_mode")[0][0] == "delete":
            try:
                if self._connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
                    return  # the file system cannot share memory: the rollback journal is as safe
            except sqlite3.OperationalError as error:
                if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    with self._typed():
                        raise
                time.sleep(0.01)


def set_aside(path: Path) -> ProgressError:
    """Move a damaged file and its write-ahead log out of the way; the error to raise."""
    aside = path.with_name(f"{path.name}.corrupt-{_stamp()}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.corrupt-{_stamp()}-{number}")
    try:
        for suffix in ("", "-wal", "-shm"):  # the log needs its file's name to be of use
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
    except OSError as error:
        return from_system(error, path)
    return CorruptDatabase(path, aside, backup.newest(path))


def _connect(path: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=TIMEOUT, isolation_level=None, check_same_thread=False)


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
