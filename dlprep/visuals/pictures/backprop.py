"""A network with its signal going forward and its gradient coming back, on an absolute scale."""

from __future__ import annotations

from math import exp, isfinite, log10

from dlprep.visuals.canvas import Canvas, bent, shades
from dlprep.visuals.ink import ACTIVE, GROUND, INK, MUTED, filled, shaded, signed, written
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.backprop import TARGET, Backprop, Pass

TONES = 12
"""Inks along an edge."""
NODE = 7
"""Columns of a unit with its number; 3 when there is no room."""


class BackpropPicture(Picture[Backprop]):
    """Edges glow with |w·a| forward and with |δ·a| backward; below stands each layer's gradient."""

    sim_type = Backprop

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Edges first, units on top, then the row of gradients."""
        now = self.sim.state(step)
        place, back = self.sim.front(step)
        front = place + (-phase if back else phase if place < self.sim.depth else 0)
        height = canvas.height - 3
        for layer in range(self.sim.depth):
            self._edges(canvas, now, layer, height, front, back)
        for layer, values in enumerate(now.values):
            for unit in range(len(values)):
                self._unit(canvas, now, layer, unit, height, front, back)
        self._sizes(canvas, now, front, back)

    def _middle(self, canvas: Canvas, layer: int, unit: int, height: int) -> tuple[int, int]:
        """The cell in a unit's middle."""
        count = self.sim.sizes[layer]
        x = 4 + round(layer * (canvas.width - 9) / self.sim.depth)
        return x, int((unit + 0.5) * height / count)

    def _half(self, canvas: Canvas) -> int:
        return NODE // 2 if canvas.width >= (NODE + 3) * (self.sim.depth + 1) else 1

    def _edges(self, canvas: Canvas, now: Pass, layer: int, height: int, front: float, back: bool) -> None:
        half = self._half(canvas) + 1
        for j, row in enumerate(now.weights[layer]):
            x1, y1 = self._middle(canvas, layer + 1, j, height)
            for i, weight in enumerate(row):
                x0, y0 = self._middle(canvas, layer, i, height)
                carried = now.gradient(layer, j, i) if back else weight * now.values[layer][i]
                strength = min(1.0, abs(carried) ** 0.5 * 1.2)
                rest = 0.10 + 0.12 * min(1.0, abs(weight))
                levels = (rest + _glow(layer + k / TONES - front) * strength for k in range(TONES + 1))
                inks = shades(ACTIVE if back else signed(weight), levels)
                marks = bent(2 * (x0 + half), 4 * y0 + 2, 2 * (x1 - half) + 1, 4 * y1 + 2)
                canvas.marks(marks, inks)

    def _unit(
        self, canvas: Canvas, now: Pass, layer: int, unit: int, height: int, front: float, back: bool
    ) -> None:
        x, y = self._middle(canvas, layer, unit, height)
        value, half = now.values[layer][unit], self._half(canvas)
        shown, hue, text = value, signed(value), f"{value:+.2f}"
        if back and layer and layer >= front - 0.5:
            shown, hue = now.deltas[layer - 1][unit] * 2, ACTIVE
            text = f"δ{_short(now.deltas[layer - 1][unit])}"
        lit = max(0.0, 1 - 2 * abs(front - layer))
        ink = filled(hue, 0.14 + 0.36 * min(1.0, abs(shown)) + 0.4 * lit, bold=True)
        if half == 1:
            canvas.text(x - 1, y, " δ " if text[0] == "δ" else " - " if value < 0 else " + ", ink)
            return
        canvas.text(x - half, y, text[:NODE].center(NODE), ink)

    def _sizes(self, canvas: Canvas, now: Pass, front: float, back: bool) -> None:
        """Below each layer of weights: the mean |∂L/∂w| as a number and a bar over ten powers of ten."""
        y = canvas.height - 2
        wide = (canvas.width - 9) / self.sim.depth >= 8
        for layer in range(self.sim.depth):
            (left, _), (right, _) = (self._middle(canvas, n, 0, 1) for n in (layer, layer + 1))
            size = now.size(layer)
            known = not back or layer >= front - 1
            ink = written(ACTIVE if known and back else MUTED)
            power = max(0.0, min(1.0, 1 + log10(size) / 8)) if isfinite(size) and size > 0 else 0.0
            text = f"{size:.0e}" if wide else f"{log10(size):+.0f}" if isfinite(size) and size > 0 else "0"
            canvas.centred((left + right) // 2 + 1, y, text, ink)
            canvas.centred(
                (left + right) // 2 + 1, y + 1, "▁▂▃▄▅▆▇█"[round(power * 7)] * (5 if wide else 3), ink
            )
        canvas.text(0, y, "|∂W|" if wide else "log", written(MUTED))
        output = now.values[-1][0]
        x, middle = self._middle(canvas, self.sim.depth, 0, canvas.height - 3)
        canvas.text(max(0, x - 7), middle + 2, f"target {TARGET:.1f}", written(INK, GROUND))
        canvas.text(max(0, x - 7), middle + 3, f"loss {now.loss:.3g}"[:12], shaded(signed(output), 1.0))


def _glow(distance: float) -> float:
    return exp(-((distance / 0.18) ** 2))


def _short(value: float) -> str:
    """A number in six columns."""
    return f"{value:+.2f}" if abs(value) >= 0.01 or value == 0 else f"{value:+.0e}".replace("e-0", "e-")
