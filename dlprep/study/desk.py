"""What a candidate sits down with: the bank, the log and the settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from dlprep.bank.library import Bank
from dlprep.config import Config
from dlprep.progress.log import Log
from dlprep.schedule.day import study_day
from dlprep.schedule.queue import Limits
from dlprep.study.clock import Clock, now
from dlprep.study.opening import Wanted
from dlprep.study.sitting import Sitting
from dlprep.study.standing import model_of


class Desk(NamedTuple):
    """Opens sittings, and says which study day it is."""

    bank: Bank
    log: Log
    settings: Config = Config()
    clock: Clock = now

    @property
    def limits(self) -> Limits:
        """The day's limits."""
        return Limits(new=self.settings.new_per_day, reviews=self.settings.reviews_per_day)

    @property
    def today(self) -> int:
        """The study day."""
        at, offset = self.clock()
        return study_day(at, offset, self.settings.rollover_hour, not_before=self.log.last_day())

    @property
    def shift(self) -> int:
        """Milliseconds from UTC to the time by which study days change at midnight."""
        return (self.clock().offset - self.settings.rollover_hour * 60) * 60_000

    def sit(self, wanted: Wanted) -> Sitting:
        """Open a sitting. Raises UnknownTopic and BankError."""
        return Sitting(
            self.bank,
            self.log,
            model_of(self.log, self.settings.retention),
            wanted,
            limits=self.limits,
            rollover_hours=self.settings.rollover_hour,
            clock=self.clock,
        )

    @contextmanager
    def apart(self) -> Iterator[Desk]:
        """The same desk on a connection of its own, for another thread; a log in memory is shared."""
        if (path := self.log.database.path) is None:
            yield self
            return
        with Log.open(path) as log:
            yield self._replace(log=log)
