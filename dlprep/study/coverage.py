"""Does the bank keep its promises? What each topic must cover, and the items that do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dlprep.bank.library import Bank


class Promise(NamedTuple):
    """One thing that a topic must cover: a checklist number, a subtopic or a trap; and its items."""

    topic: str
    kind: str
    name: str
    items: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """Whether any item covers it."""
        return bool(self.items)


def promises(bank: Bank) -> Iterator[Promise]:
    """Every promise of every topic, with the items of the whole bank that keep it."""
    covering = _covering(bank)
    for slug in bank.topics():
        topic = bank.topic(slug)
        for code in topic.covers:
            yield Promise(slug, "checklist", code, covering.get(code, ()))
        for point in topic.points:
            yield Promise(slug, "trap" if point.trap else "subtopic", point.name, point.items)


def without_promise(bank: Bank) -> list[str]:
    """The topics that do not say yet what they must cover."""
    return [slug for slug in bank.topics() if not bank.topic(slug).covers]


def told(bank: Bank) -> Iterator[str]:
    """The promises as lines, topic by topic; what is uncovered begins with a cross."""
    for promise in promises(bank):
        sign = "✓" if promise.kept else "✗"
        items = ", ".join(promise.items) or "uncovered"
        yield f"{sign} {promise.topic:<14} {promise.kind:<9} {promise.name}: {items}"
    for slug in without_promise(bank):
        yield f"· {slug:<14} says nothing yet of what it must cover"


def _covering(bank: Bank) -> Mapping[str, tuple[str, ...]]:
    """Checklist numbers to the ids of the items that name them."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    index = bank.index()
    for name in index:
        entry = index.get(name)
        for code in entry.covers if entry else ():
            found[code].append(name)
    return {code: tuple(names) for code, names in found.items()}
