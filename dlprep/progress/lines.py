"""Progress as JSON lines: a file that any program reads, and that comes back exactly.

The first line is `{"type": "dlprep", "format": 1}`. Each other line is one row, its fields those of
`records.TABLES`: `answer` and `verdict` are JSON values, fields that are absent are left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from dlprep.progress import records
from dlprep.progress.database import Database

FORMAT = 1
LONGEST = 16 << 20
"""Characters that a line may have: a solution with its verdict stays far below."""


class BadLine(Exception):  # noqa: N818 - named for what it is
    """A line that is no row; the message begins with its number."""


def written(database: Database) -> Iterator[str]:
    """Every row as a line, without the newline."""
    yield _dump({"type": "dlprep", "format": FORMAT})
    for kind, row in records.all_of(database):
        fields = {name: _value(kind, name, value) for name, value in row.items() if value is not None}
        yield _dump({"type": kind, **fields})


def read(database: Database, lines: Iterable[str]) -> Counter[str]:
    """Add what the lines hold and the file has not, in one transaction; how many rows of each type.

    The states are not touched: rebuild them within the same transaction. Raises BadLine at the first
    line that does not fit, and what writing raises; then nothing was added.
    """
    added: Counter[str] = Counter()
    with database.write() as connection:
        number = 0
        for number, line in enumerate(lines, 1):
            try:
                row = _parsed(line)
                kind = row.pop("type")
                if number == 1:
                    _check_heading(kind, row)
                elif line.strip():
                    added[kind] += records.add(connection, kind, records.checked(kind, _stored(kind, row)))
            except ValueError as error:
                raise BadLine(f"line {number}: {error}") from error
        if not number:
            raise BadLine("line 1: there is none; an export begins with a heading")
    return +added


def _parsed(line: str) -> dict[str, Any]:
    if len(line) > LONGEST:
        raise ValueError(f"{len(line)} characters, expected at most {LONGEST}")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON ({error})") from error
    if not isinstance(row, dict) or not isinstance(row.get("type"), str):
        raise ValueError("expected an object with a type")
    return row


def _check_heading(kind: str, row: dict[str, Any]) -> None:
    if kind != "dlprep" or not isinstance(row.get("format"), int):
        raise ValueError('expected {"type": "dlprep", "format": 1}, as `dlprep export` writes it')
    if row["format"] > FORMAT:
        raise ValueError(f"format {row['format']} is of a newer dlprep; this one reads up to {FORMAT}")


def _stored(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    if kind not in records.TABLES:
        raise ValueError(f"unknown type {kind[:40]!r}, expected {', '.join(records.TABLES)}")
    fields = records.TABLES[kind].fields
    if unknown := row.keys() - fields.keys():
        raise ValueError(f"unknown field {sorted(unknown)[0][:40]!r}")
    jsons = {name for name, wanted in fields.items() if wanted.startswith("json") and name in row}
    return dict.fromkeys(fields) | row | {name: _dump(row[name]) for name in jsons}


def _value(kind: str, name: str, value: Any) -> Any:
    return json.loads(value) if records.TABLES[kind].fields[name].startswith("json") else value


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
