"""A plan as the candidate writes it, on the command line or in the form: read, checked, put in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dlprep.schedule.interview import Interview
from dlprep.study.desk import Desk
from dlprep.study.interviews import HORIZON, WEEKDAYS, Plan, keep, plan_of
from dlprep.study.naming import UnknownTopic, topics

MOST_MINUTES = 1440
UNCHANGED = "The plan was not changed."


class BadPlan(ValueError):  # noqa: N818 - named for what it is
    """What was written is no plan; the message says what was expected."""


def put(
    desk: Desk,
    interview: Interview | None,
    minutes: float | None = None,
    off: tuple[str, ...] | None = None,
    *,
    instead_of: Sequence[int],
) -> Plan:
    """Put an interview into the plan, on disk on return, in place of those on the days `instead_of`.

    Minutes and days off stay where None is given. Past interviews leave the plan.
    """
    before = plan_of(desk.log)
    gone = {*instead_of, *([interview.day] if interview else [])}
    kept = [one for one in before.ahead(desk.today) if one.day not in gone]
    plan = Plan(
        tuple(sorted([*kept, *([interview] if interview else [])], key=lambda one: one.day)),
        before.minutes if minutes is None else minutes,
        before.off if off is None else off,
    )
    keep(desk.log, plan, desk.clock().at)
    return plan


def interview(desk: Desk, day: str, named: Sequence[str], role: str = "") -> Interview:
    """An interview on a day like 2026-12-10 about topics like `losses` or `losses=2`. Raises BadPlan."""
    try:
        when = date.fromisoformat(day.strip())
    except ValueError:
        raise BadPlan(f"{day!r} is no day: write it like 2026-12-10. {UNCHANGED}") from None
    if when.toordinal() <= desk.today:
        raise BadPlan(f"{when} is not ahead: today is {date.fromordinal(desk.today)}. {UNCHANGED}")
    if when.toordinal() > desk.today + HORIZON:
        raise BadPlan(f"{when} is more than {HORIZON} days ahead: plan for it later. {UNCHANGED}")
    weights = dict(pair for text in named for pair in _weights(desk, text))
    return Interview(when.toordinal(), weights, role.strip())


def minutes(text: str) -> float:
    """Minutes a day. Raises BadPlan."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 1 <= number <= MOST_MINUTES:
        raise BadPlan(f"{text!r} are no minutes a day: write a number from 1 to {MOST_MINUTES}. {UNCHANGED}")
    return number


def days_off(text: str) -> tuple[str, ...]:
    """Days off as in `sat, sun, 2026-12-01`. Raises BadPlan."""
    days = tuple(dict.fromkeys(text.lower().replace(",", " ").split()))
    for day in days:
        try:
            if day not in WEEKDAYS:
                date.fromisoformat(day)
        except ValueError:
            known = ", ".join(WEEKDAYS)
            raise BadPlan(f"{day!r} is no day off: write {known} or 2026-12-01. {UNCHANGED}") from None
    if set(WEEKDAYS) <= set(days):
        raise BadPlan(f"All seven days off leave none to study. {UNCHANGED}")
    return days


def _weights(desk: Desk, text: str) -> list[tuple[str, float]]:
    name, _, number = text.partition("=")
    try:
        weight = float(number or 1)
    except ValueError:
        weight = 0.0
    if not 0 < weight <= 100:
        raise BadPlan(f"The weight in {text!r} is no number above 0 and up to 100. {UNCHANGED}")
    try:
        return [(slug, weight) for slug in topics(desk.bank, name)]
    except UnknownTopic as error:
        raise BadPlan(f"{error} {UNCHANGED}") from None
