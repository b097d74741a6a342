"""The rows that leave the file and come in from elsewhere: their fields, and what must hold of them.

One description serves `merge` and the JSON lines of `export` and `import`. Rows from elsewhere are
not trusted: each is checked before it is stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from sqlite3 import Connection
from typing import Any, NamedTuple

from dlprep.progress.database import Database
from dlprep.progress.ulid import ALPHABET, LENGTH

LAST_DAY = 3_000_000
"""The latest study day believed: year 8214."""
LAST_MS = 1 << 47
"""The latest moment believed: year 6429."""


class BadRecord(ValueError):  # noqa: N818 - named for what it is
    """A row that cannot be stored; the message says which field and what was expected."""


class Table(NamedTuple):
    """A table whose rows travel: its fields with their kinds. A `?` marks one that may be absent."""

    name: str
    fields: Mapping[str, str]

    @property
    def replaced(self) -> bool:
        """Whether there is one row an item, the newest; otherwise rows have a ulid and never change."""
        return "ulid" not in self.fields


TABLES: Mapping[str, Table] = {
    "event": Table(
        "events",
        {
            "ulid": "ulid",
            "at": "ms",
            "offset": "offset",
            "day": "day",
            "kind": "text",
            "item": "text",
            "topic": "text",
            "digest": "text",
            "grade": "grade?",
            "answer": "json?",
            "millis": "count?",
            "device": "text",
            "target": "ulid?",
        },
    ),
    "attempt": Table(
        "attempts",
        {
            "ulid": "ulid",
            "at": "ms",
            "item": "text",
            "digest": "text",
            "source": "text",
            "verdict": "json",
            "device": "text",
        },
    ),
    "plan": Table("plans", {"ulid": "ulid", "at": "ms", "body": "text"}),
    "parameters": Table("parameters", {"ulid": "ulid", "at": "ms", "body": "weights"}),
    "draft": Table("drafts", {"item": "text", "text": "text", "at": "ms"}),
    "note": Table("notes", {"item": "text", "text": "text", "at": "ms"}),
    "place": Table("places", {"item": "text", "text": "text", "at": "ms"}),
}
"""What a line of an export may be, by its `type`."""

RANGES = {
    "ms": (0, LAST_MS),
    "offset": (-1440, 1440),
    "day": (1, LAST_DAY),
    "grade": (1, 4),
    "count": (0, 1 << 62),
}


def all_of(database: Database) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row as (type, fields as they are stored), in a settled order; absent fields are None."""
    for kind, table in TABLES.items():
        order = "item" if table.replaced else "ulid"
        names = ", ".join(table.fields)
        with database.rows(f"SELECT {names} FROM {table.name} ORDER BY {order}") as rows:
            for row in rows:
                yield kind, dict(zip(table.fields, row, strict=True))


def add(connection: Connection, kind: str, row: Mapping[str, Any]) -> bool:
    """Store a checked row; False when the file has it, or a newer one, already."""
    table = TABLES[kind]
    names, marks = ", ".join(table.fields), ", ".join("?" * len(table.fields))
    # Of two texts of the same moment the greater one stays, so that the order of merges does not matter.
    there = (
        "(item) DO UPDATE SET text = excluded.text, at = excluded.at "
        f"WHERE (excluded.at, excluded.text) > ({table.name}.at, {table.name}.text)"
        if table.replaced
        else "(ulid) DO NOTHING"
    )
    done = connection.execute(
        f"INSERT INTO {table.name} ({names}) VALUES ({marks}) ON CONFLICT {there}",
        tuple(row[name] for name in table.fields),
    )
    return done.rowcount > 0


def checked(kind: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row itself, as it is to be stored. Raises BadRecord."""
    for name, wanted in TABLES[kind].fields.items():
        value = row.get(name)
        if value is None and wanted.endswith("?"):
            continue
        if fault := _fault(value, wanted.rstrip("?")):
            raise BadRecord(f"{name} is {str(value)[:40]!r}, expected {fault}")
    if kind == "event":
        _check_event(row)
    return row


def _check_event(row: Mapping[str, Any]) -> None:
    for kind, field in (("review", "grade"), ("undo", "target")):
        if (row["kind"] == kind) != (row.get(field) is not None):
            raise BadRecord(f"{field} belongs to a {kind}, and to nothing else")


def _fault(value: Any, wanted: str) -> str | None:
    """What was expected, if the value is something else."""
    if wanted in RANGES:
        low, high = RANGES[wanted]
        return None if type(value) is int and low <= value <= high else f"a number from {low} to {high}"
    if not isinstance(value, str) or not _storable(value):
        return "text"
    if wanted == "ulid":
        good = len(value) == LENGTH and value[0] <= "7" and not set(value) - set(ALPHABET)
        return None if good else "a ULID"
    if wanted == "weights":
        return None if _weights(value) else "fitted parameters"
    return None if wanted == "text" or _parses(value) else "JSON"


def _storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _weights(text: str) -> bool:
    from dlprep.progress.parameters import read

    try:
        read(text)
    except (ValueError, TypeError, LookupError, RecursionError):
        return False
    return True
