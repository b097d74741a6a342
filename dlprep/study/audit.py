"""Whether the progress file is whole, its states follow from its log, and the bank still has its items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dlprep.bank.faults import BankError
from dlprep.bank.items import Item
from dlprep.bank.library import Bank
from dlprep.progress.log import Log
from dlprep.schedule.model import Model
from dlprep.study.standing import memory_of, replayed


class Audit(NamedTuple):
    """What was found: SQLite's verdict (`ok`), and items by id.

    `stale` have a state that is not what a replay gives; `orphans` are in the log and no longer in the
    bank, `changed` were edited since they were last answered.
    """

    integrity: str
    stale: tuple[str, ...]
    orphans: tuple[str, ...]
    changed: tuple[str, ...]


def audit(log: Log, bank: Bank, model: Model) -> Audit:
    """Look at everything; the whole log is replayed (about 0.1 ms an answer)."""
    items = log.items()
    orphans, changed = _against(bank, log, items)
    return Audit(
        integrity=integrity(log),
        stale=tuple(_stale(log, items, model)),
        orphans=orphans,
        changed=changed,
    )


def integrity(log: Log) -> str:
    """SQLite's verdict: `ok`, or the first thing that is wrong."""
    return str(log.database.read("PRAGMA integrity_check(1)")[0][0])


def _stale(log: Log, items: tuple[str, ...], model: Model) -> Iterator[str]:
    states = log.states()
    for item in items:
        events, state = log.events_of(item), states.get(item)
        if not events and (state is None or memory_of(state) is None):
            continue  # all of it was undone
        if state is None or replayed(item, state.topic, events, model) != state:
            yield item


def _against(bank: Bank, log: Log, items: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Orphans and changed items; none where the bank cannot be read, which `check` tells of."""
    try:
        known = bank.among(items)
        gone = orphans(bank, items)
    except BankError:
        return (), ()
    seen = log.last_digests(items)
    return gone, tuple(sorted(i for i, item in known.items() if changed(item, seen.get(i))))


def orphans(bank: Bank, items: Iterable[str]) -> tuple[str, ...]:
    """Those of the ids that are not in the bank; a pack that is there and left out still has its own."""
    index = bank.index()
    prefixes = tuple(f"{pack.name}:" for pack in bank.left_out)
    gone = (i for i in items if i not in index and index.resolve(i) not in index)
    return tuple(sorted(i for i in gone if not i.startswith(prefixes)))


def changed(item: Item, seen: str | None) -> bool:
    """Whether an item differs from the one whose digest was `seen`, if any was."""
    return bool(seen) and seen != item.digest
