"""Two loss curves, chance as a line, and the faults to choose from."""

from __future__ import annotations

from math import isfinite

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, GROUND, MUTED, NEGATIVE, POSITIVE, RULE, Hue, written
from dlprep.visuals.motion import grown
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.plane import Plane
from dlprep.visuals.sims.faults import CHANCE, FAULTS, Faults

MOST = 1.6
LIST = 20


class FaultsPicture(Picture[Faults]):
    """● training, ○ validation, ↑ above the scale, ✕ no number any more; ▸ is the guess, ✓ the answer."""

    sim_type = Faults

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Curves up to now, and the list."""
        narrow = canvas.width < 56
        room = canvas.width - 6 if narrow else canvas.width - LIST - 6
        plane = Plane(5, 0, max(1, room), max(1, canvas.height - 1), (0, self.sim.last), (0.0, MOST))
        plane.stroke(canvas, (0, 0), (self.sim.last, 0), written(RULE))
        plane.stroke(canvas, (0, CHANCE), (self.sim.last, CHANCE), written(RULE))
        canvas.text(0, plane.cell(0, CHANCE)[1], "ln 2", written(MUTED))
        canvas.text(0, 0, f"{MOST}", written(MUTED))
        now = self.sim.state(step + 1 if phase else step)
        self._curve(canvas, plane, now.valid, step + phase, POSITIVE, "○")
        self._curve(canvas, plane, now.train, step + phase, ACTIVE, "●")
        canvas.text(7, canvas.height - 1, "● training", written(ACTIVE))
        canvas.text(19, canvas.height - 1, "○ validation", written(POSITIVE))
        if not narrow:
            self._list(canvas, canvas.width - LIST)

    def _curve(
        self, canvas: Canvas, plane: Plane, losses: tuple[float, ...], at: float, hue: Hue, glyph: str
    ) -> None:
        points = grown(losses, at)
        there = [point for point in points if isfinite(point[1])]
        plane.path(canvas, there, written(hue))
        if there:
            column, row = plane.cell(there[-1][0], min(MOST, there[-1][1]))
            lost, above = len(there) < len(points), there[-1][1] > MOST
            mark = "✕" if lost else "↑" if above else glyph
            canvas.text(column, row, mark, written(NEGATIVE if lost else hue, bold=True))

    def _list(self, canvas: Canvas, x: int) -> None:
        """All names, or those around the answer or the guess where rows are few."""
        names, rows = list(FAULTS), max(1, canvas.height - (canvas.height > len(FAULTS)))
        chosen = self.sim.name if self.sim["shown"] else self.sim.chosen("guess")
        middle = names.index(chosen) if chosen in names else 0
        first = max(0, min(middle - rows // 2, len(names) - rows))
        for row, name in enumerate(names[first:]):
            guessed, answer = name == self.sim.chosen("guess"), self.sim["shown"] and name == self.sim.name
            ink = (
                written(GROUND, ACTIVE, bold=True)
                if answer
                else written(ACTIVE if guessed else MUTED, bold=guessed)
            )
            y = row + (canvas.height > len(FAULTS))
            canvas.text(x, y, "▸" if guessed else "✓" if answer else " ", written(ACTIVE, bold=True))
            canvas.text(x + 2, y, name, ink)
