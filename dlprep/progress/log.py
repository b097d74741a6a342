"""The log of answers: events are appended, never changed; states follow from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import Any, Self

from dlprep.progress.database import Database
from dlprep.progress.events import Counts, Event, State
from dlprep.progress.ulid import ulid

EVENT = "ulid, at, offset, day, kind, item, topic, digest, grade, answer, millis, device, target"
FIELDS = tuple(EVENT.split(", "))
STATE = "item, topic, due, body, suspended, flagged, buried_until"
PAGE = 1000
"""Rows read at a time where all are wanted."""


class Log:
    """The append-only log and its cache of states, on one connection: one thread at a time.

    Every method raises a ProgressError when the file cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._last = ""

    @classmethod
    def open(cls, path: Path) -> Log:
        """The log in a file, created if need be. Raises at once what `Database.open` raises."""
        return cls(Database.open(path))

    @classmethod
    def in_memory(cls) -> Log:
        """A log that is gone when the process ends: for a home that cannot be written."""
        return cls(Database.in_memory())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    @property
    def saved(self) -> bool:
        """Whether what is appended outlives the process."""
        return self.database.path is not None

    @property
    def device(self) -> str:
        """The id of this machine's log, drawn when the file was made."""
        return str(self.database.read("SELECT value FROM meta WHERE key = 'device'")[0][0])

    def ulid(self, at_ms: int) -> str:
        """The next id for a moment (UTC, ms): it sorts after every id in the log and given before."""
        newest = self.database.read("SELECT max(ulid) FROM events")[0][0] or ""
        self._last = ulid(at_ms, max(newest, self._last))
        return self._last

    def append(self, event: Event, state: State | None = None) -> None:
        """Add an event, and the state that follows from it, in one transaction on disk on return.

        An event whose ulid is there already changes nothing, so after NotSaved the same call may
        be made again. State None leaves the item's state as it is.
        """
        with self.database.write() as connection:
            _insert(connection, event)
            if state is not None:
                _put(connection, state)

    def extend(self, events: Iterable[Event]) -> None:
        """Add many events, in any order, in one transaction; those that are there already stay as they are.

        The states are not touched: `rebuild` them from the union.
        """
        with self.database.write() as connection:
            for event in events:
                _insert(connection, event)

    def events_of(self, item: str) -> tuple[Event, ...]:
        """An item's events in order, without undone ones and the undos: what a replay takes."""
        return self._events(f"SELECT {EVENT} FROM standing WHERE item = ? ORDER BY ulid", item)

    def events_on(self, day: int) -> tuple[Event, ...]:
        """The events of a study day in order, without undone ones and the undos."""
        return self._events(f"SELECT {EVENT} FROM standing WHERE day = ? ORDER BY ulid", day)

    def events(self, after: str = "") -> Iterator[Event]:
        """Every event with a later ulid in order, undos and undone ones too."""
        query = f"SELECT {EVENT} FROM events WHERE ulid > ? ORDER BY ulid LIMIT {PAGE}"
        while page := self._events(query, after):
            yield from page
            after = page[-1].ulid

    def latest(self, device: str, *, since: str = "", kinds: Collection[str] = ("review",)) -> Event | None:
        """The newest event of a device that still stands: what an undo takes back next.

        `since` is an ulid before which not to go; `kinds` are those that can be taken back.
        """
        found = self._events(
            f"SELECT {EVENT} FROM standing WHERE device = ? AND ulid > ? "
            "AND kind IN (SELECT value FROM json_each(?)) ORDER BY ulid DESC LIMIT 1",
            device,
            since,
            json.dumps(list(kinds)),
        )
        return found[0] if found else None

    def items(self) -> tuple[str, ...]:
        """Every item that ever had an event, also those no longer in a bank."""
        return tuple(item for (item,) in self.database.read("SELECT DISTINCT item FROM events"))

    def met(self) -> set[str]:
        """Every item with a memory, suspended ones too."""
        return {item for (item,) in self.database.read("SELECT item FROM states WHERE body <> ''")}

    def last_digests(self, items: Iterable[str]) -> dict[str, str]:
        """The content hash that each of the items had when it was last reviewed; those never are left out."""
        rows = self.database.read(
            "SELECT item, digest, max(ulid) FROM standing WHERE kind = 'review' "
            "AND item IN (SELECT value FROM json_each(?)) GROUP BY item",
            json.dumps(list(items)),
        )
        return {item: digest for item, digest, _ in rows}

    def last_day(self) -> int | None:
        """The latest study day on record."""
        day: int | None = self.database.read("SELECT max(day) FROM events")[0][0]
        return day

    def counts(self, day: int) -> Counts:
        """How many items were met and how many reviewed on a study day."""
        rows = self.database.read(
            """
            SELECT EXISTS (SELECT 1 FROM standing AS before
                           WHERE before.item = today.item AND kind = 'review' AND day < ?1), count(*)
            FROM (SELECT DISTINCT item FROM standing WHERE day = ?1 AND kind = 'review') AS today
            GROUP BY 1
            """,
            day,
        )
        tally = dict(rows)
        return Counts(new=tally.get(0, 0), reviews=tally.get(1, 0))

    def states(self, items: Iterable[str] | None = None) -> dict[str, State]:
        """The states of the items named, or of all; an item that has none is left out."""
        if items is None:
            rows = self.database.read(f"SELECT {STATE} FROM states")
        else:
            query = f"SELECT {STATE} FROM states WHERE item IN (SELECT value FROM json_each(?))"
            rows = self.database.read(query, json.dumps(list(items)))
        return {row[0]: _state(row) for row in rows}

    def due(
        self,
        day: int,
        *,
        topics: Collection[str] | None = None,
        limit: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> tuple[State, ...]:
        """The states due by a study day, longest due first, without suspended and buried ones.

        `wanted` says of an id whether it can be asked at all (it may have left the bank), before
        `limit` counts. With a limit the cost is the limit's, not the backlog's.
        """
        query = (
            f"SELECT {STATE} FROM states WHERE due <= ?1 AND suspended = 0 "
            "AND (buried_until IS NULL OR buried_until <= ?1) "
            "AND (?2 IS NULL OR topic IN (SELECT value FROM json_each(?2))) ORDER BY due, topic, item"
        )
        among = None if topics is None else json.dumps(list(topics))
        with self.database.rows(query, day, among) as rows:
            found = (_state(row) for row in rows if wanted is None or wanted(row[0]))
            return tuple(islice(found, limit))

    def load(self, first: int, last: int) -> dict[int, int]:
        """How many items are due on each of the study days, without suspended ones."""
        return dict(
            self.database.read(
                "SELECT due, count(*) FROM states WHERE due BETWEEN ? AND ? AND suspended = 0 GROUP BY due",
                first,
                last,
            )
        )

    def flagged(self) -> tuple[State, ...]:
        """The states of flagged items."""
        return tuple(_state(row) for row in self.database.read(f"SELECT {STATE} FROM states WHERE flagged"))

    def suspended(self) -> tuple[State, ...]:
        """The states of suspended items."""
        return tuple(_state(row) for row in self.database.read(f"SELECT {STATE} FROM states WHERE suspended"))

    def rebuild(self, states: Iterable[State]) -> None:
        """Replace all states in one transaction; `states` may read this log while it is taken."""
        with self.database.write() as connection:
            connection.execute("DELETE FROM states")
            for state in states:
                _put(connection, state)

    def _events(self, query: str, *values: Any) -> tuple[Event, ...]:
        return tuple(_event(row) for row in self.database.read(query, *values))


def _insert(connection: Connection, event: Event) -> None:
    marks = ", ".join("?" * len(FIELDS))
    connection.execute(
        f"INSERT INTO events ({EVENT}) VALUES ({marks}) ON CONFLICT (ulid) DO NOTHING",
        (
            event.ulid,
            event.at,
            event.offset,
            event.day,
            event.kind,
            event.item,
            event.topic,
            event.digest,
            event.grade,
            None if event.answer is None else json.dumps(event.answer, separators=(",", ":")),
            event.millis,
            event.device,
            event.target,
        ),
    )


def _put(connection: Connection, state: State) -> None:
    connection.execute(
        f"INSERT OR REPLACE INTO states ({STATE}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            state.item,
            state.topic,
            state.due,
            state.body,
            state.suspended,
            state.flagged,
            state.buried_until,
        ),
    )


def _event(row: tuple[Any, ...]) -> Event:
    fields = dict(zip(FIELDS, row, strict=True))
    if fields["answer"] is not None:
        fields["answer"] = json.loads(fields["answer"])
    return Event(**fields)


def _state(row: tuple[Any, ...]) -> State:
    item, topic, due, body, suspended, flagged, buried_until = row
    return State(
        item=item,
        topic=topic,
        due=due,
        body=body,
        suspended=bool(suspended),
        flagged=bool(flagged),
        buried_until=buried_until,
    )
