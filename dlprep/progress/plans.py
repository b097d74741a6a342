"""The plan for the interviews as the candidate set it: each change a row, the newest in force."""

from __future__ import annotations

from dlprep.progress.database import Database
from dlprep.progress.ulid import ulid


class Plans:
    """The plans in a database, as text that only `study.interviews` reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current(self) -> str | None:
        """The plan set last; None when there never was one."""
        rows = self._database.read("SELECT body FROM plans ORDER BY ulid DESC LIMIT 1")
        return rows[0][0] if rows else None

    def append(self, at: int, body: str) -> None:
        """Put a plan in force, on disk on return; `at` is UTC in ms."""
        with self._database.write() as connection:
            newest = connection.execute("SELECT max(ulid) FROM plans").fetchone()[0] or ""
            connection.execute("INSERT INTO plans VALUES (?, ?, ?)", (ulid(at, newest), at, body))
