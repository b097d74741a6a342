"""A histogram of the activations for each layer, side by side."""

from __future__ import annotations

from rich.style import Style

from dlprep.visuals.canvas import Canvas, bar
from dlprep.visuals.ink import ACTIVE, INK, MUTED, RULE, heat, written
from dlprep.visuals.motion import eased
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.initialization import BINS, DEPTH, Initialization


class InitializationPicture(Picture[Initialization]):
    """Rows are values from high to low, each bar the share of activations there; numbers give the spread."""

    sim_type = Initialization

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """One column of bars a layer, those that are computed."""
        room = max(6, (canvas.width - 6) // (DEPTH + 1))
        height = max(1, canvas.height - 2)
        self._axis(canvas, height)
        for layer in range(DEPTH + 1):
            x = 6 + layer * room
            canvas.text(
                x, canvas.height - 2, f"{'x' if layer == 0 else f'a{layer}'}", self._named(layer, step)
            )
            if layer <= step:
                self._layer(canvas, x, room - 1, height, layer, 1.0)
                spread = _short(self.sim.state(layer).deviation)
                canvas.text(x, canvas.height - 1, spread, self._named(layer, step))
            elif layer == step + 1 and phase:
                self._layer(canvas, x, room - 1, height, layer, eased(phase))
        canvas.text(0, canvas.height - 1, "std", written(MUTED))

    def _named(self, layer: int, step: int) -> Style:
        return written(ACTIVE if layer == step else INK if layer < step else RULE, bold=layer == step)

    def _axis(self, canvas: Canvas, height: int) -> None:
        """The ends, and 0 in the row that the bin around it falls into."""
        reach, zero = self.sim.reach, height - 1 - ((BINS // 2 + 1) * height - 1) // BINS
        for row, name in ((zero, " 0"), (0, f"≥{reach:.0f}"), (height - 1, f"≤-{reach:.0f}")):
            canvas.text(0, row, name, written(MUTED))

    def _layer(self, canvas: Canvas, x: int, room: int, height: int, layer: int, grown: float) -> None:
        """A layer's bars, grown so far of their length."""
        shares = self.sim.state(layer).histogram
        for row in range(height):
            lowest = BINS * (height - 1 - row) // height
            highest = max(lowest + 1, BINS * (height - row) // height)
            share = sum(shares[lowest:highest]) * grown
            drawn = bar(room * min(1.0, 1.6 * share)) or ("▏" if share else "")
            canvas.text(x, row, drawn, written(heat(0.35 + 0.6 * min(1.0, share * 2))))


def _short(value: float) -> str:
    """A spread in at most five columns, with its exponent whole."""
    shown = f"{value:.0f}" if 100 <= value < 1e5 else f"{value:.2g}"
    return shown if len(shown) <= 5 else f"{value:.0e}"
