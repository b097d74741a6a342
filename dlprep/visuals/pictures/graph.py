"""The graph from leaves to loss; values appear in cyan, gradients come back in amber."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas, Mark, bent, shades
from dlprep.visuals.ink import (
    ACTIVE,
    GROUND,
    INK,
    MUTED,
    NEGATIVE,
    PANEL,
    POSITIVE,
    Hue,
    shaded,
    written,
)
from dlprep.visuals.motion import between, eased, glow
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.graph import BACK, NODES, Graph

PLACES = {
    "w": (0.0, 0.0),
    "x": (0.0, 0.75),
    "y": (0.36, 1.0),
    "p": (0.36, 0.2),
    "d": (0.7, 0.5),
    "L": (1.0, 0.5),
}
"""Where each node stands, in shares of the width and the height; no two meet from four rows on."""
WIDTH, TONES = 13, 24
"""Columns of a box; steps of a signal's brightness along an edge."""
BEYOND = 0.3
"""How far outside its edge, in lengths of it, a signal begins and ends."""
TALL = 11
"""Rows from which a gradient has a row of its own."""


class GraphPicture(Picture[Graph]):
    """A box shows a node's value, and below or beside it ∂L/∂node once that is known."""

    sim_type = Graph

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Edges, then boxes on them."""
        there, back = self.sim.known(step)
        for node in NODES:
            for parent in node.parents:
                self._edge(canvas, parent, node.name, node.name in there, self._walked(parent, back))
        if phase:
            self._signals(canvas, step, eased(phase))
        for node in NODES:
            self._box(canvas, node.name, node.made, node.name in there, node.name in back)

    def _signals(self, canvas: Canvas, step: int, share: float) -> None:
        """The values on their way to the node that is made next; or the next gradient on its way back."""
        (there, back), (then, after) = self.sim.known(step), self.sim.known(step + 1)
        start, end = -BEYOND, 1 + BEYOND
        for node in NODES:
            for parent in node.parents:
                if node.name in then - there:
                    self._signal(canvas, parent, node.name, between(start, end, share), POSITIVE)
                elif self._walked(parent, after - back):
                    self._signal(canvas, parent, node.name, between(end, start, share), ACTIVE)

    def _signal(self, canvas: Canvas, start: str, end: str, at: float, hue: Hue) -> None:
        """A light so far along an edge."""
        levels = [glow(n / TONES - at) for n in range(TONES + 1)]
        for mark in self._way(canvas, start, end):
            level = levels[round(mark.along * TONES)]
            if level > 0.2:
                canvas.braille(mark.x, mark.y, mark.bits, shaded(hue, level))

    def _walked(self, name: str, back: set[str]) -> bool:
        return name in back and self.sim.grads()[name] is not None

    def _corner(self, canvas: Canvas, name: str) -> tuple[int, int]:
        (across, down), tall = PLACES[name], 3 if canvas.height >= TALL else 2
        return 1 + round(across * (canvas.width - WIDTH - 2)), round(down * (canvas.height - tall))

    def _edge(self, canvas: Canvas, start: str, end: str, made: bool, walked: bool) -> None:
        (x0, y0), (x1, y1) = self._corner(canvas, start), self._corner(canvas, end)
        cut = self.sim["detached"] and end == "d" and start == "p"
        hue = ACTIVE if walked else NEGATIVE if cut else POSITIVE
        level = 1.0 if walked else 0.6 if made else 0.15
        canvas.marks(self._way(canvas, start, end), shades(hue, [level]))
        if cut:
            canvas.text((x0 + WIDTH + x1) // 2, (y0 + y1 + 1) // 2 + 1, "╳", written(NEGATIVE, bold=True))

    def _way(self, canvas: Canvas, start: str, end: str) -> tuple[Mark, ...]:
        (x0, y0), (x1, y1) = self._corner(canvas, start), self._corner(canvas, end)
        return bent(2 * (x0 + WIDTH), 4 * y0 + 6, 2 * x1 - 1, 4 * y1 + 6)

    def _box(self, canvas: Canvas, name: str, made: str, known: bool, back: bool) -> None:
        x, y = self._corner(canvas, name)
        value, grad = self.sim.values()[name], self.sim.grads().get(name)
        ground = POSITIVE if known else PANEL
        ink = written(GROUND if known else MUTED, ground, bold=known)
        canvas.fill(x, y, WIDTH, 1, ink)
        canvas.text(x, y, made.center(WIDTH), ink)
        shown = f"{value:+.1f}" if known else "?"
        canvas.text(x, y + 1, shown.center(WIDTH), written(INK, PANEL, bold=known))
        if name in BACK:
            self._gradient(canvas, x, y + 1, shown, grad, back)

    def _gradient(self, canvas: Canvas, x: int, y: int, value: str, grad: float | None, back: bool) -> None:
        """Below the value, or at its right where rows are few."""
        text = "∂ none" if back and grad is None else f"∂ {grad:+.1f}" if back else "∂ ?"
        ink = written(GROUND if back else MUTED, ACTIVE if back else PANEL, bold=back)
        if canvas.height >= TALL:
            canvas.text(x, y + 1, text.center(WIDTH), ink)
            return
        canvas.text(x, y, value.ljust(WIDTH), written(INK, PANEL))
        canvas.text(x + WIDTH - len(text), y, text, ink)
