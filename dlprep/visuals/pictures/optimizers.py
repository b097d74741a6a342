"""A surface seen from above, and the trails of five optimizers."""

from __future__ import annotations

from itertools import pairwise
from math import log1p

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, GROUND, INK, MUTED, POSITIVE, Hue, bare, written
from dlprep.visuals.motion import between
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.plane import Plane
from dlprep.visuals.sims.optimizers import RULES, Optimizers, Runner

MARKS = dict(zip(RULES, "SMRAW", strict=True))
LEVELS = 6
"""Heights that contour lines are drawn at; level ones are dotted more thinly, as cells are narrow."""
TABLE, LONG = 22, 60
"""Columns of the table; steps of a trail."""
DEEP, HIGH = Hue(18, 26, 46), Hue(58, 44, 84)


class OptimizersPicture(Picture[Optimizers]):
    """Letters are the optimizers (W is AdamW), dots their trails; · are contours, ✕ the minimum."""

    sim_type = Optimizers

    def __init__(self, sim: Optimizers) -> None:
        super().__init__(sim)
        self._ground: tuple[object, Canvas] = (None, Canvas(0, 0))

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """The surface, trails, letters, the table."""
        plane = self.plane(canvas.width, canvas.height)
        key = (canvas.width, canvas.height, self.sim.chosen("surface"))
        if self._ground[0] != key:
            self._ground = (key, self._surface(canvas, plane))
        for y, row in enumerate(self._ground[1].rows()):
            canvas.rows()[y][:] = row
        for name in RULES:
            self._trail(canvas, plane, name, step, self._places(name, step, phase))
        for name in RULES:
            self._letter(canvas, plane, name, self._places(name, step, phase)[-1])
        if plane.width < canvas.width:
            self._table(canvas, plane.width + 2, step)

    def plane(self, width: int, height: int) -> Plane:
        """Where the surface is; its x axis is longer, since a terminal is wide."""
        reach = self.sim.surface.reach
        room = width - TABLE if width >= 60 else width
        return Plane(0, 0, max(1, room), max(1, height), (-reach, reach), (-reach * 0.8, reach * 0.8))

    def _surface(self, canvas: Canvas, plane: Plane) -> Canvas:
        ground = Canvas(canvas.width, canvas.height)
        lowest = min(self._height(plane, x, y) for x in range(plane.width) for y in range(plane.height))
        span = log1p(
            max(self._height(plane, x, y) - lowest for x in range(plane.width) for y in range(plane.height))
        )
        for y in range(plane.height):
            for x in range(plane.width):
                level, right, under = (
                    log1p(max(0.0, self._height(plane, *at) - lowest)) / (span or 1) * LEVELS
                    for at in ((x, y), (x + 1, y), (x, y + 1))
                )
                tone = DEEP.towards(HIGH, round(level) / LEVELS)
                edge = int(level) != int(right) or (x % 3 == 0 and int(level) != int(under))
                ground.text(x, y, "·" if edge else " ", written(MUTED, tone))
        for point in self.sim.surface.lowest:
            ground.text(*plane.cell(*point), "✕", written(INK, DEEP, bold=True))
        return ground

    def _height(self, plane: Plane, x: int, y: int) -> float:
        return self.sim.surface.of(*plane.point(x, y))

    def _places(self, name: str, step: int, phase: float) -> list[Runner]:
        """Where an optimizer has been of late, and where it is on its way to its next place."""
        places = [self.sim.state(n)[name] for n in range(max(0, step - LONG), step + 1)]
        then = self.sim.state(step + 1)[name] if phase else places[-1]
        if phase and not then.lost:
            x, y = between(places[-1].x, then.x, phase), between(places[-1].y, then.y, phase)
            places.append(places[-1]._replace(x=x, y=y))
        return places

    def _trail(self, canvas: Canvas, plane: Plane, name: str, step: int, places: list[Runner]) -> None:
        hue = ACTIVE if name in {"Adam", "AdamW"} else POSITIVE
        for n, (a, b) in enumerate(pairwise(places)):
            if not (a.lost or b.lost):
                ink = bare(hue, 0.35 + 0.5 * n / (min(LONG, step) + 1), DEEP)
                plane.stroke(canvas, (a.x, a.y), (b.x, b.y), ink)

    def _letter(self, canvas: Canvas, plane: Plane, name: str, at: Runner) -> None:
        hue = ACTIVE if name in {"Adam", "AdamW"} else POSITIVE
        if not at.lost:
            column, row = plane.cell(at.x, at.y)
            if plane.holds(column, row):
                canvas.text(column, row, MARKS[name], written(GROUND, hue, bold=True))

    def _table(self, canvas: Canvas, x: int, step: int) -> None:
        """Names and heights; the rates below them where there is room."""
        roomy = canvas.height > 2 * len(RULES)
        for number, name in enumerate(RULES):
            y = 1 + 2 * number if roomy else number
            self._entry(canvas, x, y, name, step)
            if roomy:
                canvas.text(x + 4, y + 1, f"η {self.sim.rate(name):.3f}", written(MUTED))

    def _entry(self, canvas: Canvas, x: int, y: int, name: str, step: int) -> None:
        hue = ACTIVE if name in {"Adam", "AdamW"} else POSITIVE
        canvas.text(x, y, f" {MARKS[name]} ", written(GROUND, hue, bold=True))
        canvas.text(x + 4, y, f"{name:<9}", written(INK))
        canvas.text(x + 13, y, dict(self.sim.numbers(step))[name], written(MUTED))
