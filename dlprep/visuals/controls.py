"""What stands below a picture: its sentence, its place in time, its knobs; and what a click there means."""

from __future__ import annotations

from typing import Any, NamedTuple

from dlprep.visuals.canvas import Canvas
from dlprep.visuals.ink import ACTIVE, INK, MUTED, POSITIVE, RULE, written
from dlprep.visuals.player import Player
from dlprep.visuals.sims.sim import Knob, Sim

MARGIN = 1


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


def height(sim: Sim[Any], width: int) -> int:
    """Rows below the picture: a rule, the sentence, the time, the knobs."""
    rows = spots(sim, width)
    return 4 + (rows[-1].row + 1 if rows else 0)


def draw(canvas: Canvas, top: int, sim: Sim[Any], player: Player, chosen: str, stepwise: bool) -> None:
    """All of it, from row `top` on."""
    for n, line in enumerate(caption_lines(sim.caption(player.step), canvas.width)):
        canvas.text(MARGIN, top + 1 + n, line, written(INK))
    _time(canvas, top + 3, player, stepwise)
    for spot in spots(sim, canvas.width):
        knob, held = sim.knob(spot.name), spot.name == chosen
        canvas.text(spot.left, top + 4 + spot.row, "▸" if held else " ", written(ACTIVE, bold=True))
        name = canvas.text(
            spot.left + 1, top + 4 + spot.row, knob.label, written(ACTIVE if held else MUTED, bold=held)
        )
        canvas.text(
            name,
            top + 4 + spot.row,
            " " + knob.shown(sim.value(spot.name, player.step)),
            written(INK, bold=held),
        )


def bar(width: int) -> tuple[int, int]:
    """The columns of the time's bar: its first, and how many."""
    return MARGIN + 2, max(4, width - 26)


def scrubbed(player: Player, x: int, width: int) -> float:
    """The step that a click at a column of the bar means."""
    left, length = bar(width)
    return min(1.0, max(0.0, (x - left) / max(1, length - 1))) * player.last


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
