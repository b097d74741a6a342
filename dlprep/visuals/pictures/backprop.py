"""A network with its signal going forward and its gradient coming back, on an absolute scale."""

from __future__ import annotations

from math import isfinite, log10

from dlprep.visuals.canvas import Canvas, bent, shades
from dlprep.visuals.ink import ACTIVE, GROUND, INK, MUTED, filled, shaded, signed, written
from dlprep.visuals.motion import glow
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.backprop import TARGET, Backprop, Pass, brief, scaled

TONES = 12
"""Inks along an edge."""
NODE = 7
"""Columns of a unit with its number; 5 or 3 when there is no room."""
ROOMY = 4
"""Rows for each unit from which it is more than its number."""
LOW, LOWEST = 10, 8
"""Rows from which three rows stand below the network, and two; else one."""


class BackpropPicture(Picture[Backprop]):
    """Edges glow with |w·a| forward and with |δ·a| backward; below stands each layer's gradient.

    ◆ is the weight whose gradient is written out; · is not known yet.
    """

    sim_type = Backprop

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Edges first, units on top, then the row of gradients."""
        now = self.sim.state(step)
        place, back = self.sim.front(step)
        front = place + (-phase if back else phase if place < self.sim.depth else 0)
        height = canvas.height - self._below(canvas)
        for layer in range(self.sim.depth):
            self._edges(canvas, now, layer, height, front, back)
        self._chosen(canvas, now, height, back and front <= self.sim.chosen_weight[0] + 1)
        for layer, values in enumerate(now.values):
            for unit in range(len(values)):
                self._unit(canvas, now, layer, unit, height, front, back)
        self._sizes(canvas, now, front, back)
        self._ends(canvas, now, height, back or front >= self.sim.depth)

    def _below(self, canvas: Canvas) -> int:
        """Rows for the gradients: a number each layer, the chosen weight's, bars."""
        return 3 if canvas.height >= LOW else 2 if canvas.height >= LOWEST else 1

    def _middle(self, canvas: Canvas, layer: int, unit: int, height: int) -> tuple[int, int]:
        """The cell in a unit's middle."""
        count = self.sim.sizes[layer]
        x = 4 + round(layer * (canvas.width - 9) / self.sim.depth)
        return x, int((unit + 0.5) * height / count)

    def _half(self, canvas: Canvas) -> int:
        """Columns of a unit at each side of its middle: seven in all, five or three."""
        room = canvas.width / (self.sim.depth + 1)
        return 3 if room >= NODE + 3 else 2 if room >= NODE else 1

    def _edges(self, canvas: Canvas, now: Pass, layer: int, height: int, front: float, back: bool) -> None:
        half = self._half(canvas) + 1
        for j, row in enumerate(now.weights[layer]):
            x1, y1 = self._middle(canvas, layer + 1, j, height)
            for i, weight in enumerate(row):
                x0, y0 = self._middle(canvas, layer, i, height)
                carried = now.gradient(layer, j, i) if back else weight * now.values[layer][i]
                strength = min(1.0, abs(carried) ** 0.5 * 1.2)
                rest = 0.10 + 0.12 * min(1.0, abs(weight))
                levels = (rest + glow(layer + k / TONES - front) * strength for k in range(TONES + 1))
                inks = shades(ACTIVE if back else signed(weight), levels)
                marks = bent(2 * (x0 + half), 4 * y0 + 2, 2 * (x1 - half) + 1, 4 * y1 + 2)
                canvas.marks(marks, inks)

    def _chosen(self, canvas: Canvas, now: Pass, height: int, known: bool) -> None:
        """The edge of the chosen weight, and its gradient once it is there."""
        layer, j, i = self.sim.chosen_weight
        (x0, y0), (x1, y1) = (
            self._middle(canvas, layer, i, height),
            self._middle(canvas, layer + 1, j, height),
        )
        half, ink = self._half(canvas) + 1, written(ACTIVE if known else INK, bold=True)
        marks = bent(2 * (x0 + half), 4 * y0 + 2, 2 * (x1 - half) + 1, 4 * y1 + 2)
        canvas.marks(marks, [written(ACTIVE if known else MUTED)])
        middle = min(marks, key=lambda mark: abs(mark.along - 0.5))
        canvas.text(middle.x, middle.y, "◆", ink)
        if canvas.height >= LOWEST:
            delta, value = now.deltas[layer][j], now.values[layer][i]
            product = f" = δ·a = {scaled(delta)}·{scaled(value)} = {scaled(delta * value)}" if known else ""
            canvas.text(0, height, f"◆ ∂L/∂w{product}", ink if known else written(MUTED))

    def _unit(
        self, canvas: Canvas, now: Pass, layer: int, unit: int, height: int, front: float, back: bool
    ) -> None:
        x, y = self._middle(canvas, layer, unit, height)
        value, half = now.values[layer][unit], self._half(canvas)
        shown, hue, text = value, signed(value), _output(value, half)
        if back and layer and layer >= front - 0.5:
            shown, hue = now.deltas[layer - 1][unit] * 2, ACTIVE
            text = _delta(now.deltas[layer - 1][unit], half)
        elif not back and layer > front + 0.5:
            shown, text = 0.0, "·"
        lit = max(0.0, 1 - 2 * abs(front - layer))
        level, wide = 0.14 + 0.36 * min(1.0, abs(shown)) + 0.4 * lit, 2 * half + 1
        canvas.text(x - half, y, text.center(wide), filled(hue, level, bold=True))
        if self._roomy(height):
            canvas.text(x - half, y - 1, "▄" * wide, shaded(hue, level))
            canvas.text(x - half, y + 1, "▀" * wide, shaded(hue, level))

    def _roomy(self, height: int) -> bool:
        """Whether a unit has two rows of its own: a half above its number, and a half below."""
        return height >= ROOMY * max(self.sim.sizes)

    def _sizes(self, canvas: Canvas, now: Pass, front: float, back: bool) -> None:
        """Below each layer of weights: the mean |∂L/∂w| as a number and a bar over ten powers of ten."""
        y = canvas.height - self._below(canvas) + (canvas.height >= LOWEST)
        wide = (canvas.width - 9) / self.sim.depth >= 8
        for layer in range(self.sim.depth):
            (left, _), (right, _) = (self._middle(canvas, n, 0, 1) for n in (layer, layer + 1))
            size, middle = now.size(layer), (left + right) // 2 + 1
            if not back or layer < front - 1:
                canvas.centred(middle, y, "·", written(MUTED))
                continue
            there = isfinite(size) and size > 0
            text = f"{size:.0e}" if wide else f"{log10(size):+.0f}" if there else "0"
            canvas.centred(middle, y, text, written(ACTIVE))
            bar = "▁▂▃▄▅▆▇█"[round(7 * max(0.0, min(1.0, 1 + log10(size) / 8)))] if there else "▁"
            canvas.centred(middle, y + 1, bar * (5 if wide else 3), written(ACTIVE))
        canvas.text(0, y, "|∂W|" if wide else "log", written(MUTED))

    def _ends(self, canvas: Canvas, now: Pass, height: int, reached: bool) -> None:
        """The target below the output, and the loss once there is one."""
        x, middle = self._middle(canvas, self.sim.depth, 0, height)
        middle += self._roomy(height)
        canvas.text(x - 3, middle + 1, f"y = {TARGET:.1f}", written(INK, GROUND))
        if reached and canvas.height >= LOWEST:
            told = f"loss {brief(now.loss)}"
            canvas.text(canvas.width - len(told) - 1, height, told, written(INK, bold=True))
        elif reached and middle + 2 < height:
            canvas.text(x - 3, middle + 2, f"L {brief(now.loss)}"[:8], written(INK, bold=True))


def _output(value: float, half: int) -> str:
    """A unit's value in its columns; its sign alone where three must do."""
    if half == 1:
        return "-" if value < 0 else "+"
    text = f"{value:+.2f}"
    return text if len(text) <= 2 * half + 1 else f"{value:+.0e}".replace("e+0", "e").replace("e+", "e")


def _delta(value: float, half: int) -> str:
    """δ in as many columns as a unit has; a power of ten stands without the letter where five must do."""
    if half == 1:
        return "δ"
    if abs(value) < 0.01 and value:
        return ("δ" if half == 3 else "") + f"{value:+.0e}".replace("e-0", "e-").replace("e+0", "e")[:6]
    text = f"{value:+.2f}" if abs(value) < 10 else f"{value:+.0e}".replace("e+0", "e")
    return f"δ{text}" if half == 3 else text.replace("0.", ".").replace("+", "δ+").replace("-", "δ-")[:5]
