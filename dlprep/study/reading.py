"""A lesson being read: which step is shown, kept at each turn; and the path of all lessons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from dlprep.bank.items import Goal, Step
from dlprep.progress.errors import Unsavable
from dlprep.progress.texts import Places
from dlprep.study.desk import Desk


class NoLesson(Exception):  # noqa: N818 - named for what happened
    """A topic without a lesson, or no topic; the message lists those that have one."""

    def __init__(self, topic: str, told: Collection[str], *, known: bool) -> None:
        import difflib  # only needed here

        lessons = f"Lessons: {', '.join(told)}." if told else "There are no lessons yet."
        near = [] if known else difflib.get_close_matches(topic.lower(), told, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        quiz = f" `dlprep quiz {topic}` asks its questions." if known else ""
        super().__init__(f"There is no lesson {topic!r}.{hint} {lessons}{quiz}")


class Reading:
    """A topic's lesson and the step that is shown. Raises NoLesson, BankError and what reading raises."""

    def __init__(self, desk: Desk, topic: str) -> None:
        known = topic in desk.bank.topics()
        lesson = desk.bank.lesson(topic) if known else None
        if lesson is None:
            raise NoLesson(topic, lessons(desk), known=known)
        self.desk, self.topic, self.lesson = desk, topic, lesson
        self._places = Places(desk.log.database)
        self.at = min(place(desk, topic), len(lesson.steps) - 1)
        self._kept = True

    @property
    def step(self) -> Step:
        """What is shown."""
        return self.lesson.steps[self.at]

    @property
    def last(self) -> bool:
        """Whether nothing follows but the topic's quiz."""
        return self.at == len(self.lesson.steps) - 1

    def turn(self, by: int) -> bool:
        """Go to another step and keep the place; False at either end. Raises ProgressError.

        Unsavable is raised with the step turned, and only once as long as places cannot be kept.
        """
        to = min(max(0, self.at + by), len(self.lesson.steps) - 1)
        if to == self.at:
            return False
        self.at = to
        told, self._kept = not self._kept, False
        try:
            self._places.save(self.topic, str(to), self.desk.clock().at)
            self._kept = True
        except Unsavable:
            if not told:
                raise
        return True

    def unanswered(self) -> tuple[str, ...]:
        """The questions of this step that were not answered today."""
        today = {event.item for event in self.desk.log.events_on(self.desk.today) if event.grade}
        return tuple(item for item in self.step.ask if item not in today)


class Stop(NamedTuple):
    """A topic on the path: how far its lesson was read, how many of its items were met."""

    topic: str
    title: str
    read: int
    steps: int
    seen: int
    items: int


class Aim(NamedTuple):
    """A mastery goal, how many of the items that lead there were met, and what to ask next on its way."""

    goal: Goal
    seen: int
    items: int
    ahead: tuple[str, ...]


class Path(NamedTuple):
    """The way from the first topic to the last, and what one can do in the end."""

    stops: tuple[Stop, ...]
    aims: tuple[Aim, ...]


def path(desk: Desk) -> Path:
    """All topics in their order, and all goals. Raises BankError."""
    met = {state.item for state in desk.log.states().values() if state.due is not None}
    index = desk.bank.index()
    size = Counter(entry.topic for entry in index.values())
    seen = Counter(entry.topic for entry in index.values() if entry.id in met)
    stops = tuple(_stop(desk, topic, seen[topic], size[topic]) for topic in desk.bank.topics())
    goals = desk.bank.syllabus().goals
    return Path(stops, tuple(_aim(goal, met) for goal in goals))


def lessons(desk: Desk) -> tuple[str, ...]:
    """The topics that have a lesson."""
    return tuple(topic for topic in desk.bank.topics() if desk.bank.lesson(topic) is not None)


def place(desk: Desk, topic: str) -> int:
    """The step at which a lesson was left, from 0."""
    kept = Places(desk.log.database).load(topic) or "0"
    return int(kept) if kept.isdecimal() else 0


def _stop(desk: Desk, topic: str, seen: int, items: int) -> Stop:
    lesson = desk.bank.lesson(topic)
    steps = len(lesson.steps) if lesson else 0
    read = min(place(desk, topic) + 1, steps) if place(desk, topic) else 0
    pack, colon, _ = topic.rpartition(":")
    title = f"{pack}{colon and ': '}{desk.bank.topic(topic).title}"
    return Stop(topic, title, read, steps, seen, items)


def _aim(goal: Goal, met: Collection[str]) -> Aim:
    way = tuple(dict.fromkeys((*goal.path, goal.card)))
    ahead = tuple(item for item in way if item not in met)
    return Aim(goal, len(way) - len(ahead), len(way), ahead or way)
