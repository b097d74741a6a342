"""The candidate's plan: when the interviews are, what they ask, how much time there is; and what follows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from dlprep.bank.index import Entry, Index
from dlprep.progress.events import State
from dlprep.progress.log import Log
from dlprep.progress.parameters import Parameters
from dlprep.progress.plans import Plans
from dlprep.progress.tallies import Tallies
from dlprep.schedule.curve import DEFAULTS, Curve, Trace
from dlprep.schedule.plan import Interview, Outlook, Prospect, Step, day_plan, minutes_on
from dlprep.study.standing import memory_of

HORIZON = 183
"""Days ahead that are planned for: a year mistyped must not be played through day by day."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CARD_MINUTES = 0.75
"""What a card takes as long as nothing else is known."""
CHALLENGE_MINUTES = 15
LATELY = 2000
"""Answers that the minutes are learned from."""
PRIOR = 10
"""Answers that the minutes assumed at first count as."""
LONGEST = 4.0
"""An answer that took longer than so many times what was assumed was interrupted, and counts as this."""


class Plan(NamedTuple):
    """What the candidate set: interviews, minutes a day, and days off as `sat` or `2026-11-28`."""

    interviews: tuple[Interview, ...] = ()
    minutes: float = 25.0
    off: tuple[str, ...] = ()

    def ahead(self, day: int) -> tuple[Interview, ...]:
        """The interviews after a study day, the next one first: on the day itself nothing adds to it."""
        ahead = (i for i in self.interviews if day < i.day <= day + HORIZON)
        return tuple(sorted(ahead, key=lambda interview: interview.day))

    def is_off(self, day: int) -> bool:
        """Whether a study day is a day off."""
        when = date.fromordinal(day)
        return WEEKDAYS[when.weekday()] in self.off or when.isoformat() in self.off

    def minutes_on(self, day: int) -> float:
        """Minutes planned for a study day: none on a day off, fewer on the last one."""
        return 0.0 if self.is_off(day) else minutes_on(day, self.interviews, self.minutes)


def plan_of(log: Log) -> Plan:
    """The plan in force; an empty one when none was set, or when its row cannot be read."""
    try:
        return read(Plans(log.database).current() or "{}")
    except (ValueError, TypeError, LookupError, AttributeError):
        return Plan()


def keep(log: Log, plan: Plan, at: int) -> None:
    """Put a plan in force; `at` is UTC in ms."""
    Plans(log.database).append(at, written(plan))


def written(plan: Plan) -> str:
    """The plan as it is stored."""
    interviews = [
        {"day": date.fromordinal(one.day).isoformat(), "topics": dict(one.weights), "role": one.role}
        for one in plan.interviews
    ]
    return json.dumps({"interviews": interviews, "minutes": plan.minutes, "off": plan.off})


def read(body: str) -> Plan:
    """The plan that a row holds. Raises ValueError, TypeError, LookupError or AttributeError."""
    found: Mapping[str, Any] = json.loads(body)
    interviews = tuple(
        Interview(
            date.fromisoformat(one["day"]).toordinal(),
            {str(topic): float(weight) for topic, weight in one["topics"].items()},
            str(one["role"]),
        )
        for one in found.get("interviews", ())
    )
    return Plan(interviews, float(found.get("minutes", 25.0)), tuple(map(str, found.get("off", ()))))


def prospects(index: Index, log: Log, day: int) -> list[Prospect]:
    """Every item of the bank that can be asked, with what it costs and what is remembered of it."""
    states, minutes = log.states(), _minutes(index, log)
    return [
        _prospect(entry, states.get(entry.id), minutes)
        for entry in index.values()
        if not hidden(states.get(entry.id), day)
    ]


def curve_of(log: Log) -> Curve:
    """The memory model's curve with the parameters in force."""
    return Curve(Parameters(log.database).current().weights or DEFAULTS)


def steps(plan: Plan, index: Index, log: Log, day: int, spent: float) -> list[Step]:
    """What to study now, when `spent` minutes of the day were used already.

    On a day off nothing has to be done: whoever sits down all the same gets a usual day.
    """
    ahead = plan.ahead(day)
    left = minutes_on(day, ahead, plan.minutes) - spent
    return day_plan(prospects(index, log, day), Outlook(ahead, day, curve_of(log)), left, log.device)


def _prospect(entry: Entry, state: State | None, minutes: Mapping[str, float]) -> Prospect:
    memory = memory_of(state)
    assumed = _assumed(entry)
    return Prospect(
        id=entry.id,
        topic=entry.topic,
        minutes=assumed * minutes[entry.kind],
        level=entry.level,
        group=entry.group,
        needs=entry.needs,
        trace=Trace(memory.stability, memory.difficulty) if memory else None,
        last=memory.last if memory else 0,
        worth=assumed / CARD_MINUTES,  # a challenge counts as the cards that its minutes would hold
    )


def _assumed(entry: Entry) -> float:
    return float(entry.minutes or CHALLENGE_MINUTES) if entry.kind == "challenge" else CARD_MINUTES


def _minutes(index: Index, log: Log) -> Mapping[str, float]:
    """By kind: how much longer this candidate takes than assumed, learned from the last answers."""
    took: dict[str, list[float]] = defaultdict(list)
    for item, millis in Tallies(log.database).lately(LATELY):
        if item in index:
            entry = index[item]
            took[entry.kind].append(_took(entry, millis))
    found: dict[str, float] = defaultdict(lambda: 1.0)
    return found | {kind: (PRIOR + sum(times)) / (PRIOR + len(times)) for kind, times in took.items()}


def hidden(state: State | None, day: int) -> bool:
    """Whether an item is suspended, or buried until later."""
    return state is not None and (state.suspended or (state.buried_until or 0) > day)


def spent_on(day: int, index: Index, log: Log) -> float:
    """Minutes that the answers of a study day took."""
    reviews = (event for event in log.events_on(day) if event.kind == "review" and event.item in index)
    return sum(_took(index[event.item], event.millis or 0) * _assumed(index[event.item]) for event in reviews)


def _took(entry: Entry, millis: int) -> float:
    """How many times what was assumed an answer took."""
    return min(LONGEST, millis / 60_000 / _assumed(entry))
