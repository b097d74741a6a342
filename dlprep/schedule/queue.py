"""What a sitting asks, in which order: a pure value that each answer turns into the next.

Undo needs nothing here: whoever holds the queue keeps the one before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from heapq import heapify, heappop, heappush, merge
from typing import NamedTuple

from dlprep.schedule.chance import fraction
from dlprep.schedule.memory import Grade
from dlprep.value import Value, value

GAP = 4
"""Other items between a wrong answer and being asked the same again."""


class Candidate(NamedTuple):
    """An item that could be asked today.

    `due` is its study day, None for a new item. `since` is for an item answered Again today and not
    right yet: how many other answers were given after that; None for all others.
    """

    id: str
    topic: str = ""
    level: int = 1
    group: str | None = None
    needs: tuple[str, ...] = ()
    due: int | None = None
    since: int | None = None


class Limits(NamedTuple):
    """How many new items and how many reviews a day may hold."""

    new: int = 20
    reviews: int = 200

    def left(self, new: int, reviews: int) -> Limits:
        """What remains of the day after so many of each."""
        return Limits(max(0, self.new - new), max(0, self.reviews - reviews))


DAILY = Limits()
"""A day's limits where none are set."""


@value
class Queue(Value):
    """The ids still to be asked in this sitting, the next one first."""

    waiting: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.waiting)

    @property
    def next(self) -> str | None:
        """The item to ask now; None when the sitting is over."""
        return self.waiting[0] if self.waiting else None

    def answered(self, grade: Grade) -> Queue:
        """The queue after the next item got a grade: Again brings it back after `GAP` others."""
        if grade is not Grade.AGAIN:
            return self.dropped()
        first, rest = self.waiting[:1], self.waiting[1:]
        return Queue(waiting=rest[:GAP] + first + rest[GAP:])

    def later(self) -> Queue:
        """The queue with the next item moved to its end."""
        return Queue(waiting=self.waiting[1:] + self.waiting[:1])

    def dropped(self, id: str | None = None) -> Queue:
        """The queue without an item, the next one when none is named."""
        if id is None:
            return Queue(waiting=self.waiting[1:])
        return Queue(waiting=tuple(other for other in self.waiting if other != id))


def build(
    candidates: Iterable[Candidate],
    *,
    day: int,
    seed: str = "",
    limits: Limits = DAILY,
    taken: Collection[str] = (),
) -> Queue:
    """The queue of a study day, the same for the same candidates in whatever order they come.

    Items answered Again today come back first, each after its gap. Reviews due by `day` follow,
    longest due first within `limits`, new items mixed evenly among them: lower levels first, and
    none before the new items that it needs. Siblings are kept apart: one item of a group in a
    sitting, and none of a group in `taken` (it had its turn today) unless nothing else is left.
    """
    pool = list(candidates)
    learning = [candidate for candidate in pool if candidate.since is not None]
    rest = [c for c in pool if c.since is None and (c.due is None or c.due <= day)]
    reviews = _longest_due(rest, day, seed)
    new = _by_needs([candidate for candidate in rest if candidate.due is None], day, seed)
    busy = {candidate.group for candidate in learning if candidate.group}
    plain = _choose(reviews, new, limits, busy | set(taken))
    if not plain and not learning:
        plain = _choose(reviews, new, limits, busy)
    return _with_learning(plain, learning)


def planned(reviews: list[str], new: list[str], learning: Iterable[Candidate]) -> Queue:
    """The queue of a plan: both lists in their order, mixed evenly; what was answered Again in its gap."""
    return _with_learning(_mixed(reviews, new), list(learning))


def _longest_due(pool: list[Candidate], day: int, seed: str) -> list[Candidate]:
    dated = [(c.due, fraction(seed, day, c.id), c) for c in pool if c.due is not None]
    return [candidate for _, _, candidate in sorted(dated, key=lambda entry: entry[:2])]


def _by_needs(pool: list[Candidate], day: int, seed: str) -> list[Candidate]:
    """New items by level, then by chance, each after those it needs (a circle of needs comes last)."""
    byid = {candidate.id: candidate for candidate in pool}
    missing = {c.id: {need for need in c.needs if need in byid and need != c.id} for c in pool}
    opens: dict[str, list[str]] = {}
    for id, needs in missing.items():
        for need in needs:
            opens.setdefault(need, []).append(id)
    key = {c.id: (c.level, fraction(seed, day, c.id), c.id) for c in pool}
    ready = [key[id] for id, needs in missing.items() if not needs]
    heapify(ready)
    ordered: list[str] = []
    while ready:
        id = heappop(ready)[-1]
        ordered.append(id)
        for freed in opens.get(id, ()):
            missing[freed].discard(id)
            if not missing[freed]:
                heappush(ready, key[freed])
    circle = sorted(set(byid) - set(ordered), key=key.__getitem__)
    return [byid[id] for id in ordered + circle]


def _choose(reviews: list[Candidate], new: list[Candidate], limits: Limits, busy: set[str]) -> list[str]:
    busy = set(busy)
    chosen = _apart(reviews, limits.reviews, busy)
    fresh = _apart(new, limits.new, busy)
    return _mixed(chosen, fresh)


def _apart(pool: list[Candidate], most: int, busy: set[str]) -> list[str]:
    """The first `most` items whose group is free; what needs a postponed one is postponed too."""
    chosen: list[str] = []
    postponed: set[str] = set()
    for candidate in pool:
        if len(chosen) == most:
            break
        if candidate.group in busy or not postponed.isdisjoint(candidate.needs):
            postponed.add(candidate.id)
            continue
        if candidate.group:
            busy.add(candidate.group)
        chosen.append(candidate.id)
    return chosen


def _mixed(reviews: list[str], new: list[str]) -> list[str]:
    """Both lists in their order, each spread evenly over the whole."""
    spread = ([((place + 0.5) / len(ids), id) for place, id in enumerate(ids)] for ids in (reviews, new))
    return [id for _, id in merge(*spread, key=lambda entry: entry[0])]


def _with_learning(plain: list[str], learning: list[Candidate]) -> Queue:
    """Items answered Again go where their gap ends, the one answered longest ago first."""
    oldest = sorted(learning, key=lambda candidate: (-(candidate.since or 0), candidate.id))
    gaps = [(max(0, GAP - (candidate.since or 0)) - 0.5, candidate.id) for candidate in oldest]
    places = merge(enumerate(plain), gaps, key=lambda entry: entry[0])
    return Queue(waiting=tuple(id for _, id in places))
