"""Solutions handed in to challenges, each with its verdict; append-only like the log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from dlprep.progress.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A solution and what became of it. `at` is UTC in ms, `verdict` any JSON value."""

    ulid: str
    at: int
    item: str
    digest: str
    source: str
    verdict: Any
    device: str


class Attempts:
    """The attempts in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, attempt: Attempt) -> None:
        """Add an attempt, on disk on return; one whose ulid is there already changes nothing."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO attempts (ulid, at, item, digest, source, verdict, device) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ulid) DO NOTHING",
                (
                    attempt.ulid,
                    attempt.at,
                    attempt.item,
                    attempt.digest,
                    attempt.source,
                    json.dumps(attempt.verdict, separators=(",", ":")),
                    attempt.device,
                ),
            )

    def of(self, item: str) -> tuple[Attempt, ...]:
        """A challenge's attempts, oldest first."""
        rows = self._database.read(
            "SELECT ulid, at, item, digest, source, verdict, device FROM attempts "
            "WHERE item = ? ORDER BY ulid",
            item,
        )
        return tuple(
            Attempt(
                ulid=ulid,
                at=at,
                item=item,
                digest=digest,
                source=source,
                verdict=json.loads(verdict),
                device=device,
            )
            for ulid, at, item, digest, source, verdict, device in rows
        )
