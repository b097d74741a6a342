"""The study day: local time with the night counted to the evening before."""

from __future__ import annotations

import time

EPOCH = 719_163
"""`date(1970, 1, 1).toordinal()`."""


def study_day(
    utc_ms: int, offset_minutes: int, rollover_hours: int = 4, not_before: int | None = None
) -> int:
    """The proleptic ordinal (`date.toordinal`) of the study day at a moment.

    `utc_ms` counts milliseconds since 1970 in UTC, `offset_minutes` is east of UTC. The day begins
    `rollover_hours` after local midnight. With `not_before`, the last day on record, the day never
    goes backwards, whether a clock was set back or its owner flew west.
    """
    local_minutes = utc_ms // 60_000 + offset_minutes - rollover_hours * 60
    day = EPOCH + local_minutes // 1440
    return day if not_before is None else max(day, not_before)


def local_offset(utc_ms: int) -> int:
    """Minutes east of UTC that this machine's clock showed, or will show, at a moment."""
    return time.localtime(utc_ms / 1000).tm_gmtoff // 60
