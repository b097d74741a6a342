"""A cone from one output down to the inputs that it sees."""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, POSITIVE, RULE, Hue, shaded, written
from dlprep.visuals.motion import between, eased
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.receptive import Receptive

LEFT, WAY = 10, 0.35
"""Columns of the names; how bright the ways are from a unit to those that it reads."""
Way = tuple[int, int, int]
"""A level, a unit of it, and one of the level below that it reads."""


class Cone(NamedTuple):
    """What the output of a layer reads: units by level, the inputs first, and the ways between them."""

    units: list[set[int]]
    ways: set[Way]

    def at(self, level: int) -> set[int]:
        """The units of a level; none above the output."""
        return self.units[level] if level < len(self.units) else set()


class ReceptivePicture(Picture[Receptive]):
    """The bottom row are the inputs, each row above a layer; ● are the units that the top one reads."""

    sim_type = Receptive

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Rows from the inputs up; a cone fades into that of the next layer, which is wider."""
        room, share = max(3, canvas.width - 12), eased(phase)
        now = self._cone(step, room)
        then = self._cone(step + 1, room) if share else now
        middle, gap = LEFT + room // 2, max(1, (canvas.height - 2) // self.sim.last)
        if gap > 1:
            self._ways(canvas, now, then, share, middle, gap)
        for level in range(self.sim.last + 1):
            y = canvas.height - 2 - level * gap
            name = "inputs" if level == 0 else f"layer {level}"
            canvas.text(0, y, name, written(ACTIVE if level == step else MUTED))
            canvas.text(LEFT, y, "·" * room, written(RULE))
            hue = ACTIVE if level >= step else POSITIVE
            self._units(canvas, now.at(level), then.at(level), share, middle, y, hue)
        self._seen(canvas, now, then, share, middle, step)

    def _cone(self, step: int, room: int) -> Cone:
        """Units in columns from the middle."""
        halved, taps = self._halved(room), self.sim.taps(step)
        ways = {
            (level, place // halved, below // halved)
            for level in range(1, step + 1)
            for place in taps[level]
            for below in self.sim.read(level, place)
        }
        return Cone([{place // halved for place in places} for places in taps], ways)

    def _ways(self, canvas: Canvas, now: Cone, then: Cone, share: float, middle: int, gap: int) -> None:
        """From each unit to those that it reads, between the rows."""
        for level, place, below in now.ways | then.ways:
            strength = _strength((level, place, below), now.ways, then.ways, share)
            top, ink = canvas.height - 2 - level * gap, shaded(POSITIVE, WAY * strength)
            canvas.line(2 * (middle + place), 4 * top + 4, 2 * (middle + below), 4 * (top + gap) - 1, ink)

    def _units(
        self, canvas: Canvas, now: set[int], then: set[int], share: float, x: int, y: int, hue: Hue
    ) -> None:
        for place in now | then:
            ink = shaded(hue, _strength(place, now, then, share), bold=True)
            canvas.text(x + place, y, "●", ink)

    def _seen(self, canvas: Canvas, now: Cone, then: Cone, share: float, middle: int, step: int) -> None:
        """The brace below the inputs that are seen, and how many they are."""
        y, ink = canvas.height - 1, written(INK)
        low, high = (middle + round(between(of(now.units[0]), of(then.units[0]), share)) for of in (min, max))
        canvas.text(low, y, "└" + "─" * (high - low - 1) + "┘" * (high > low), ink)
        canvas.text(0, y, f"sees {self.sim.state(step).size}", written(INK, bold=True))

    def _halved(self, room: int) -> int:
        """1 where the widest cone has a column for each half input, 2 where only whole ones have room.

        Halves are needed under an even kernel, whose middle lies between two inputs.
        """
        return 1 if max(self.sim.taps(self.sim.last)[0]) < room // 2 else 2


def _strength(one: object, now: Set[object], then: Set[object], share: float) -> float:
    """How bright a part is of which one cone has it, or both."""
    return (one in now) * (1 - share) + (one in then) * share
