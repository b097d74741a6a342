"""What the log adds up to: recall, load, time, misconceptions and challenges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from dlprep.progress.tallies import BeliefTally, ChallengeTally, DayTally, RecallTally, Tallies, TopicTally
from dlprep.schedule.memory import Memory
from dlprep.study.desk import Desk

YEAR, QUARTER, AHEAD = 365, 84, 30
"""Days that the calendar, the recall and misconceptions, and the forecast of load cover."""
MATURE = 21
"""Days between two answers from which a memory counts as mature."""


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

    def named(self, id: str) -> str:
        """The name of a topic or a misconception; its id where it has left the bank."""
        return self.names.get(id, id)


def statistics(desk: Desk) -> Statistics:
    """Add it up: some 2 s with a log of 1,000,000 reviews, so in a thread."""
    tallies, day = Tallies(desk.log.database), desk.today
    topics = tallies.topics(day - YEAR)
    return Statistics(
        day=day,
        days=tallies.days(day - YEAR),
        recall=tallies.recall(day - QUARTER + 1, MATURE),
        load=_load(tallies, day),
        intervals=_intervals(tallies),
        topics=topics,
        misconceptions=tallies.misconceptions(day - QUARTER + 1),
        challenges=tallies.challenges(),
        names=_names(desk),
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
    }


def _load(tallies: Tallies, day: int) -> tuple[int, ...]:
    load = [0] * AHEAD
    for due, count in tallies.due(day + AHEAD - 1):
        load[max(0, due - day)] += count
    return tuple(load)


def _intervals(tallies: Tallies) -> Mapping[int, int]:
    memories = Memory.many(body for _, _, body in tallies.memories())
    return Counter(memory.due - memory.last for memory in memories)


def _names(desk: Desk) -> dict[str, str]:
    return desk.bank.index().titles | {one.id: one.name for one in desk.bank.misconceptions().values()}


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _minutes(millis: int) -> float:
    return round(millis / 60_000, 1)
