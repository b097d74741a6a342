from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dlprep.bank.library import Bank
from dlprep.progress.log import Log
from dlprep.schedule.model import Model
from dlprep.study.clock import Moment
from dlprep.study.desk import Desk as Table
from dlprep.study.opening import Wanted
from dlprep.study.sitting import Sitting

# A shell lets its background jobs ignore Ctrl+C, and the programs that tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Each core has its test worker: more threads would wait for each other, in training code for minutes.
os.environ.setdefault("OMP_NUM_THREADS", "1")

BANK = Path(__file__).parent / "fixtures" / "bank"
NOON = 1_795_435_200_000  # 23 November 2026, 12:00 UTC
SECOND, HOUR = 1000, 3_600_000


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches a home folder."""
    for name in ("data", "cache", "config"):
        monkeypatch.setenv(f"DLPREP_{name.upper()}", str(tmp_path / name))


class HandClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.at, self.offset = NOON, 0

    def __call__(self) -> Moment:
        return Moment(self.at, self.offset)

    def pass_(self, *, seconds: float = 0, hours: float = 0) -> None:
        self.at += int(seconds * SECOND + hours * HOUR)


class Desk:
    """A candidate's machine: a small bank of all kinds, one progress file, and a clock set by hand."""

    def __init__(self, folder: Path) -> None:
        self.bank = Bank(shutil.copytree(BANK, folder / "bank"), folder / "cache")
        self.path = folder / "data" / "progress.db"
        self.clock = HandClock()
        self.model = Model()
        self._logs: list[Log] = []
        with self.log().database.write() as connection:
            connection.execute("UPDATE meta SET value = 'desk' WHERE key = 'device'")  # decides every seed

    def log(self) -> Log:
        """One more connection to the progress file, as one more process would have."""
        self._logs.append(Log.open(self.path))
        return self._logs[-1]

    def sit(self, *topics: str, log: Log | None = None, **wanted: Any) -> Sitting:
        """Open a sitting, as after a start; the ones before are abandoned as by a kill."""
        log = log or self.log()
        return Sitting(self.bank, log, self.model, Wanted(topics=topics, **wanted), clock=self.clock)

    def only(self, kind: str) -> Sitting:
        """A sitting of the one item of this kind."""
        return self.sit("attention", kinds=(kind,))

    def rows(
        self, query: str = "SELECT kind, item, grade FROM events ORDER BY ulid"
    ) -> list[tuple[Any, ...]]:
        """What is in the file, seen from outside."""
        connection = sqlite3.connect(self.path)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    @contextmanager
    def locked(self, log: Log) -> Iterator[None]:
        """Another program holds the file's lock for as long as this lasts, and `log` is impatient."""
        log.database.read("PRAGMA busy_timeout = 20")
        other = sqlite3.connect(self.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()

    def close(self) -> None:
        for log in self._logs:
            log.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def answer() -> Callable[[Sitting], str]:
    """Give the asked card its right response; the item's id."""

    def give(sitting: Sitting, grade: int | None = None) -> str:
        from dlprep.schedule.memory import Grade

        assert sitting.asked is not None
        item = sitting.asked.item.id
        outcome = sitting.answer(None) if sitting.asked.question else sitting.conclude()
        sitting.grade(Grade(grade) if grade else outcome.suggested)
        return item

    return give


@pytest.fixture
def beginner(desk: Desk) -> Table:
    """Bank, log and settings before the first answer."""
    return Table(desk.bank, desk.log(), clock=desk.clock)


@pytest.fixture
def studied(beginner: Table) -> Table:
    """The same after six weeks."""
    from tests import diary

    diary.keep(beginner.bank, beginner.log, until=beginner.today)
    return beginner


@pytest.fixture(scope="session")
def make_desk() -> type[Desk]:
    """Desks for tests that need a new one for each example."""
    return Desk
