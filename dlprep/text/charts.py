"""Charts in a terminal's own cells. Lengths and glyphs carry the meaning; colour only repeats it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from dlprep.text.style import style

EIGHTHS = "▁▂▃▄▅▆▇█"
PARTS = "▏▎▍▌▋▊▉"
LEVELS = "·░▒▓█"
"""Shades of a heat map: none, then up to a quarter, a half, three quarters and all of the most."""


def bar(value: float, most: float, width: int) -> Text:
    """A bar of at most `width` cells to an eighth of a cell; something is never shown as nothing."""
    if value <= 0 or most <= 0 or width < 1:
        return Text()
    eighths = max(1, round(min(value / most, 1.0) * width * 8))
    full, part = divmod(eighths, 8)
    return Text("█" * full + (PARTS[part - 1] if part else ""), style("right"))


def gauge(low: float, middle: float, high: float, width: int) -> Text:
    """A share of 1 with its interval: `█` up to its low end, `▒` up to its high end, `┃` where it lies."""
    ends = [min(width, max(0, round(share * width))) for share in (low, high)]
    cells = ["█"] * ends[0] + ["▒"] * (ends[1] - ends[0]) + ["·"] * (width - max(ends))
    if cells and ends[1] - ends[0] > 1:
        cells[min(width - 1, max(0, int(middle * width)))] = "┃"
    roles = {"█": "right", "▒": "right", "┃": "active", "·": "muted"}
    return Text.assemble(*((cell, style(roles[cell])) for cell in cells[:width]))


def rows(entries: Sequence[tuple[str, float, str]], width: int) -> list[Text]:
    """Bars side by side from the left: label, value, and the words after the bar; `width` cells at most."""
    if not entries:
        return []
    label = min(max(cell_len(name) for name, _, _ in entries), max(4, width // 3))
    words = max(cell_len(after) for _, _, after in entries)
    room = max(0, width - label - words - 3)
    most = max(value for _, value, _ in entries)
    return [_cut(_row(entry, label, room, most), width) for entry in entries]


def columns(values: Sequence[float], width: int, height: int = 5, *, low: float = 0.0) -> list[Text]:
    """Columns from the left, from `low` up to the most, beside an axis that names both ends.

    More values than there is room for are added up in neighbours (their sum is kept).
    """
    values = binned(values, max(1, width - 7))
    most = max([*values, 0.0])
    thick = max(1, min(4, (width - 7) // max(1, len(values))))
    levels = [_eighths(value, low, most, height) for value in values]
    lines = []
    for line in range(height - 1, -1, -1):
        mark = {height - 1: f"{most:g}", 0: f"{low:g}"}.get(line, "")
        cells = "".join(_cell(level - 8 * line) * thick for level in levels)
        lines.append(_cut(Text.assemble((f"{mark:>5} ┤", style("muted")), (cells, style("right"))), width))
    return lines


def spark(values: Sequence[float], width: int) -> Text:
    """A line of columns one cell high; `·` is nothing."""
    values = binned(values, width)
    most = max([*values, 0.0])
    return Text("".join(_cell(_eighths(value, 0, most, 1)) or "·" if value else "·" for value in values))


def strip(values: Sequence[float]) -> Text:
    """One cell a value, shaded as in a heat map."""
    most = max([*values, 0.0])
    text = Text()
    for value in values:
        text.append(shade(value, most), style("right" if value else "muted"))
    return text


def shade(value: float, most: float) -> str:
    """The cell of a heat map for a value between 0 and the most."""
    if value <= 0 or most <= 0:
        return LEVELS[0]
    return LEVELS[min(4, max(1, -int(-4 * value // most)))]


def heat(weeks: Sequence[Sequence[float]], names: Sequence[str], width: int) -> list[Text]:
    """A heat map: a row for each name, a column of two cells for each week, the latest at the right.

    `weeks[w][r]` is the value in row r; negative values (days to come) stay blank.
    """
    label = max(map(cell_len, names)) + 1
    shown = weeks[-max(1, (width - label) // 2) :]
    most = max((value for week in shown for value in week), default=0.0)
    lines = []
    for row, name in enumerate(names):
        line = Text(set_cell_size(name, label), style("muted"))
        for week in shown:
            glyph = shade(week[row], most) if week[row] >= 0 else " "
            line.append(glyph * 2, style("right" if week[row] > 0 else "muted"))
        lines.append(_cut(line, width))
    return lines


def binned(values: Sequence[float], count: int) -> list[float]:
    """At most `count` values: neighbours added up where there are more. The sum stays."""
    if len(values) <= count:
        return list(values)
    size = -(-len(values) // max(1, count))
    return [sum(values[start : start + size]) for start in range(0, len(values), size)]


def _row(entry: tuple[str, float, str], label: int, room: int, most: float) -> Text:
    name, value, after = entry
    drawn = bar(value, most, room)
    shown = name if cell_len(name) <= label else set_cell_size(name, label - 1) + "…"
    blank = " " * (room - drawn.cell_len)
    return Text.assemble(set_cell_size(shown, label), " ", drawn, blank, "  ", (after, style("muted")))


def _eighths(value: float, low: float, most: float, height: int) -> int:
    if value <= low or most <= low:
        return 0
    return max(1, round((value - low) / (most - low) * height * 8))


def _cell(eighths: int) -> str:
    return " " if eighths <= 0 else EIGHTHS[min(eighths, 8) - 1]


def _cut(text: Text, width: int) -> Text:
    text.truncate(max(0, width), overflow="crop")
    return text
