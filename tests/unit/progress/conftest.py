from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dlprep.progress.events import Event
from dlprep.progress.log import Log

DAY = 739_578
NOON = 1_795_000_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "progress.db"


@pytest.fixture
def log(path: Path) -> Iterator[Log]:
    with Log.open(path) as opened:
        yield opened


@pytest.fixture
def event() -> Callable[..., Event]:
    """Make an event of a log: a review of item `a` graded Good unless told otherwise."""

    def make(log: Log, item: str = "a", *, kind: str = "review", at: int = NOON, **fields: object) -> Event:
        given = {"day": DAY, "topic": "attention", "offset": 60, "device": log.device, **fields}
        grade = given.pop("grade", 3 if kind == "review" else None)
        return Event(ulid=log.ulid(at), at=at, kind=kind, item=item, grade=grade, **given)

    return make
