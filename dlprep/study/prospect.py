"""What the plan comes to, in sentences: the same for `dlprep plan`, its screen and through a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import Any, NamedTuple

from dlprep.progress.tallies import Tallies
from dlprep.schedule.forecast import Forecast, Future
from dlprep.study.desk import Desk
from dlprep.study.interviews import Plan, plan_of
from dlprep.study.planning import curve_of, prospects, spent_on
from dlprep.study.readiness import LEAST

TESTED = 30
"""Days of answers that say how far the model fits this candidate."""
SUREST = 0.99
NONE = (
    "No interview is planned. `dlprep plan set 2026-12-10 --minutes 25` plans one; see `dlprep plan --help`."
)


class Prospects(NamedTuple):
    """A plan and its forecasts on study day `day`; below `LEAST` answers `tested` no recall is claimed."""

    day: int
    plan: Plan
    forecasts: tuple[Forecast, ...]
    tested: int
    spent: float = 0.0


def prospect(desk: Desk) -> Prospects:
    """Play the plan in force through; about a second's work."""
    day, plan = desk.today, plan_of(desk.log)
    tested = Tallies(desk.log.database).recall_by_topic(day - TESTED).values()
    asked, right = sum(one[0] for one in tested), sum(one[1] for one in tested)
    rate = (right + 1) / (asked + 2)
    future = Future(
        prospects(desk.bank.index(), desk.log, day) if plan.ahead(day) else (),
        plan.ahead(day),
        day,
        plan.minutes_on,
        curve_of(desk.log),
        doubt=(rate * (1 - rate) / (asked + 3)) ** 0.5,
    )
    return Prospects(day, plan, future.forecasts(), asked, spent_on(day, desk.bank.index(), desk.log))


def countdown(plan: Plan, day: int, spent: float) -> str:
    """The next interview and what today holds, `spent` minutes of it gone; empty without one."""
    if not (ahead := plan.ahead(day)):
        return ""
    days = ahead[0].day - day
    what = f"Interview {'tomorrow' if days == 1 else f'in {days} days'} ({_when(ahead[0].day)})"
    role = [ahead[0].role] if ahead[0].role else []
    return " · ".join([what, "a day off" if plan.is_off(day) else _today(plan.minutes_on(day), spent), *role])


def _today(minutes: float, spent: float) -> str:
    if not (gone := round(spent)):
        return f"{minutes:g} min today"
    return f"{max(0.0, minutes - gone):g} of {minutes:g} min left today"


def told(found: Prospects) -> list[str]:
    """Sentences, one a line."""
    if not found.forecasts:
        return [NONE]
    lines = [countdown(found.plan, found.day, found.spent)]
    if found.plan.off:
        lines.append(f"Days off: {', '.join(found.plan.off)}")
    for one in found.forecasts:
        lines += ["", *_told(one, found)]
    return lines


def as_json(found: Prospects) -> dict[str, Any]:
    """The same for programs; recall is null as long as too little was answered to know."""
    return {
        "day": date.fromordinal(found.day).isoformat(),
        "minutes": found.plan.minutes,
        "off": list(found.plan.off),
        "tested": found.tested,
        "interviews": [_json(one, found) for one in found.forecasts],
    }


def _json(one: Forecast, found: Prospects) -> dict[str, Any]:
    shares = [round(share, 3) for share in (one.low, one.expected, one.high)]
    return {
        "day": date.fromordinal(one.interview.day).isoformat(),
        "role": one.interview.role,
        "topics": dict(one.interview.weights),
        "recall": dict(zip(("low", "expected", "high"), shares, strict=True)) if _known(found) else None,
        "items": one.items,
        "unseen": one.unseen,
        "minutes_to_cover": _needed(one, found),
    }


def _told(one: Forecast, found: Prospects) -> list[str]:
    topics = ", ".join(_weighted(one.interview.weights.items())) or "all topics"
    lines = [f"{_when(one.interview.day)}: {topics}, {one.items} items"]
    if _known(found):
        lines.append(
            f"At {found.plan.minutes:g} minutes a day you reach {_share(one.expected)} "
            f"({_share(one.low)} to {_share(one.high)}) recall by then."
        )
    else:
        lines.append("Recall by then: too few reviews to know.")
    return [*lines, _unseen(one, found)]


def _unseen(one: Forecast, found: Prospects) -> str:
    if not one.unseen:
        return "Every item will have been met."
    needed = _needed(one, found)
    more = (
        "more days are needed to cover them" if needed is None else f"{needed} minutes a day would cover them"
    )
    return f"{one.unseen} {'item stays' if one.unseen == 1 else 'items stay'} unseen; {more}."


def _needed(one: Forecast, found: Prospects) -> int | None:
    return None if one.factor is None else ceil(one.factor * found.plan.minutes)


def _known(found: Prospects) -> bool:
    return found.tested >= LEAST


def _share(share: float) -> str:
    """Never a certainty: no memory is sure of tomorrow."""
    return f"{min(share, SUREST):.2f}"


def _weighted(weights: Any) -> Sequence[str]:
    return [topic if weight == 1 else f"{topic} ×{weight:g}" for topic, weight in weights]


def _when(day: int) -> str:
    when = date.fromordinal(day)
    return f"{when.day} {when:%B}"
