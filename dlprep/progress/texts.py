"""What is kept beside the answers, one text an item: unfinished code, notes, where a lesson was left."""

from __future__ import annotations

from typing import ClassVar

from dlprep.progress.database import Database


class Texts:
    """One text for each item, replaced when saved again."""

    table: ClassVar[str]

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, item: str, text: str, at: int) -> None:
        """Keep a text, on disk on return; `at` is UTC in ms."""
        with self._database.write() as connection:
            connection.execute(f"INSERT OR REPLACE INTO {self.table} VALUES (?, ?, ?)", (item, text, at))

    def load(self, item: str, *, after: int = 0) -> str | None:
        """The text kept last, if that was later than `after` (UTC in ms)."""
        rows = self._database.read(f"SELECT text FROM {self.table} WHERE item = ? AND at > ?", item, after)
        return rows[0][0] if rows else None

    def discard(self, item: str) -> None:
        """Forget an item's text."""
        with self._database.write() as connection:
            connection.execute(f"DELETE FROM {self.table} WHERE item = ?", (item,))


class Drafts(Texts):
    """Code being written for challenges."""

    table = "drafts"


class Notes(Texts):
    """The candidate's own notes on items."""

    table = "notes"


class Places(Texts):
    """The step, from 0, at which a topic's lesson was left; the topic is the item."""

    table = "places"
