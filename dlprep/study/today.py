"""How things stand today: what a sitting would ask, each topic's readiness, what is believed wrongly."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future
from threading import Thread
from typing import NamedTuple

from dlprep.bank.items import Misconception
from dlprep.progress.tallies import Tallies
from dlprep.schedule.curve import Curve
from dlprep.schedule.memory import Memory
from dlprep.study.desk import Desk
from dlprep.study.interviews import Plan, plan_of
from dlprep.study.opening import Wanted, standings, waiting
from dlprep.study.planning import spent_on
from dlprep.study.readiness import Readiness, readiness

STRIP = 28
"""Days of the strip, and of the misconceptions counted."""
TESTED = 30
"""Days of answers that the doubt in a readiness comes from."""
WEAKEST = 3


class TopicToday(NamedTuple):
    """A topic, how many of its items are due, and how ready it is."""

    slug: str
    title: str
    cards: int
    challenges: int
    due: int
    ready: Readiness


class Weakness(NamedTuple):
    """A misconception, and on how many items of the last days it showed."""

    belief: Misconception
    times: int


class Today(NamedTuple):
    """A study day as it stands. `strip` counts the answers of the last days, today's last.

    `minutes` are those that the items waiting will take, `spent` those that today's answers took.
    """

    day: int
    new: int
    again: int
    review: int
    minutes: int
    topics: tuple[TopicToday, ...]
    weak: tuple[Weakness, ...]
    strip: tuple[int, ...]
    plan: Plan = Plan()
    spent: float = 0.0

    @property
    def waiting(self) -> int:
        """Items that a sitting would ask."""
        return self.new + self.again + self.review

    @property
    def begun(self) -> bool:
        """Whether anything was ever answered."""
        return any(topic.ready.seen for topic in self.topics)

    @property
    def streak(self) -> int:
        """Days in a row with answers, up to today or yesterday."""
        days = self.strip if self.strip[-1] else self.strip[:-1]
        return next((n for n, count in enumerate(reversed(days)) if not count), len(days))


def today(desk: Desk) -> Today:
    """Look at bank and log."""
    day = desk.today
    found = waiting(desk.bank, desk.log, Wanted(), day, desk.limits)
    count = standings(found.queue, desk.log.states(found.queue.waiting), day)
    tallies = Tallies(desk.log.database)
    answers = {tally.day: tally.answers for tally in tallies.days(day - STRIP + 1)}
    return Today(
        day=day,
        new=count["new"],
        again=count["learning"],
        review=count["review"],
        minutes=round(found.minutes(found.queue.waiting)),
        topics=_topics(desk, tallies, day),
        weak=_weakest(desk, tallies, day),
        strip=tuple(answers.get(day - n, 0) for n in range(STRIP - 1, -1, -1)),
        plan=plan_of(desk.log),
        spent=spent_on(day, desk.bank.index(), desk.log),
    )


def coming(desk: Desk) -> Future[Today]:
    """The same from a thread of its own; at once where the log is in memory."""
    promise: Future[Today] = Future()

    def look() -> None:
        try:
            with desk.apart() as own:
                promise.set_result(today(own))
        except Exception as error:  # noqa: BLE001 - whoever waits for the figures is told
            promise.set_exception(error)

    if desk.log.saved:
        Thread(target=look, daemon=True).start()
    else:
        look()
    return promise


def _topics(desk: Desk, tallies: Tallies, day: int) -> tuple[TopicToday, ...]:
    index, curve = desk.bank.index(), Curve()
    tested = tallies.recall_by_topic(day - TESTED)
    due: Counter[str] = Counter()
    recalls: dict[str, list[float]] = {}
    rows = tallies.memories()
    for (item, topic, _), memory in zip(rows, Memory.many(row[2] for row in rows), strict=True):
        if item in index:
            due[topic] += memory.due <= day
            recalls.setdefault(topic, []).append(curve.recall(memory.stability, day + 1 - memory.last))
    return tuple(
        TopicToday(
            slug=slug,
            title=title,
            cards=index.sizes[slug][0],
            challenges=index.sizes[slug][1],
            due=due[slug],
            ready=readiness(recalls.get(slug, ()), sum(index.sizes[slug]), *tested.get(slug, (0, 0))),
        )
        for slug, title in index.titles.items()
    )


def _weakest(desk: Desk, tallies: Tallies, day: int) -> tuple[Weakness, ...]:
    times: Counter[str] = Counter()
    for belief in tallies.misconceptions(day - STRIP + 1, desk.shift):
        times[belief.misconception] += belief.items
    known = desk.bank.misconceptions() if times else {}
    found = [(known[id], count) for id, count in times.most_common() if id in known][:WEAKEST]
    return tuple(Weakness(belief, count) for belief, count in found)
