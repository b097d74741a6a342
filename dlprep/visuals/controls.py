"""What stands below a picture: its formula, sentence, time and knobs; and what a click there means."""

from __future__ import annotations

from typing import Any, NamedTuple

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, POSITIVE, RULE, shaded, written
from dlprep.visuals.player import Player
from dlprep.visuals.sims.sim import Knob, Sim

MARGIN = 1
ROOMY = 15
"""Rows of picture and controls from which the formula has one of its own."""


class Layout(NamedTuple):
    """The rows where the parts below a picture begin; the picture has those above `heading`.

    Without a row for the heading, the sentence begins where it would stand.
    """

    heading: int
    caption: int
    time: int
    knobs: int


class Spot(NamedTuple):
    """Where a knob stands: its row below the picture, and its columns."""

    name: str
    row: int
    left: int
    right: int


def caption_lines(text: str, width: int, rows: int = 2) -> list[str]:
    """A sentence in at most so many rows; what does not fit ends in an ellipsis."""
    lines, room = [""], max(10, width - 2 * MARGIN)
    for word in text.split():
        if len(lines[-1]) + len(word) + bool(lines[-1]) > room:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    if len(lines) > rows:
        lines = [*lines[: rows - 1], lines[rows - 1][: room - 1] + "…"]
    return lines + [""] * (rows - len(lines))


def spots(sim: Sim[Any], width: int) -> list[Spot]:
    """Where the knobs stand, from left to right, on as many rows as they need."""
    found, row, x = [], 0, MARGIN
    for knob in sim.knobs:
        length = len(_label(sim, knob)) + 1
        if x > MARGIN and x + length > width - MARGIN:
            row, x = row + 1, MARGIN
        found.append(Spot(knob.name, row, x, x + length))
        x += length + 2
    return found


def layout(sim: Sim[Any], width: int, height: int) -> Layout:
    """The rows of each part, from the bottom up; a low stage leaves out the heading."""
    found = spots(sim, width)
    knobs = height - (found[-1].row + 1 if found else 0)
    caption = knobs - 3
    return Layout(max(1, caption - (height >= ROOMY)), caption, knobs - 1, knobs)


def heading(sim: Sim[Any], width: int) -> tuple[str, str]:
    """Title and formula, as far as both fit: the formula says more, since the page has a title too."""
    room = width - 2 * MARGIN
    if len(sim.title) + 3 + len(sim.formula) <= room:
        return f"{sim.title}   ", sim.formula
    return ("", sim.formula) if len(sim.formula) <= room else (sim.title, "")


def draw(canvas: Canvas, sim: Sim[Any], player: Player, chosen: str, stepwise: bool) -> None:
    """All of it, at the bottom of the canvas."""
    at = layout(sim, canvas.width, canvas.height)
    if at.heading < at.caption:
        title, formula = heading(sim, canvas.width)
        x = canvas.text(MARGIN, at.heading, title, written(MUTED))
        canvas.text(x, at.heading, formula, written(POSITIVE))
    for n, line in enumerate(caption_lines(sim.caption(player.step), canvas.width)):
        canvas.text(MARGIN, at.caption + n, line, written(INK))
    _time(canvas, at.time, player, stepwise)
    for spot in spots(sim, canvas.width):
        _knob(canvas, at.knobs, spot, sim, player.step, held=spot.name == chosen)


def pressed(sim: Sim[Any], x: int, row: int, width: int) -> tuple[str, int]:
    """The knob at a column of a row of knobs, and how a click turns it: its right half on, its left back."""
    for spot in spots(sim, width):
        if spot.row == row and spot.left <= x < spot.right:
            return spot.name, 1 if 2 * x >= spot.left + spot.right else -1
    return "", 0


def bar(width: int) -> tuple[int, int]:
    """The columns of the time's bar: its first, and how many."""
    return MARGIN + 2, max(4, width - 26)


def scrubbed(player: Player, x: int, width: int) -> float:
    """The step that a click at a column of the bar means."""
    left, length = bar(width)
    return min(1.0, max(0.0, (x - left) / max(1, length - 1))) * player.last


def _knob(canvas: Canvas, top: int, spot: Spot, sim: Sim[Any], step: int, *, held: bool) -> None:
    """Name and value; both dim, and the value in brackets, where turning it changes nothing."""
    knob, y, idle = sim.knob(spot.name), top + spot.row, spot.name in sim.idle()
    value = knob.shown(sim.value(spot.name, step))
    name, number = (shaded(MUTED, 0.6),) * 2 if idle else (written(MUTED), written(INK))
    if held:
        canvas.text(spot.left, y, "▸", written(ACTIVE, bold=True))
        name, number = written(ACTIVE, bold=True), number if idle else written(INK, bold=True)
    x = canvas.text(spot.left + 1, y, knob.label, name)
    canvas.text(x, y, f" ({value})" if idle else f" {value}", number)


def _label(sim: Sim[Any], knob: Knob) -> str:
    widest = max((knob.shown(value) for value in _values(knob)), key=len)
    return f" {knob.label} {widest}"


def _values(knob: Knob) -> list[float]:
    return [float(n) for n in range(len(knob.names))] if knob.names else [knob.low, knob.high]


def _time(canvas: Canvas, y: int, player: Player, stepwise: bool) -> None:
    left, length = bar(canvas.width)
    at = round(player.at / max(1, player.last) * (length - 1))
    canvas.text(MARGIN, y, "▶" if player.playing else "‖", written(POSITIVE if player.playing else MUTED))
    canvas.text(left, y, "━" * length, written(RULE))
    canvas.text(left, y, "━" * at + "●", written(ACTIVE))
    speed = "by steps" if stepwise else f"{player.speed:g}×"
    canvas.text(left + length + 1, y, f"step {player.step}/{player.last}  {speed}", written(MUTED))
