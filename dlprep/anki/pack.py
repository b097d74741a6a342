"""Notes as a pack: a folder of the bank's YAML, one topic a deck, with ids that an import repeats."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from dlprep.anki.markdown import markdown
from dlprep.anki.reading import Note
from dlprep.answers.posing import pose
from dlprep.answers.question import BadCard
from dlprep.bank.items import Cloze

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class BadName(Exception):  # noqa: N818 - named for what it is
    """A pack cannot be made of this; the message says why."""


class Made(NamedTuple):
    """A pack that was written: where, how many cards, how many notes not; where the one before is kept."""

    folder: Path
    cards: int
    left_out: int
    aside: Path | None


def write(notes: Iterable[Note], packs: Path, name: str) -> Made:
    """Write the pack `name` under `packs`, whole or not at all. Raises BadName and OSError."""
    slug = slugged(name)
    if not slug:
        raise BadName(f"{name!r} is no name for a pack: use letters and digits (--name)")
    given = list(notes)
    topics = _topics(given)
    if not topics:
        raise BadName("there is no card in it")
    packs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=packs) as fresh:
        for topic, (title, cards) in topics.items():
            _write_topic(Path(fresh) / topic, title, cards)
        aside = _set_aside(packs / slug)
        shutil.move(fresh, packs / slug)
        os.mkdir(fresh)  # for the context to remove
    (packs / slug).chmod(0o755)
    count = sum(len(cards) for _, cards in topics.values())
    return Made(packs / slug, count, len(given) - count, aside)


def slugged(text: str) -> str:
    """The slug nearest to a text; empty where nothing of it is a letter or digit of ASCII."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:60].strip("-")


def _topics(notes: list[Note]) -> dict[str, tuple[str, dict[str, dict[str, Any]]]]:
    topics: dict[str, tuple[str, dict[str, dict[str, Any]]]] = {}
    seen: set[str] = set()
    for note in notes:
        card = _card(note)
        if card and card["id"] not in seen:
            seen.add(card["id"])
            title = " ".join(note.deck.split())[:200] or "Anki"
            slug = slugged(title) or "deck-" + sha256(title.encode()).hexdigest()[:8]
            topics.setdefault(slug, (title, {}))[1][card["id"]] = card
    return topics


def _card(note: Note) -> dict[str, Any] | None:
    front, back, *rest = (*_texts(note), "", "")
    if not front:
        return None
    card = {"id": _id(note), "kind": "recall", "level": 1, "refs": [f"Imported: {_label(note.deck)}"]}
    if tags := sorted({slug for tag in note.tags if (slug := slugged(tag))}):
        card["tags"] = tags
    blanks = note.cloze and _can_be_typed(front)
    why = [text for text in ([back, *rest] if note.cloze else rest) if text]
    if note.cloze and not blanks:
        front, back = _hidden(front)
        why = []
    if not blanks and not back:
        return None
    card |= {"kind": "cloze", "front": front} if blanks else {"front": front, "back": back}
    return card | ({"why": "\n\n".join(why)} if why else {})


def _texts(note: Note) -> list[str]:
    if not note.html:
        return [field.strip() for field in note.fields]
    return [markdown(field, blanks=note.cloze and not n) for n, field in enumerate(note.fields)]


def _can_be_typed(front: str) -> bool:
    try:
        pose(Cloze(id="card", level=1, refs=("-",), front=front), 0)
    except BadCard:
        return False
    return True


def _hidden(front: str) -> tuple[str, str]:
    """A cloze whose blanks cannot be typed: the text with gaps, and the whole of it."""
    blank = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
    return blank.sub(r"\\_\\_\\_\\_", front), blank.sub(r"\1", front) if blank.search(front) else ""


def _id(note: Note) -> str:
    """The note's own id where it is a slug, otherwise one that follows from it."""
    if SLUG.fullmatch(note.guid) and len(note.guid) <= 80:
        return note.guid
    return "card-" + sha256(note.guid.encode(errors="replace")).hexdigest()[:12]


def _label(deck: str) -> str:
    return " ".join(deck.split())[:200] or "cards"


def _write_topic(folder: Path, title: str, cards: dict[str, dict[str, Any]]) -> None:
    import yaml

    folder.mkdir()
    opening = {"title": title, "note": f"Cards imported from {title}."}
    for name, content in (("topic.yaml", opening), ("cards.yaml", list(cards.values()))):
        with (folder / name).open("w", encoding="utf-8") as file:
            file.write(f"# yaml-language-server: $schema=../schema/{name.replace('.yaml', '.json')}\n")
            yaml.dump(content, file, yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=100)


def _set_aside(folder: Path) -> Path | None:
    """A pack of that name may have been edited: it is never overwritten."""
    if not folder.exists():
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    return folder.rename(folder.with_name(f".{folder.name}.replaced-{stamp}"))
