"""The moment an answer is given: UTC milliseconds and the local offset."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from dlprep.schedule.day import local_offset


class Moment(NamedTuple):
    """A point in time as the log stores it: `at` in UTC milliseconds, `offset` in minutes east."""

    at: int
    offset: int


Clock = Callable[[], Moment]


def now() -> Moment:
    """This moment on this machine."""
    at = time.time_ns() // 1_000_000
    return Moment(at, local_offset(at))
