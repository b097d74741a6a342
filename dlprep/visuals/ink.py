"""Colours of the pictures: one hue, one meaning, in a bounded number of shades."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import Color
from rich.style import Style

from dlprep.text import style as roles

STEPS = 32
"""Shades of a hue: bounds the number of styles, so that a frame finds nearly all of them made."""


class Hue(NamedTuple):
    """Red, green and blue, 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def of(cls, code: str) -> Hue:
        """From `#rrggbb`."""
        return cls(*bytes.fromhex(code[1:]))

    def towards(self, other: Hue, share: float) -> Hue:
        """Mixed with another hue; 0 is this one, 1 the other."""
        return Hue(*(round(a + (b - a) * share) for a, b in zip(self, other, strict=True)))


GROUND = Hue(13, 17, 28)
PANEL = Hue(22, 28, 44)
RULE = Hue(44, 54, 82)
INK = Hue.of(roles.INK)
MUTED = Hue.of(roles.MUTED)
POSITIVE = Hue.of(roles.CYAN)
NEGATIVE = Hue.of(roles.ROSE)
ACTIVE = Hue.of(roles.AMBER)
HEAT = (
    GROUND,
    Hue(40, 22, 80),
    Hue(99, 26, 128),
    Hue(163, 47, 127),
    Hue(222, 73, 104),
    Hue(251, 135, 97),
    Hue(254, 206, 145),
    Hue(252, 253, 191),
)
"""From nothing to all of it, ever lighter: magma (van der Walt and Smith, 2015), read as greys too."""


@lru_cache(maxsize=8192)
def written(hue: Hue, ground: Hue = GROUND, *, bold: bool = False) -> Style:
    """Glyphs of one hue on the other."""
    return Style(color=Color.from_rgb(*hue), bgcolor=Color.from_rgb(*ground), bold=bold)


LIT = written(GROUND, ACTIVE, bold=True)
"""What is looked at now."""


def shaded(hue: Hue, level: float, *, ground: Hue = GROUND, bold: bool = False) -> Style:
    """Glyphs in a hue of strength `level`: 0 is the ground itself, 1 the full hue."""
    return _shaded(hue, _quantised(level), ground, bold)


def bare(hue: Hue, level: float, dark: Hue) -> Style:
    """Dots in a hue of strength `level` over `dark`, which leave each cell the ground that it has."""
    return _bare(hue, _quantised(level), dark)


def filled(hue: Hue, level: float, *, bold: bool = False) -> Style:
    """Glyphs that can be read on a cell filled with a hue of strength `level`."""
    return _filled(hue, _quantised(level), bold)


def textured(hue: Hue, level: float) -> Style:
    """Glyphs of shade in a cell of nearly their hue: even to the eye, and still told apart without colour."""
    return _textured(hue, _quantised(level))


def heated(level: float, *, bold: bool = False) -> Style:
    """Glyphs that can be read on a cell as hot as `level`, from 0 to 1."""
    return _heated(_quantised(level), bold)


def signed(value: float) -> Hue:
    """The hue of a number's sign."""
    return NEGATIVE if value < 0 else POSITIVE


def heat(level: float) -> Hue:
    """The hue of a number between 0 and 1 on the scale `HEAT`."""
    at = _quantised(level) / STEPS * (len(HEAT) - 1)
    first = min(int(at), len(HEAT) - 2)
    return HEAT[first].towards(HEAT[first + 1], at - first)


def _quantised(level: float) -> int:
    return round(min(1.0, max(0.0, level)) * STEPS)


@lru_cache(maxsize=2048)
def _shaded(hue: Hue, level: int, ground: Hue, bold: bool) -> Style:
    return written(ground.towards(hue, level / STEPS), ground, bold=bold)


@lru_cache(maxsize=256)
def _bare(hue: Hue, level: int, dark: Hue) -> Style:
    return Style(color=Color.from_rgb(*dark.towards(hue, level / STEPS)), bold=False)


@lru_cache(maxsize=1024)
def _filled(hue: Hue, level: int, bold: bool) -> Style:
    ground = GROUND.towards(hue, level / STEPS)
    return written(_readable(ground), ground, bold=bold)


@lru_cache(maxsize=1024)
def _textured(hue: Hue, level: int) -> Style:
    share = level / STEPS
    return written(GROUND.towards(hue, share), GROUND.towards(hue, 0.85 * share))


@lru_cache(maxsize=256)
def _heated(level: int, bold: bool) -> Style:
    ground = heat(level / STEPS)
    return written(_readable(ground), ground, bold=bold)


def _readable(ground: Hue) -> Hue:
    """Dark ink on light cells, light ink on dark ones; by luma (ITU-R BT.601)."""
    return GROUND if ground.red * 299 + ground.green * 587 + ground.blue * 114 > 120_000 else INK
