"""The image with the kernel's window, and the output filling up."""

from __future__ import annotations

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, GROUND, INK, MUTED, PANEL, filled, heated, signed, written
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.convolution import KERNELS, PIXELS, SIZE, Convolution

SHADES = " ░▒▓█"
STRONG = {"vertical edge": 4.0, "horizontal edge": 4.0, "sharpen": 4.0}
"""The output that is shown as full, where it is more than a pixel can be."""


class ConvolutionPicture(Picture[Convolution]):
    """Shades are brightness, [ ] the pixels under the kernel, · padding; outputs show their sign."""

    sim_type = Convolution

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Image with its padding, kernel, output."""
        sim = self.sim
        row, column = divmod(step - 1, sim.side) if step else (0, 0)
        under = {at for line in sim.window(row, column) for at in line}
        padding = int(sim["padding"])
        wide = 3 if canvas.width >= 3 * (SIZE + 2 * padding + sim.side) + 19 else 2
        canvas.text(1, 0, "in", written(MUTED))
        for y in range(-padding, SIZE + padding):
            for x in range(-padding, SIZE + padding):
                self._pixel(canvas, 1 + (x + padding) * wide, 1 + y + padding, wide, (y, x), (y, x) in under)
        left = (SIZE + 2 * padding) * wide + 3
        self._kernel(canvas, left)
        right = left + 16
        canvas.text(right, 0, f"out {sim.side}×{sim.side}", written(MUTED))
        for number in range(step):
            self._output(canvas, right, *divmod(number, sim.side), wide, number == step - 1)

    def _pixel(self, canvas: Canvas, x: int, y: int, wide: int, at: tuple[int, int], under: bool) -> None:
        inside = 0 <= at[0] < SIZE and 0 <= at[1] < SIZE
        value = PIXELS[at[0]][at[1]] if inside else 0.0
        glyph = SHADES[round(value * 4)] if inside else "·"
        if under:
            text = f"[{glyph}]" if wide == 3 else f"[{glyph}"
            canvas.text(x, y, text, written(ACTIVE, PANEL, bold=True))
        else:
            canvas.text(
                x, y, glyph * wide if inside else "·".center(wide), written(INK if inside else MUTED, PANEL)
            )

    def _kernel(self, canvas: Canvas, left: int) -> None:
        name = self.sim.chosen("kernel")
        canvas.text(left, 0, name, written(INK, bold=True))
        for i, line in enumerate(KERNELS.get(name, ())):
            for j, weight in enumerate(line):
                text = f"{weight:+.0f}" if weight == int(weight) else "1/9"
                canvas.text(
                    left + j * 5, 2 + i, text.center(4), filled(signed(weight), min(0.7, abs(weight) / 3))
                )
        canvas.text(left, 6, "pooling: no weights" if self.sim.pooling else "9 weights,", written(MUTED))
        canvas.text(left, 7, "" if self.sim.pooling else "shared", written(MUTED))

    def _output(self, canvas: Canvas, left: int, row: int, column: int, wide: int, now: bool) -> None:
        value = self.sim.output(row, column)
        level = min(1.0, abs(value) / STRONG.get(self.sim.chosen("kernel"), 1.0))
        glyph = SHADES[round(level * 4)]
        sign = "-" if value < -0.05 else "+" if value > 0.05 else " "
        text = f"{sign}{glyph}".ljust(wide)
        ink = written(GROUND, ACTIVE, bold=True) if now else filled(signed(value), 0.15 + 0.6 * level)
        if self.sim.pooling and not now:
            ink = heated(0.1 + 0.8 * value)
        canvas.text(left + column * wide, 1 + row, text, ink)
