"""Sums over the log, added up by SQLite: 60 ms for a month of a log of 1,000,000 reviews."""

from __future__ import annotations

from typing import NamedTuple

from dlprep.progress.database import Database


class DayTally(NamedTuple):
    """A study day's answers, and the milliseconds they took."""

    day: int
    answers: int
    millis: int


class TopicTally(NamedTuple):
    """A topic's answers, and the milliseconds they took."""

    topic: str
    answers: int
    millis: int


class RecallTally(NamedTuple):
    """Items asked again on a study day, `mature` or young, and how many of them were recalled."""

    day: int
    mature: bool
    asked: int
    recalled: int


class BeliefTally(NamedTuple):
    """On how many items a misconception showed on a study day."""

    misconception: str
    day: int
    items: int


class ChallengeTally(NamedTuple):
    """A challenge's attempts up to the first that passed, or all so far."""

    item: str
    attempts: int
    passed: bool


# The unary pluses keep SQLite on the index of days: grouping by the index of items reads all years.
_RECALL = """
WITH first AS MATERIALIZED (
    SELECT item, topic, day, min(ulid) AS ulid, grade FROM standing
    WHERE kind = 'review' AND day >= ?1 GROUP BY +item, +day
), aged AS MATERIALIZED (
    SELECT topic, day, grade, day - (
        SELECT before.day FROM standing AS before
        WHERE before.item = first.item AND before.ulid < first.ulid AND before.kind = 'review'
        ORDER BY before.ulid DESC LIMIT 1
    ) AS gap FROM first
)
"""
_ATTEMPTS = """
WITH tried AS (SELECT item, ulid, json_extract(verdict, '$.status') = 'passed' AS passed FROM attempts
               WHERE json_extract(verdict, '$.status') <> 'unavailable'),
won AS (SELECT item, min(ulid) AS ulid FROM tried WHERE passed GROUP BY item)
SELECT tried.item, count(*), max(passed) FROM tried LEFT JOIN won USING (item)
WHERE won.ulid IS NULL OR tried.ulid <= won.ulid GROUP BY tried.item ORDER BY tried.item
"""
_BELIEFS = """
SELECT belief, day, count(DISTINCT item) FROM (
    SELECT json_extract(answer, '$.misconception') AS belief, day, item FROM standing
    WHERE kind = 'review' AND day >= ?1 AND instr(answer, '"misconception"')
    UNION ALL
    SELECT json_extract(verdict, '$.diagnosis.misconception'), 719163 + (at + ?2) / 86400000, item
    FROM attempts WHERE at + ?2 >= (?1 - 719163) * 86400000
) WHERE belief IS NOT NULL GROUP BY belief, day ORDER BY day
"""


class Tallies:
    """The sums of one database. `since` is the first study day that counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def days(self, since: int) -> tuple[DayTally, ...]:
        """Days with an answer, in order."""
        return tuple(DayTally(*row) for row in self._database.read(
            "SELECT day, count(*), coalesce(sum(millis), 0) FROM standing "
            "WHERE kind = 'review' AND day >= ? GROUP BY day ORDER BY day", since
        ))  # fmt: skip

    def topics(self, since: int) -> tuple[TopicTally, ...]:
        """Topics with an answer, the most time first."""
        return tuple(TopicTally(*row) for row in self._database.read(
            "SELECT topic, count(*), coalesce(sum(millis), 0) AS millis FROM standing "
            "WHERE kind = 'review' AND day >= ? GROUP BY topic ORDER BY millis DESC, topic", since
        ))  # fmt: skip

    def recall(self, since: int, mature: int) -> tuple[RecallTally, ...]:
        """First answers of a day to items answered on an earlier one; mature after so many days between."""
        query = (
            f"{_RECALL} SELECT day, gap >= ?2, count(*), sum(grade > 1) FROM aged WHERE gap > 0 GROUP BY 1, 2"
        )
        rows = self._database.read(query, since, mature)
        return tuple(RecallTally(day, bool(old), asked, recalled) for day, old, asked, recalled in rows)

    def recall_by_topic(self, since: int) -> dict[str, tuple[int, int]]:
        """The same by topic: how many were asked, how many of them recalled."""
        query = f"{_RECALL} SELECT topic, count(*), sum(grade > 1) FROM aged WHERE gap > 0 GROUP BY 1"
        return {topic: (asked, recalled) for topic, asked, recalled in self._database.read(query, since)}

    def due(self, until: int) -> tuple[tuple[int, int], ...]:
        """Days up to `until` and how many items are due on each, without suspended ones."""
        return tuple(self._database.read(
            "SELECT due, count(*) FROM states WHERE due <= ? AND suspended = 0 GROUP BY due ORDER BY due",
            until,
        ))  # fmt: skip

    def memories(self) -> tuple[tuple[str, str, str], ...]:
        """Item, topic and body of every state that has a memory and is not suspended."""
        return tuple(self._database.read(
            "SELECT item, topic, body FROM states WHERE body <> '' AND suspended = 0"
        ))  # fmt: skip

    def lately(self, count: int) -> tuple[tuple[str, int], ...]:
        """The items of the last answers and the milliseconds that each took."""
        return tuple(self._database.read(
            "SELECT item, millis FROM standing WHERE kind = 'review' AND millis > 0 "
            "ORDER BY ulid DESC LIMIT ?", count,
        ))  # fmt: skip

    def misconceptions(self, since: int, shift: int) -> tuple[BeliefTally, ...]:
        """Each misconception by day, from cards and from judged code; an item counts once a day.

        An attempt's study day is that of its moment `shift` milliseconds later.
        """
        return tuple(BeliefTally(*row) for row in self._database.read(_BELIEFS, since, shift))

    def challenges(self) -> tuple[ChallengeTally, ...]:
        """Every challenge that was tried."""
        return tuple(ChallengeTally(i, n, bool(done)) for i, n, done in self._database.read(_ATTEMPTS))
