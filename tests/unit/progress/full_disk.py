"""Run out of room under an open log, make room again, retry; prints what was seen as JSON.

`full_disk.py FOLDER ballast` fills the small disk that FOLDER is on; `full_disk.py FOLDER limit` lets
no file grow beyond 300 kB, which needs no rights.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from dlprep.progress.errors import NotSaved
from dlprep.progress.events import Event, State
from dlprep.progress.log import Log


def ballast(folder: Path) -> Callable[[], None]:
    file = folder / "ballast"
    file.write_bytes(bytes(200_000))
    return file.unlink


def limit(folder: Path) -> Callable[[], None]:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def answer(log: Log, number: int) -> tuple[Event, State]:
    event = Event(
        ulid=log.ulid(number), at=number, offset=0, day=1, kind="review", item=f"item-{number}", topic="t",
        grade=3, answer="x" * 500, device="me",
    )  # fmt: skip
    return event, State(item=event.item, topic="t", due=number, body="[]")


def append_until_refused(log: Log) -> tuple[list[str], tuple[Event, State], NotSaved]:
    acknowledged: list[str] = []
    while True:
        event, state = answer(log, len(acknowledged))
        try:
            log.append(event, state)
        except NotSaved as error:
            return acknowledged, (event, state), error
        acknowledged.append(event.ulid)


def main(folder: Path, make_room: Callable[[], None]) -> None:
    file = folder / "progress.db"
    with Log.open(file) as log:
        acknowledged, refused, error = append_until_refused(log)
        kept = [event.ulid for event in log.events()]
        make_room()
        log.append(*refused)
    with Log.open(file) as log:
        seen = {
            "error": type(error).__name__,
            "message": str(error),
            "acknowledged": len(acknowledged),
            "kept": kept == acknowledged,
            "retried": [event.ulid for event in log.events()] == [*acknowledged, refused[0].ulid],
            "states": len(log.states()) == len(acknowledged) + 1,
            "integrity": log.database.read("PRAGMA integrity_check")[0][0],
        }
    print(json.dumps(seen))


if __name__ == "__main__":
    place = Path(sys.argv[1])
    main(place, {"ballast": ballast, "limit": limit}[sys.argv[2]](place))
