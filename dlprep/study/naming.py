"""What the names after `dlprep quiz` stand for: topics, packs, items, or a misconception's items."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from dlprep.bank.library import Bank


class UnknownTopic(Exception):  # noqa: N818 - named for what happened
    """A topic that the bank does not have; the message suggests the nearest and lists them all.

    `others` are ids that could have been meant too.
    """

    def __init__(self, asked: str, known: Collection[str], others: Collection[str] = ()) -> None:
        import difflib  # only needed here

        near = difflib.get_close_matches(asked.lower(), [*known, *others], n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        what = "topic or item" if others else "topic"
        super().__init__(f"There is no {what} {asked!r}.{hint} Topics: {', '.join(known)}.")


class Named(NamedTuple):
    """Topics, or items, by their full names."""

    topics: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


class Mixed(Exception):  # noqa: N818 - named for what happened
    """Topics and items were named together; the message says what to do."""


def topics(bank: Bank, name: str) -> tuple[str, ...]:
    """The topics that a name stands for. Raises UnknownTopic."""
    if named := bank.named(name):
        return named
    raise UnknownTopic(name, bank.topics())


def named(bank: Bank, names: Sequence[str]) -> Named:
    """Look the names up; where all are topics, no index is read. Raises UnknownTopic, Mixed, BankError."""
    topics: list[str] = []
    items: list[str] = []
    for name in names:
        if found := bank.named(name):
            topics += found
        else:
            items += _items(bank, name)
    if topics and items:
        raise Mixed("Name topics or items, not both: a sitting is over topics, or of just these items.")
    return Named(tuple(dict.fromkeys(topics)), tuple(dict.fromkeys(items)))


def _items(bank: Bank, name: str) -> list[str]:
    index = bank.index()
    if (item := index.resolve(name)) in index:
        return [item]
    beliefs = bank.misconceptions()
    if name in beliefs:
        return list(_showing(bank, name, beliefs[name].teaches))
    raise UnknownTopic(name, bank.topics(), [*index, *beliefs])


def _showing(bank: Bank, belief: str, teaches: str) -> Iterator[str]:
    """The item that teaches what is right, then all in whose wrong answers the belief shows."""
    yield teaches
    for topic in bank.topics():
        yield from (item.id for item in bank.items(topic) if _mentions(item, belief))


def _mentions(value: Any, belief: str) -> bool:
    if isinstance(value, tuple):
        return any(_mentions(one, belief) for one in value)
    if not is_dataclass(value):
        return False
    if getattr(value, "misconception", None) == belief:
        return True
    return any(_mentions(getattr(value, field.name), belief) for field in fields(value))
