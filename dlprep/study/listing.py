"""The bank as a list: for people, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import shorten

from dlprep.bank.index import Entry
from dlprep.bank.library import Bank
from dlprep.study.naming import topics

LEAST = 20
"""Characters that a title keeps in a narrow terminal."""


def as_json(bank: Bank, topic: str | None) -> str:
    """Items with `id, kind, topic, level, title, covers`, and `entry` for challenges. Raises UnknownTopic."""
    return json.dumps([_fields(entry) for entry in _entries(bank, topic)], indent=1, ensure_ascii=False)


def as_text(bank: Bank, topic: str | None, width: int) -> str:
    """One line an item of a topic (or of a pack), or one a topic with its counts. Raises UnknownTopic.

    Titles are shortened to what `width` leaves them.
    """
    if topic is None:
        return "\n".join(_counted(bank))
    from dlprep.text.markdown import plain  # titles hold mathematics

    entries = _entries(bank, topic)
    ids = max((len(entry.id) for entry in entries), default=0)

    def row(entry: Entry) -> str:
        about = f"{entry.id:<{ids}}  {entry.kind:<9}  {entry.level}  "
        return about + shorten(plain(entry.title, 500), max(LEAST, width - len(about)), placeholder=" …")

    return "\n".join(map(row, entries))


def _counted(bank: Bank) -> Iterator[str]:
    index = bank.index()
    for slug, (cards, challenges) in index.sizes.items():
        yield f"{slug:<16} {index.titles[slug]:<36} {cards:>4} cards {challenges:>3} challenges"


def _entries(bank: Bank, topic: str | None) -> list[Entry]:
    wanted = None if topic is None else topics(bank, topic)
    return [entry for entry in bank.index().values() if wanted is None or entry.topic in wanted]


def _fields(entry: Entry) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": entry.id,
        "kind": entry.kind,
        "topic": entry.topic,
        "level": entry.level,
        "title": entry.title,
        "covers": list(entry.covers),
    }
    return fields | ({"entry": entry.entry} if entry.entry else {})
