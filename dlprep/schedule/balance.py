"""Which day within its fuzz range an item comes back on: the one with the least to do.

The load of a day follows from all items at once, a replay from one item's answers alone. So the choice
is made when the answer is given, and stored with it as a share of the range: a replay repeats it, an undo
takes only its own along, and with other parameters the same share falls within the new range.
"""

from __future__ import annotations

from collections.abc import Mapping

from dlprep.schedule.chance import fraction
from dlprep.schedule.memory import Grade


def lightest(
    choices: Mapping[Grade, range], load: Mapping[int, int], day: int, seed: str
) -> dict[Grade, tuple[int, float]]:
    """For each grade the interval in days that leads to the least loaded day, and its share of the range.

    `load` counts what is due by study day. Of equal days chance decides, by `seed`. A better grade never
    comes back sooner.
    """
    chosen: dict[Grade, tuple[int, float]] = {}
    floor = 0
    for grade in sorted(choices):
        days = choices[grade]
        floor = min(
            range(max(floor, days.start), days.stop),
            key=lambda days: (load.get(day + days, 0), fraction(seed, day + days)),
        )
        chosen[grade] = floor, share(days, floor)
    return chosen


def share(days: range, chosen: int) -> float:
    """Where in the range a day lies: the middle of its part of [0, 1)."""
    return (days.index(chosen) + 0.5) / len(days)
