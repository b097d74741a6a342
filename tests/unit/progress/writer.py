"""A process that appends and says so: `writer.py FILE COUNT` prints each ulid once `append` has returned."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from dlprep.progress.events import Event, State
from dlprep.progress.log import Log


def main(path: Path, count: int) -> None:
    print("ready", flush=True)
    sys.stdin.readline()
    with Log.open(path) as log:
        for n in range(count):
            at, item = int(time.time() * 1000), f"item-{n % 10}"
            event = Event(
                ulid=log.ulid(at), at=at, offset=0, day=739_578, kind="review", item=item, topic="t",
                grade=3, answer="x" * (n % 400), device=log.device,
            )  # fmt: skip
            log.append(event, State(item=item, topic="t", due=739_579, body="[]"))
            print(event.ulid, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
