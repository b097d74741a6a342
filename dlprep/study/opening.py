"""What a sitting may ask: the items that were asked for, as the queue's candidates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import NamedTuple

from dlprep.bank.index import Entry
from dlprep.bank.items import Item
from dlprep.bank.library import Bank
from dlprep.progress.events import Event, State
from dlprep.progress.log import Log
from dlprep.schedule.queue import Candidate, Limits, Queue, build, planned
from dlprep.study.interviews import Plan, plan_of
from dlprep.study.naming import topics
from dlprep.study.standing import memory_of

SPARE = 2
"""Candidates read for each place in the queue: some are siblings of others and stay away."""


class Wanted(NamedTuple):
    """What the candidate asked for: no topic means what is due over all; a pack's name, all its topics.

    `limit` counts items of this sitting, `new` the new ones among them. `cram` asks the
    items whatever is due and leaves the schedule alone. `items` are asked whatever is due, and recorded.
    """

    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    limit: int | None = None
    new: int | None = None
    cram: bool = False
    items: tuple[str, ...] = ()

    def accepts(self, kind: str, level: int) -> bool:
        """Whether an item of this kind and level was asked for."""
        return (not self.kinds or kind in self.kinds) and (not self.levels or level in self.levels)


class Waiting(NamedTuple):
    """The queue of a day, what was chosen from, in short, and the minutes that a plan gives each."""

    queue: Queue
    pool: Mapping[str, Entry]
    planned: Mapping[str, float] = {}

    def minutes(self, items: Iterable[str]) -> float:
        """What items of the pool are expected to take."""
        from dlprep.study.planning import assumed

        return sum(self.planned.get(i) or assumed(self.pool[i]) for i in items if i in self.pool)


class Opening(NamedTuple):
    """What a sitting begins with: the queue, and the items that it may meet."""

    queue: Queue
    items: Mapping[str, Item]


def open_sitting(bank: Bank, log: Log, wanted: Wanted, day: int, limits: Limits) -> Opening:
    """What is asked on study day `day`. Raises UnknownTopic and BankError."""
    found = chosen(bank, log, wanted, day, limits)
    met = () if wanted.items else (event.item for event in log.events_on(day))
    return Opening(found.queue, _whole(bank, found.pool, [*found.queue.waiting, *met]))


def chosen(bank: Bank, log: Log, wanted: Wanted, day: int, limits: Limits) -> Waiting:
    """What a sitting opened now would ask. Raises UnknownTopic and BankError."""
    if wanted.items:
        index = bank.index()
        entries = {id: index[id] for id in map(index.resolve, wanted.items) if id in index}
        named = {id: entry for id, entry in entries.items() if wanted.accepts(entry.kind, entry.level)}
        return Waiting(Queue(waiting=tuple(named)[: wanted.limit]), named)
    wanted = wanted._replace(topics=tuple(slug for name in wanted.topics for slug in topics(bank, name)))
    found = _crammed(bank, wanted, day) if wanted.cram else waiting(bank, log, wanted, day, limits)
    return found._replace(queue=Queue(waiting=found.queue.waiting[: wanted.limit]))


def fits(bank: Bank, wanted: Wanted) -> bool:
    """Whether there is any item that was asked for, due or not."""
    slugs = {slug for name in wanted.topics for slug in topics(bank, name)}
    return any(
        wanted.accepts(entry.kind, entry.level)
        and (not slugs or entry.topic in slugs)
        and (not wanted.items or entry.id in wanted.items)
        for entry in bank.index().values()
    )


def waiting(bank: Bank, log: Log, wanted: Wanted, day: int, limits: Limits) -> Waiting:
    """What is due and new, or what the plan for an interview says; over all topics, from the index."""
    today = log.events_on(day)
    plan = plan_of(log)
    if plan.ahead(day) and wanted == Wanted(limit=wanted.limit):
        return _planned(bank, log, plan, day, today)
    counts = log.counts(day)
    left = limits.left(counts.new, counts.reviews)
    if wanted.new is not None:
        left = Limits(new=wanted.new, reviews=left.reviews)
    pool = _asked(bank, wanted) if wanted.topics else _anywhere(bank, log, wanted, day, left, today)
    states = log.states(pool)
    hidden = {i for i, s in states.items() if s.suspended or (s.buried_until or 0) > day}
    candidates = [
        _candidate(item, states.get(id_), day, _answers_since(id_, today))
        for id_, item in pool.items()
        if id_ not in hidden
    ]
    taken = {pool[e.item].group or "" for e in today if e.kind == "review" and e.item in pool} - {""}
    ready = (c for c in candidates if c.due is None or c.due <= day or c.since is not None)
    return Waiting(build(ready, day=day, seed=log.device, limits=left, taken=taken), pool)


def _planned(bank: Bank, log: Log, plan: Plan, day: int, today: tuple[Event, ...]) -> Waiting:
    """What adds most on the day of the interview, after what was missed today."""
    from dlprep.study import planning  # most sittings have no plan: 2 ms

    index = bank.index()
    steps = planning.steps(plan, index, log, day, planning.spent_on(day, index, log))
    missed = {event.item for event in today if event.item in index}
    states = log.states(missed)
    pool = {id: index[id] for id in (*missed, *(step.id for step in steps))}
    asked = [i for i in missed if (state := states.get(i)) and not planning.hidden(state, day)]
    met = [_candidate(index[i], states.get(i), day, _answers_since(i, today)) for i in asked]
    queue = planned(
        [step.id for step in steps if not step.new],
        [step.id for step in steps if step.new],
        [candidate for candidate in met if candidate.since is not None],
    )
    return Waiting(queue, pool, {step.id: step.minutes for step in steps})


def _whole(bank: Bank, pool: Mapping[str, Entry], wanted: Iterable[str]) -> Mapping[str, Item]:
    """The items that a sitting may meet: those of the pool that are wanted; the others are not made."""
    chosen: defaultdict[str, list[str]] = defaultdict(list)
    for id in wanted:
        if id in pool:
            chosen[pool[id].topic].append(id)
    return {item.id: item for topic, ids in chosen.items() for item in bank.some(topic, ids)}


def _asked(bank: Bank, wanted: Wanted) -> dict[str, Entry]:
    outlines = [bank.outline(topic) for topic in dict.fromkeys(wanted.topics)] or [bank.index()]
    return {
        id: entry
        for outline in outlines
        for id, entry in outline.items()
        if wanted.accepts(entry.kind, entry.level)
    }


def _anywhere(
    bank: Bank, log: Log, wanted: Wanted, day: int, left: Limits, today: tuple[Event, ...]
) -> dict[str, Entry]:
    """What was missed today, what is due over all, then new items in the order of the syllabus."""
    index = bank.index()
    fits = index.where(wanted.accepts) if wanted.kinds or wanted.levels else index
    chosen = [event.item for event in today if event.item in fits]  # those missed are due tomorrow only
    chosen += [s.item for s in log.due(day, wanted=fits.__contains__, limit=left.reviews * SPARE)]
    if left.new:
        met = log.met()
        chosen += islice((i for i in fits if i not in met), left.new * SPARE)
    return {i: index[i] for i in chosen}


def _crammed(bank: Bank, wanted: Wanted, day: int) -> Waiting:
    pool = _asked(bank, wanted)
    every = [Candidate(id=i, topic=item.topic, level=item.level, due=day) for i, item in pool.items()]
    queue = build(every, day=day, seed="cram", limits=Limits(new=len(every), reviews=len(every)))
    return Waiting(queue, pool)


def _candidate(item: Entry, state: State | None, day: int, since: int | None) -> Candidate:
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
