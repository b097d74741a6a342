"""Notes out of an Anki package (.apkg, .colpkg): anki21b, anki21 or anki2.

A package is not trusted. Nothing is unpacked but the collection, into a file of our own choosing, up to
a limit; SQLite reads it without functions, triggers or views of its own, up to a limit of time.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NamedTuple

LARGEST = 512 << 20
"""Bytes of a collection."""
MOST, LONGEST = 200_000, 200_000
"""Notes, and characters of a note."""
SECONDS = 60.0
COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""Newest first: beside a newer one, the older only says that Anki should be upgraded."""
CLOZE_CONFIG = b"\x08\x01"
"""How a note type's settings begin that make it a cloze: protobuf's field 1, `kind`, is 1."""


class BadPackage(Exception):  # noqa: N818 - named for what it is
    """A file that cannot be imported; the message says why."""


class Note(NamedTuple):
    """A note: its id, fields in HTML (`html`) or Markdown, deck and tags."""

    guid: str
    fields: tuple[str, ...]
    deck: str
    tags: tuple[str, ...] = ()
    cloze: bool = False
    html: bool = True


class Notes(NamedTuple):
    """What was read, and how many pictures and sounds were not."""

    notes: list[Note]
    media: int = 0


def read(file: Path) -> Notes:
    """The notes of a package. Raises BadPackage."""
    try:
        with zipfile.ZipFile(file) as package, tempfile.NamedTemporaryFile(suffix=".db") as collection:
            names = set(package.namelist())
            found = next((name for name in COLLECTIONS if name in names), None)
            if found is None:
                raise BadPackage("there is no Anki collection in it")
            with package.open(found) as packed:
                _unpack(packed, collection, compressed=found.endswith("b"))
            notes = list(_notes(Path(collection.name)))
            return Notes(notes, sum(name.isdecimal() for name in names))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadPackage(f"it is no Anki package, or damaged ({error})") from error
    except (sqlite3.Error, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise BadPackage(f"its collection cannot be read ({error})") from error
    except OSError as error:
        raise BadPackage(f"it cannot be read ({error.strerror or error})") from error


def _unpack(packed: IO[bytes], target: Any, compressed: bool) -> None:
    source: Any = packed
    if compressed:
        try:
            zstandard = import_module("zstandard")
        except ImportError as error:
            raise BadPackage("packages of this Anki need an extra: pip install 'dlprep[anki]'") from error
        source = zstandard.ZstdDecompressor(max_window_size=128 << 20).stream_reader(packed)
    size = 0
    try:
        while block := source.read(1 << 20):
            size += len(block)
            if size > LARGEST:
                raise BadPackage(f"its collection is larger than {LARGEST >> 20} MB")
            target.write(block)
    except Exception as error:
        if compressed and type(error).__name__ == "ZstdError":
            raise BadPackage(f"its collection is damaged ({error})") from error
        raise
    target.flush()


def _notes(collection: Path) -> Iterator[Note]:
    uri = f"{collection.as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        deadline = time.monotonic() + SECONDS
        connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 << 20)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
        tables = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        if not {"notes", "cards", "col"} <= tables:
            raise BadPackage("its collection has no notes")
        decks, clozes = _newer(connection) if "notetypes" in tables else _older(connection)
        rows = connection.execute(
            "SELECT guid, mid, flds, tags, (SELECT did FROM cards WHERE nid = notes.id ORDER BY ord) "
            "FROM notes ORDER BY id LIMIT ?",
            (MOST + 1,),
        )
        for number, (guid, kind, fields, tags, deck) in enumerate(rows):
            if number == MOST or len(fields) > LONGEST:
                raise BadPackage(f"more than {MOST} notes, or one of more than {LONGEST} characters")
            split = tuple(fields.split("\x1f"))
            yield Note(str(guid), split, decks.get(deck, "Anki"), tuple(tags.split()), kind in clozes)


def _newer(connection: sqlite3.Connection) -> tuple[dict[int, str], set[int]]:
    decks = {id: name.replace("\x1f", "::") for id, name in connection.execute("SELECT id, name FROM decks")}
    kinds = connection.execute("SELECT id, config FROM notetypes")
    return decks, {id for id, config in kinds if bytes(config).startswith(CLOZE_CONFIG)}


def _older(connection: sqlite3.Connection) -> tuple[dict[int, str], set[int]]:
    models, decks = connection.execute("SELECT models, decks FROM col").fetchone()
    named = {int(id): str(deck["name"]) for id, deck in json.loads(decks).items()}
    return named, {int(id) for id, model in json.loads(models).items() if model["type"] == 1}
