"""Weeks of study in a real log: some items met each day, those due asked again, some wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator

from dlprep.bank.index import Entry
from dlprep.bank.library import Bank
from dlprep.progress.attempts import Attempt, Attempts
from dlprep.progress.events import Event, State
from dlprep.progress.log import Log
from dlprep.schedule.memory import Memory
from dlprep.schedule.model import Model
from dlprep.study.standing import fold, rebuild

EPOCH, DAY = 719_163, 86_400_000


def keep(bank: Bank, log: Log, *, until: int, weeks: int = 6, fresh: int = 6, seed: int = 1) -> None:
    """Fill the log up to the study day before `until`; now and then a day is left out."""
    chance, model = random.Random(seed), Model()
    days = [day for day in range(until - 7 * weeks, until) if chance.random() < 0.85]
    log.extend(_events(bank, log, model, days, fresh, chance))
    rebuild(log, model)


def _events(
    bank: Bank, log: Log, model: Model, days: list[int], fresh: int, chance: random.Random
) -> Iterator[Event]:
    index, device = bank.index(), log.device
    new, states = list(index), dict[str, State]()
    beliefs = [*bank.misconceptions()]
    for day in days:
        due = [id for id, state in states.items() if state.due is not None and state.due <= day]
        for number, id in enumerate([*due, *new[:fresh]]):
            grade = chance.choices((1, 2, 3, 4), (3, 2, 12, 3))[0]
            event = _event(index[id], day, number, grade, device, chance.choice(beliefs))
            states[id] = fold(states.get(id) or State(item=id, topic=event.topic), event, model)
            assert isinstance(Memory.from_json(states[id].body), Memory)
            yield event
            if index[id].kind == "challenge":
                _try(log, event, grade)
        new = new[fresh:]


def _event(entry: Entry, day: int, number: int, grade: int, device: str, belief: str) -> Event:
    at = (day - EPOCH) * DAY + (9 * 60 + number) * 60_000
    answer = {"right": grade > 1, "score": float(grade > 1)}
    if grade == 1 and entry.kind in {"choice", "numeric", "challenge"}:
        answer |= {"misconception": belief}
    millis = 600_000 if entry.kind == "challenge" else 35_000
    return Event(
        ulid=f"{at:013}{number:013}", at=at, offset=0, day=day, kind="review", item=entry.id,
        topic=entry.topic, device=device, grade=grade, answer=answer, millis=millis,
    )  # fmt: skip


def _try(log: Log, event: Event, grade: int) -> None:
    """Attempts at a challenge, the last one passed unless it was graded Again."""
    statuses = ["failed"] * (4 - grade) + ["passed"] * (grade > 1)
    for number, status in enumerate(statuses):
        Attempts(log.database).append(
            Attempt(
                ulid=f"{event.ulid[:25]}{number}", at=event.at, item=event.item, digest="", source="pass",
                verdict={"status": status, "diagnosis": None}, device=event.device,
            )
        )  # fmt: skip
