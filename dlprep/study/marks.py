"""Items set apart: suspended or flagged by the candidate, or forgotten so often that they are leeches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dlprep.progress.events import Event
from dlprep.progress.tallies import Tallies
from dlprep.schedule.memory import Memory
from dlprep.study.desk import Desk
from dlprep.study.standing import fold, model_of


class Marked(NamedTuple):
    """Ids of items, sorted; a suspended one is no leech any more."""

    suspended: tuple[str, ...]
    flagged: tuple[str, ...]
    leeches: tuple[str, ...]


def marked(desk: Desk) -> Marked:
    """What is set apart, also items that have left the bank."""
    rows = Tallies(desk.log.database).memories()
    memories = Memory.many(body for _, _, body in rows)
    return Marked(
        suspended=tuple(sorted(state.item for state in desk.log.suspended())),
        flagged=tuple(sorted(state.item for state in desk.log.flagged())),
        leeches=tuple(
            sorted(item for (item, _, _), memory in zip(rows, memories, strict=True) if memory.leech)
        ),
    )


def why_not(desk: Desk, item: str) -> str:
    """Why an item cannot be taken up, to go on from its id."""
    if item in desk.bank.index() or item in desk.log.items():
        return "is not suspended"
    import difflib  # only needed here

    near = difflib.get_close_matches(item, [state.item for state in desk.log.suspended()], n=1)
    return "there is no such item" + (f"; did you mean {near[0]!r}?" if near else "")


def take_up(desk: Desk, items: Iterable[str]) -> tuple[str, ...]:
    """Ask suspended items again, each with its history; those that were suspended. Raises ProgressError."""
    model, moment = model_of(desk.log, desk.settings.retention), desk.clock()
    held = {state.item: state for state in desk.log.suspended()}
    taken = tuple(item for item in dict.fromkeys(items) if item in held)
    for item in taken:
        event = Event(
            ulid=desk.log.ulid(moment.at),
            at=moment.at,
            offset=moment.offset,
            day=desk.today,
            kind="unsuspend",
            item=item,
            topic=held[item].topic,
            device=desk.log.device,
        )
        desk.log.append(event, fold(held[item], event, model))
    return taken
