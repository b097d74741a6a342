"""An Anki package of the bank's cards, by the optional `genanki`.

Ids of notes, note types and decks follow from ours and never change: an import into Anki updates the
cards that are there and keeps their history.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from dlprep.anki.html import cloze, html
from dlprep.anki.sides import sides
from dlprep.bank.items import Cloze, Item

FRONT_BACK, CLOZE = 1_710_384_201, 1_710_384_202
"""The ids of our note types in Anki; the fields of a type are never changed."""
FIELDS = ("Front", "Back", "Why", "Sources", "Id")
REST = "{{Why}}<div class=sources>{{Sources}}</div>"
CSS = """.card {font-family: sans-serif; font-size: 18px; text-align: left; max-width: 45em; margin: auto}
pre, code {font-family: monospace} pre {background: #8882; padding: .5em; overflow-x: auto}
.sources {font-size: 12px; opacity: .6; margin-top: 1em} .cloze {font-weight: bold; color: #0a7ea4}"""


class NoGenanki(Exception):  # noqa: N818 - named for what happened
    """The extra is not installed; the message names the command."""


class Packed(NamedTuple):
    """How many cards are in the package, and how many were left out."""

    cards: int
    left_out: int


def pack(topics: Iterable[tuple[str, str, Iterable[Item]]], file: Path) -> Packed:
    """Write a package: a deck for each (slug, title, items). Raises NoGenanki and OSError."""
    genanki = _genanki()
    types = _types(genanki)
    decks, left_out = [], 0
    for slug, title, items in topics:
        deck = genanki.Deck(_number(slug), f"dlprep::{title}")
        for item in items:
            note = _note(genanki, types, item)
            left_out += note is None
            if note:
                deck.add_note(note)
        decks.append(deck)
    _write(genanki.Package(decks), file)
    return Packed(sum(len(deck.notes) for deck in decks), left_out)


def _note(genanki: Any, types: dict[int, Any], item: Item) -> Any:
    two = sides(item)
    if two is None:
        return None
    blanks = isinstance(item, Cloze)
    front = cloze(two.front) if blanks else html(two.front)
    rest = [html(item.why or ""), html(" · ".join(item.refs)), item.id]
    tags = [f"dlprep::{item.topic}", f"level::{item.level}", *item.tags]
    return genanki.Note(
        model=types[CLOZE if blanks else FRONT_BACK],
        fields=[front, html(two.back), *rest],
        tags=tags,
        guid=genanki.guid_for("dlprep", item.id),
    )


def _types(genanki: Any) -> dict[int, Any]:
    fields = [{"name": name} for name in FIELDS]
    plain = {"name": "Card", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}" + REST}
    blanks = {"name": "Cloze", "qfmt": "{{cloze:Front}}", "afmt": "{{cloze:Front}}<hr>{{Back}}" + REST}
    return {
        FRONT_BACK: genanki.Model(FRONT_BACK, "dlprep", fields=fields, templates=[plain], css=CSS),
        CLOZE: genanki.Model(
            CLOZE, "dlprep cloze", fields=fields, templates=[blanks], css=CSS, model_type=genanki.Model.CLOZE
        ),
    }


def _number(slug: str) -> int:
    """A deck's id: the same for a topic everywhere, between 2^30 and 2^31 as genanki asks."""
    return 1 << 30 | int.from_bytes(sha256(f"dlprep {slug}".encode()).digest()[:4], "big") >> 2


def _write(package: Any, file: Path) -> None:
    """Whole or not at all."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    os.close(handle)
    try:
        package.write_to_file(name)
        os.replace(name, file)
    finally:
        Path(name).unlink(missing_ok=True)


def _genanki() -> Any:
    try:
        return import_module("genanki")
    except ImportError as error:
        raise NoGenanki("Anki packages need an extra: pip install 'dlprep[anki]'.") from error
