"""What a sitting may ask: the items that were asked for, as the queue's candidates."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from dlprep.bank.items import Item
from dlprep.bank.library import Bank
from dlprep.progress.events import Event, State
from dlprep.progress.log import Log
from dlprep.schedule.queue import Candidate, Limits, Queue, build
from dlprep.study.standing import memory_of


class UnknownTopic(Exception):  # noqa: N818 - named for what happened
    """A topic that the bank does not have; the message suggests the nearest and lists them all."""

    def __init__(self, asked: str, known: Collection[str]) -> None:
        near = difflib.get_close_matches(asked.lower(), known, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        super().__init__(f"There is no topic {asked!r}.{hint} Topics: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the candidate asked for: no topic means what is due over all.

    `limit` counts items of this sitting, `new` the new ones among them. `cram` asks the
    items whatever is due and leaves the schedule alone.
    """

    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    limit: int | None = None
    new: int | None = None
    cram: bool = False

    def accepts(self, kind: str, level: int) -> bool:
        """Whether an item of this kind and level was asked for."""
        return (not self.kinds or kind in self.kinds) and (not self.levels or level in self.levels)


def open_queue(bank: Bank, log: Log, wanted: Wanted, day: int, limits: Limits) -> Queue:
    """The queue of a sitting on study day `day`. Raises UnknownTopic and BankError."""
    known = bank.topics()
    for topic in wanted.topics:
        if topic not in known:
            raise UnknownTopic(topic, known)
    queue = _crammed(bank, wanted, day) if wanted.cram else _due_and_new(bank, log, wanted, day, limits)
    return Queue(queue.waiting[: wanted.limit])


def _due_and_new(bank: Bank, log: Log, wanted: Wanted, day: int, limits: Limits) -> Queue:
    today = log.events_on(day)
    counts = log.counts(day)
    left = limits.left(counts.new, counts.reviews)
    if wanted.new is not None:
        left = Limits(new=wanted.new, reviews=left.reviews)
    pool = _asked(bank, wanted) if wanted.topics else _anywhere(bank, log, wanted, day, left)
    states = log.states(pool)
    hidden = {i for i, s in states.items() if s.suspended or (s.buried_until or 0) > day}
    candidates = [
        _candidate(item, states.get(id_), day, _answers_since(id_, today))
        for id_, item in pool.items()
        if id_ not in hidden
    ]
    taken = {pool[e.item].group or "" for e in today if e.kind == "review" and e.item in pool} - {""}
    return build(
        (c for c in candidates if c.due is None or c.due <= day or c.since is not None),
        day=day,
        seed=log.device,
        limits=left,
        taken=taken,
    )


def _asked(bank: Bank, wanted: Wanted) -> dict[str, Item]:
    return {
        item.id: item
        for topic in dict.fromkeys(wanted.topics)
        for item in bank.items(topic)
        if wanted.accepts(item.kind, item.level)
    }


def _anywhere(bank: Bank, log: Log, wanted: Wanted, day: int, left: Limits) -> dict[str, Item]:
    """What is due over all; then, in the order of the syllabus, as many new items as the day still has."""
    index = bank.index()
    fits = {i for i, entry in index.items() if wanted.accepts(entry.kind, entry.level)}
    chosen = [state.item for state in log.due(day, wanted=fits.__contains__)]
    if left.new:
        known = log.states(fits)
        fresh = (i for i in index if i in fits and not (i in known and known[i].body))
        chosen += _first(fresh, left.new * 2)  # spare ones, since siblings are kept apart
    items = (bank.item(i) for i in dict.fromkeys(chosen))
    return {item.id: item for item in items if item}


def _first(ids: Iterable[str], count: int) -> list[str]:
    return [i for i, _ in zip(ids, range(count), strict=False)]


def _crammed(bank: Bank, wanted: Wanted, day: int) -> Queue:
    topics = wanted.topics or bank.topics()
    pool = _asked(bank, Wanted(topics, wanted.kinds, wanted.levels))
    every = [Candidate(id=i, topic=item.topic, level=item.level, due=day) for i, item in pool.items()]
    return build(every, day=day, seed="cram", limits=Limits(new=len(every), reviews=len(every)))


def _candidate(item: Item, state: State | None, day: int, since: int | None) -> Candidate:
    memory = memory_of(state)
    again = memory is not None and memory.relearning(day)
    return Candidate(
        id=item.id,
        topic=item.topic,
        level=item.level,
        group=item.group,
        needs=item.needs,
        due=memory.due if memory else None,
        since=(since or 0) if again else None,
    )


def _answers_since(item: str, today: tuple[Event, ...]) -> int | None:
    """How many other answers were given after this item's last one today."""
    answers = [e.item for e in today if e.kind == "review"]
    return answers[::-1].index(item) if item in answers else None


def standings(queue: Queue, states: Mapping[str, State], day: int) -> dict[str, int]:
    """How many of the waiting items are new, learning and due for review."""
    count = {"new": 0, "learning": 0, "review": 0}
    for item in queue.waiting:
        count[standing(states.get(item), day)] += 1
    return count


def standing(state: State | None, day: int) -> str:
    """`new`, `learning` (missed today, not yet right) or `review`."""
    memory = memory_of(state)
    if memory is None:
        return "new"
    return "learning" if memory.relearning(day) else "review"
