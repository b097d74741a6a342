"""Cards as a table (CSV): front, back, topic, tags, id, in Markdown; a cloze has no back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from dlprep.anki.reading import LONGEST, MOST, BadPackage, Note, Notes
from dlprep.anki.sides import sides
from dlprep.bank.items import Item

COLUMNS = ("front", "back", "topic", "tags", "id")


def write(items: Iterable[Item], put: Callable[[str], object]) -> int:
    """Write each card that has two sides; how many there were."""
    writer = csv.writer(_Sink(put), lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for item in items:
        if two := sides(item):
            writer.writerow((two.front, two.back, item.topic, " ".join(item.tags), item.id))
            count += 1
    return count


def read(file: Path) -> Notes:
    """The notes of a table; only `front` must be there. Raises BadPackage with the line."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            return Notes(list(_notes(csv.DictReader(text))))
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadPackage(f"it is no table in UTF-8 ({error})") from error
    except OSError as error:
        raise BadPackage(f"it cannot be read ({error.strerror or error})") from error


def _notes(rows: csv.DictReader[str]) -> Iterator[Note]:
    if "front" not in (rows.fieldnames or ()):
        raise BadPackage(f"line 1: expected the columns {', '.join(COLUMNS)}")
    for number, row in enumerate(rows, 1):
        if None in row or sum(len(cell or "") for cell in row.values()) > LONGEST or number > MOST:
            raise BadPackage(f"line {rows.line_num}: more cells than columns, or too large")
        front, back, topic, tags, id = (row.get(name) or "" for name in COLUMNS)
        guid = id or sha256(f"{topic}\0{front}".encode()).hexdigest()
        yield Note(guid, (front, back), topic or "cards", tuple(tags.split()), not back, html=False)


class _Sink:
    """What `csv` writes to."""

    def __init__(self, put: Callable[[str], Any]) -> None:
        self.write = put
