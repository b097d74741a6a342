"""A cone from one output down to the inputs that it sees."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, POSITIVE, RULE, written
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.receptive import Receptive


class ReceptivePicture(Picture[Receptive]):
    """The bottom row are the inputs, each row above a layer; ● are the units that the top one reads."""

    sim_type = Receptive

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Rows from the inputs up."""
        taps = self.sim.taps(step)
        left, room = 10, max(3, canvas.width - 12)
        taps = [{place // self._halved(room) for place in places} for places in taps]
        gap = max(1, (canvas.height - 2) // (self.sim.last + 1))
        for level in range(self.sim.last + 1):
            y = canvas.height - 2 - level * gap
            name = "inputs" if level == 0 else f"layer {level}"
            canvas.text(0, y, name, written(ACTIVE if level == step else MUTED))
            canvas.text(left, y, "·" * room, written(RULE))
            if level > step:
                continue
            places = sorted(taps[level])
            for place in places:
                hue = ACTIVE if level == step else POSITIVE
                canvas.text(left + room // 2 + place, y, "●", written(hue, bold=True))
        low, high = min(taps[0]), max(taps[0])
        canvas.text(left + room // 2 + low, canvas.height - 1, "└", written(INK))
        canvas.text(left + room // 2 + low + 1, canvas.height - 1, "─" * max(0, high - low - 1), written(INK))
        if high > low:
            canvas.text(left + room // 2 + high, canvas.height - 1, "┘", written(INK))
        canvas.text(0, canvas.height - 1, f"sees {self.sim.state(step).size}", written(INK, bold=True))

    def _halved(self, room: int) -> int:
        """1 where the widest cone has a column for each half input, 2 where only whole ones have room.

        Halves are needed under an even kernel, whose middle lies between two inputs.
        """
        return 1 if max(self.sim.taps(self.sim.last)[0]) < room // 2 else 2
