"""What follows from the candidate's plan: what to study on a day, and the minutes that it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from dlprep.bank.index import Entry, Index
from dlprep.progress.events import State
from dlprep.progress.log import Log
from dlprep.progress.parameters import Parameters
from dlprep.progress.tallies import Tallies
from dlprep.schedule.curve import DEFAULTS, Curve, Trace
from dlprep.schedule.interview import minutes_on
from dlprep.schedule.plan import Outlook, Prospect, Step, day_plan
from dlprep.study.interviews import Plan
from dlprep.study.standing import memory_of

CARD_MINUTES = 0.75
"""What a card takes as long as nothing else is known."""
CHALLENGE_MINUTES = 15
LATELY = 2000
"""Answers that the minutes are learned from."""
PRIOR = 10
"""Answers that the minutes assumed at first count as."""
LONGEST = 4.0
"""An answer that took longer than so many times what was assumed was interrupted, and counts as this."""


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
    usual = assumed(entry)
    return Prospect(
        id=entry.id,
        topic=entry.topic,
        minutes=usual * minutes[entry.kind],
        level=entry.level,
        group=entry.group,
        needs=entry.needs,
        trace=Trace(memory.stability, memory.difficulty) if memory else None,
        last=memory.last if memory else 0,
        worth=usual / CARD_MINUTES,  # a challenge counts as the cards that its minutes would hold
    )


def assumed(entry: Entry) -> float:
    """Minutes that an item takes as long as nothing is known of the candidate."""
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
    return sum(_took(index[event.item], event.millis or 0) * assumed(index[event.item]) for event in reviews)


def _took(entry: Entry, millis: int) -> float:
    """How many times what was assumed an answer took."""
    return min(LONGEST, millis / 60_000 / assumed(entry))
