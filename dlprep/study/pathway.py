"""The path of all lessons in lines of text."""

from __future__ import annotations

from rich.text import Text

from dlprep.study.reading import Aim, Path, Stop
from dlprep.text.charts import bar
from dlprep.text.style import style

BAR = 12


def rows(path: Path, width: int) -> list[Text]:
    """A line for each topic, then a heading and a line for each goal; `width` cells at most."""
    lines = [_stop(stop, width) for stop in path.stops]
    if path.aims:
        lines += [Text(), Text("What you can do in the end", style("heading"))]
        lines += [_aim(aim, width) for aim in path.aims]
    return lines


def legend(width: int) -> Text:
    """What the columns mean."""
    text = Text("lesson read · items met of all", style("muted"))
    text.truncate(width, overflow="ellipsis")
    return text


def as_text(path: Path, width: int) -> str:
    """The path without a screen."""
    return "\n".join([*(row.plain for row in rows(path, width)), "", legend(width).plain])


def _stop(stop: Stop, width: int) -> Text:
    lesson = f"{stop.read}/{stop.steps}" if stop.steps else "no lesson"
    met = f"{stop.seen}/{stop.items}"
    return _row(stop.title, stop.seen, stop.items, f"{lesson:>9}  {met:>7}", width)


def _aim(aim: Aim, width: int) -> Text:
    return _row(aim.goal.title, aim.seen, aim.items, f"{aim.seen:>3}/{aim.items:>2}", width)


def _row(title: str, done: int, of: int, figures: str, width: int) -> Text:
    name = max(16, width - BAR - len(figures) - 4)
    text = Text(title)
    text.truncate(name, overflow="ellipsis", pad=True)
    filled = bar(done, of, BAR)
    blank = Text("·" * (BAR - filled.cell_len), style("muted"))
    return Text.assemble(text, "  ", filled, blank, "  ", (figures, style("muted")))
