"""What the log adds up to: recall, load, time, misconceptions and challenges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from dlprep.progress.tallies import BeliefTally, ChallengeTally, DayTally, RecallTally, Tallies, TopicTally
from dlprep.schedule.memory import Memory
from dlprep.study.audit import orphans
from dlprep.study.desk import Desk

Row = tuple[str, str, str]
"""Item, topic and body of a state."""
YEAR, QUARTER, AHEAD = 365, 84, 30
"""Days that the calendar, the recall and misconceptions, and the forecast of load cover."""
MATURE = 21
"""Days between two answers from which a memory counts as mature."""


class Orphan(NamedTuple):
    """An item that was answered and has left the bank: its history is kept. `due` as it was left."""

    item: str
    topic: str
    answers: int
    due: int


class Statistics(NamedTuple):
    """The sums on study day `day`. Recall leaves out answers on the same day as the one before.

    `load` is how many items are due today (with all that waited) and on each of the next days,
    `intervals` how many items wait for so many days between two answers.
    """

    day: int
    days: tuple[DayTally, ...]
    recall: tuple[RecallTally, ...]
    load: tuple[int, ...]
    intervals: Mapping[int, int]
    topics: tuple[TopicTally, ...]
    misconceptions: tuple[BeliefTally, ...]
    challenges: tuple[ChallengeTally, ...]
    names: Mapping[str, str]
    orphans: tuple[Orphan, ...] = ()

    def named(self, id: str) -> str:
        """The name of a topic or a misconception; its id where it has left the bank."""
        return self.names.get(id, id)


def statistics(desk: Desk) -> Statistics:
    """Add it up: some 1 s with a log of 1,000,000 reviews, so in a thread."""
    tallies, day = Tallies(desk.log.database), desk.today
    memories = tallies.memories()
    gone = _orphans(desk, memories)
    topics = tallies.topics(day - YEAR)
    return Statistics(
        day=day,
        days=tallies.days(day - YEAR),
        recall=tallies.recall(day - QUARTER + 1, MATURE),
        load=_load(tallies, gone, day),
        intervals=_intervals(memories),
        topics=topics,
        misconceptions=tallies.misconceptions(day - QUARTER + 1, desk.shift),
        challenges=tallies.challenges(),
        names=_names(desk),
        orphans=gone,
    )


def as_json(found: Statistics) -> dict[str, Any]:
    """The same as JSON values; days as ISO dates."""
    return {
        "day": _iso(found.day),
        "days": [{"day": _iso(d), "answers": n, "minutes": _minutes(ms)} for d, n, ms in found.days],
        "recall": [r._asdict() | {"day": _iso(r.day)} for r in found.recall],
        "load": [{"day": _iso(found.day + n), "due": due} for n, due in enumerate(found.load)],
        "intervals": [{"days": days, "items": items} for days, items in sorted(found.intervals.items())],
        "topics": [
            {"topic": slug, "title": found.named(slug), "answers": n, "minutes": _minutes(ms)}
            for slug, n, ms in found.topics
        ],
        "misconceptions": [
            b._asdict() | {"day": _iso(b.day), "name": found.named(b.misconception)}
            for b in found.misconceptions
        ],
        "challenges": [one._asdict() for one in found.challenges],
        "orphans": [one._asdict() | {"due": _iso(one.due)} for one in found.orphans],
    }


def _load(tallies: Tallies, gone: Sequence[Orphan], day: int) -> tuple[int, ...]:
    load = [0] * AHEAD
    never = ((one.due, -1) for one in gone if one.due < day + AHEAD)
    for due, count in (*tallies.due(day + AHEAD - 1), *never):
        load[max(0, due - day)] += count
    return tuple(load)


def _intervals(memories: Sequence[Row]) -> Mapping[int, int]:
    return Counter(memory.due - memory.last for memory in Memory.many(body for _, _, body in memories))


def _orphans(desk: Desk, memories: Sequence[Row]) -> tuple[Orphan, ...]:
    names = set(orphans(desk.bank, (item for item, _, _ in memories)))
    left = [(item, topic, Memory.from_json(body)) for item, topic, body in memories if item in names]
    return tuple(sorted(Orphan(item, topic, memory.reps, memory.due) for item, topic, memory in left))


def _names(desk: Desk) -> dict[str, str]:
    return desk.bank.index().titles | {one.id: one.name for one in desk.bank.misconceptions().values()}


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _minutes(millis: int) -> float:
    return round(millis / 60_000, 1)
