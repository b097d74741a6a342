"""How an item stands: the log's events folded into one state by the scheduler.

The state is a cache. An answer, an undo, a rebuild after a newer algorithm or a merge all go
through `fold`, so none of them can disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dlprep.progress.events import Event, State
from dlprep.progress.log import Log
from dlprep.progress.parameters import Parameters
from dlprep.schedule.balance import lightest
from dlprep.schedule.memory import Grade, Memory
from dlprep.schedule.model import Model

SHARE = "share"
"""The key in a review's answer under which the choice of the day is stored (see `schedule.balance`)."""


def memory_of(state: State | None) -> Memory | None:
    """The memory that a state holds; None for an item never answered."""
    return Memory.from_json(state.body) if state and state.body else None


def fold(state: State, event: Event, model: Model) -> State:
    """The state after one event."""
    match event.kind:
        case "review":
            return _reviewed(state, event, model)
        case "suspend" | "unsuspend":
            return state._replace(suspended=event.kind == "suspend")
        case "flag" | "unflag":
            return state._replace(flagged=event.kind == "flag")
        case "bury":
            return state._replace(buried_until=event.day + 1)
        case _:
            return state


def balanced(state: State, log: Log, model: Model, day: int) -> dict[Grade, tuple[int, float]]:
    """For each grade the interval in days to the least loaded day of its range, and its share of that."""
    choices = model.choices(memory_of(state), day)
    load = log.load(day, day + max(days.stop for days in choices.values()))
    return lightest(choices, load, day, state.item)


def replayed(item: str, topic: str, events: Iterable[Event], model: Model) -> State:
    """The state of an item from all that is known of it."""
    state = State(item=item, topic=topic)
    for event in events:
        state = fold(state, event, model)
    return state


def model_of(log: Log, retention: float) -> Model:
    """The memory model with the parameters in force in this log."""
    return Model(retention, Parameters(log.database).current().weights)


def rebuild(log: Log, model: Model) -> None:
    """Derive every state anew from the log, in one transaction."""
    log.rebuild(_states(log, model))


def _states(log: Log, model: Model) -> Iterator[State]:
    for item in log.items():
        if events := log.events_of(item):
            yield replayed(item, events[-1].topic, events, model)


def _reviewed(state: State, event: Event, model: Model) -> State:
    grade = Grade(event.grade or Grade.AGAIN)
    memory = model.review(memory_of(state), grade, event.day, event.item, _share(event.answer))
    return state._replace(topic=event.topic or state.topic, due=memory.due, body=memory.to_json())


def _share(answer: Any) -> float | None:
    """Where in its range the interval was put when the answer was given; None where that is not told."""
    share = answer.get(SHARE) if isinstance(answer, dict) else None
    return share if isinstance(share, float) and 0 <= share < 1 else None
