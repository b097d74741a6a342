"""The bank as a list: for people, and as JSON for programs."""

from __future__ import annotations

import json
from collections import Counter

from dlprep.bank.library import Bank, Entry


def as_json(bank: Bank, topic: str | None) -> str:
    """Items with `id, kind, topic, level, title, covers`, and `entry` for challenges."""
    return json.dumps([_fields(entry) for entry in _entries(bank, topic)], indent=1, ensure_ascii=False)


def as_text(bank: Bank, topic: str | None) -> str:
    """One line an item of a topic, or one a topic with its counts."""
    if topic is not None:
        return "\n".join(f"{e.id:<44} {e.kind:<10} {e.level}  {e.title}" for e in _entries(bank, topic))
    count = Counter((e.topic, e.kind == "challenge") for e in bank.index().values())
    return "\n".join(
        f"{slug:<16} {bank.topic(slug).title:<36} {count[slug, False]:>4} cards {count[slug, True]:>3} challenges"
        for slug in bank.topics()
    )


def _entries(bank: Bank, topic: str | None) -> list[Entry]:
    return [entry for entry in bank.index().values() if topic in (None, entry.topic)]


def _fields(entry: Entry) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": entry.id, "kind": entry.kind, "topic": entry.topic, "level": entry.level,
        "title": entry.title, "covers": list(entry.covers),
    }
    return fields | ({"entry": entry.entry} if entry.entry else {})
