"""The image with the kernel's window, and the output filling up."""

from __future__ import annotations

from typing import NamedTuple

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import (
    ACTIVE,
    GROUND,
    INK,
    LIT,
    MUTED,
    PANEL,
    filled,
    heated,
    signed,
    written,
)
from dlprep.visuals.motion import between, eased
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.convolution import KERNELS, PIXELS, SIZE, Convolution

SHADES = " ░▒▓█"
STRONG = {"vertical edge": 4.0, "horizontal edge": 4.0, "sharpen": 4.0}
"""The output that is shown as full, where it is more than a pixel can be."""
KERNEL, TALLEST, NUMBER = 19, 4, 4
"""Columns of the kernel and the gaps beside it; rows of the tallest pixel; columns of a number."""
UNDER = written(ACTIVE, GROUND.towards(ACTIVE, 0.25), bold=True)
"""What is seen through the window."""


class Size(NamedTuple):
    """Columns and rows of a pixel."""

    wide: int
    tall: int


class ConvolutionPicture(Picture[Convolution]):
    """Shades are brightness, brackets the pixels under the kernel, · padding; outputs show their sign."""

    sim_type = Convolution

    def draw(self, canvas: Canvas, step: int, phase: float) -> None:
        """Image with its padding, the window over it, kernel, output."""
        sim, padding = self.sim, int(self.sim["padding"])
        size, share = self._size(canvas), eased(phase)
        right = (SIZE + 2 * padding) * size.wide + KERNEL
        self._image(canvas, size, padding)
        self._window(canvas, size, padding, step, share)
        self._kernel(canvas, right - KERNEL + 3)
        canvas.text(right, 0, f"out {sim.side}×{sim.side}", written(MUTED))
        for number in range(step):
            self._output(canvas, right, size, number, number == step - 1 and not share)
        if share and step:
            self._next(canvas, right, size, step, share)

    def _size(self, canvas: Canvas) -> Size:
        """As large as there is room for, and about square."""
        across = SIZE + 2 * int(self.sim["padding"])
        room = (canvas.width - KERNEL) // (across + self.sim.side)
        tall = max(1, min(TALLEST, (canvas.height - 1) // across, room // 2))
        return Size(max(2, min(room, 2 * tall if tall > 1 else 3)), tall)

    def _image(self, canvas: Canvas, size: Size, padding: int) -> None:
        canvas.text(1, 0, "in", written(MUTED))
        for y in range(-padding, SIZE + padding):
            for x in range(-padding, SIZE + padding):
                inside = 0 <= y < SIZE and 0 <= x < SIZE
                shade = PANEL.towards(INK, PIXELS[y][x] * 0.9 if inside else 0)
                ink = written(PANEL.towards(INK, PIXELS[y][x]) if inside else MUTED, shade)
                for row in range(size.tall):
                    place = 1 + (x + padding) * size.wide, 1 + (y + padding) * size.tall + row
                    glyphs = SHADES[round(PIXELS[y][x] * 4)] * size.wide if inside else "·".center(size.wide)
                    canvas.text(*place, glyphs, ink)

    def _window(self, canvas: Canvas, size: Size, padding: int, step: int, share: float) -> None:
        """The pixels under the kernel, on their way to those of the next output."""
        (y0, x0), (y1, x1) = self._corner(step), self._corner(step + 1 if step and share else step)
        left = 1 + round((between(x0, x1, share) + padding) * size.wide)
        top = 1 + round((between(y0, y1, share) + padding) * size.tall)
        for i in range(3):
            for j in range(3):
                place = self.sim.dilation * j * size.wide, self.sim.dilation * i * size.tall
                self._under(canvas, left + place[0], top + place[1], size)

    def _corner(self, step: int) -> tuple[int, int]:
        return self.sim.window(*divmod(max(0, step - 1), self.sim.side))[0][0]

    def _under(self, canvas: Canvas, x: int, y: int, size: Size) -> None:
        """A pixel in brackets, and its brightness between them."""
        for row in range(size.tall):
            canvas.light(x, y + row, size.wide, UNDER)
        end = x + size.wide - 1
        if size.tall == 1:
            canvas.text(x, y, "[", UNDER)
            canvas.text(end, y, "]" if size.wide > 2 else "", UNDER)
            return
        for row, glyphs in ((y, "┌┐"), (y + size.tall - 1, "└┘")):
            canvas.text(x, row, glyphs[0], UNDER)
            canvas.text(end, row, glyphs[1], UNDER)

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

    def _output(self, canvas: Canvas, left: int, size: Size, place: int, now: bool) -> None:
        row, column = divmod(place, self.sim.side)
        value = self.sim.output(row, column)
        level = min(1.0, abs(value) / STRONG.get(self.sim.chosen("kernel"), 1.0))
        ink = LIT if now else filled(signed(value), 0.15 + 0.6 * level)
        if self.sim.pooling and not now:
            ink = heated(0.1 + 0.8 * value)
        x, y = left + column * size.wide, 1 + row * size.tall
        canvas.fill(x, y, size.wide, size.tall, ink)
        sign = "-" if value < -0.05 else "+" if value > 0.05 else " "
        shade = f"{sign}{SHADES[round(level * 4)]}"
        text = _short(value).center(size.wide) if size.wide >= NUMBER else shade
        canvas.text(x, y + (size.tall - 1) // 2, text, ink)

    def _next(self, canvas: Canvas, left: int, size: Size, step: int, share: float) -> None:
        """The light on its way to the next output's place."""
        (y0, x0), (y1, x1) = (divmod(number, self.sim.side) for number in (step - 1, step))
        x = left + round(between(x0, x1, share) * size.wide)
        y = 1 + round(between(y0, y1, share) * size.tall)
        for row in range(size.tall):
            canvas.light(x, y + row, size.wide, LIT)


def _short(value: float) -> str:
    """An output in four columns; no sign before a 0."""
    if not round(value, 2):
        return "0"
    return f"{value:+.1f}" if abs(value) >= 0.995 else f"{value:+.2f}".replace("0.", ".")
