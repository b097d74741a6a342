"""The candidate's plan as it was set: when the interviews are, what they ask, how much time there is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from dlprep.progress.log import Log
from dlprep.progress.plans import Plans
from dlprep.schedule.interview import Interview, minutes_on

HORIZON = 183
"""Days ahead that are planned for: a year mistyped must not be played through day by day."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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
