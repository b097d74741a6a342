"""Today in words and bars: the same on the home screen and through a pipe."""

from __future__ import annotations

from datetime import date

from rich.cells import set_cell_size
from rich.text import Text

from dlprep.study.prospect import countdown
from dlprep.study.readiness import Readiness
from dlprep.study.today import STRIP, Today, TopicToday
from dlprep.text.charts import gauge, strip
from dlprep.text.style import style

NARROW = 60
TOO_FEW = "too few reviews to know"


def headline(day: Today) -> Text:
    """Date, and how long today's sitting is."""
    when = date.fromordinal(day.day)
    return Text.assemble((f"{when:%A} {when.day} {when:%B}", style("heading")), "   ", sitting(day))


def sitting(day: Today) -> str:
    """What a sitting over all topics would ask."""
    if not day.waiting:
        return "today's plan is done" if day.plan.ahead(day.day) and day.begun else "nothing is due today"
    parts = [f"{day.review} due" * bool(day.review), f"{day.again} again" * bool(day.again)]
    parts += [f"{day.new} new" * bool(day.new)]
    return f"{' · '.join(filter(None, parts))} · about {max(1, day.minutes)} min"


def heading(day: Today) -> list[Text]:
    """The date and today's sitting; with an interview ahead, how far off it is."""
    ahead = countdown(day.plan, day.day, day.spent)
    return [headline(day), *([Text(ahead, style("active"))] if ahead else [])]


def habit(day: Today) -> Text:
    """The last four weeks, today last, and days in a row."""
    row = f"{day.streak} days in a row" if day.streak > 1 else "today last"
    return Text.assemble((f"{STRIP} days ", style("muted")), strip(day.strip), (f"  {row}", style("muted")))


def weaknesses(day: Today, width: int) -> list[Text]:
    """The misconceptions met most, each with what teaches it."""
    lines = []
    for belief, times in day.weak:
        line = Text.assemble(
            ("◆ ", style("active")), belief.name, f"  {times}×  ", (f"→ {belief.teaches}", style("muted"))
        )
        line.truncate(width, overflow="ellipsis")
        lines.append(line)
    return lines


def topic_row(topic: TopicToday, width: int, *, begun: bool) -> Text:
    """A topic: its readiness with the interval, how many items were seen, how many are due."""
    room = width - 28
    name = Text(set_cell_size(topic.title, max(8, min(38, room * 3 // 5 if begun else room))))
    if len(topic.title) > name.cell_len:
        name = Text(set_cell_size(topic.title, name.cell_len - 1) + "…")
    if not begun:
        return Text.assemble(name, f"{topic.cards:>5} cards {topic.challenges:>4} challenges")
    ready = topic.ready
    bars = max(6, room - name.cell_len)
    row = Text.assemble(name, " ", _gauge(ready, bars) if ready.known else _unknown(ready, bars + 10))
    row.append(f"{ready.seen:>4}/{ready.items:<4}", style("muted"))
    row.append(f"{topic.due:>4} due" if topic.due else "", style("active"))
    row.truncate(width, overflow="crop")
    return row


def legend(width: int) -> Text:
    """What the bars mean."""
    text = Text("Recalled tomorrow: █ surely ▒ perhaps ┃ expected · seen/all", style("muted"))
    text.truncate(width, overflow="ellipsis")
    return text


def as_text(day: Today, width: int) -> str:
    """The day for a pipe or a plain terminal."""
    lines = [*(line.plain for line in heading(day)), ""]
    lines += [topic_row(topic, width, begun=day.begun).plain.rstrip() for topic in day.topics]
    if day.begun:
        lines += [legend(width).plain, "", habit(day).plain]
    if day.weak:
        lines += ["", "Misconceptions met most", *(line.plain for line in weaknesses(day, width))]
    hint = "`dlprep quiz` starts. More: `dlprep stats`, `dlprep --help`."
    return "\n".join([*lines, "", hint])


def _gauge(ready: Readiness, width: int) -> Text:
    share = f"{ready.low:.0%}–{ready.high:.0%}"
    return Text.assemble(gauge(ready.low, ready.expected, ready.high, width), f" {share:>8} ")


def _unknown(ready: Readiness, width: int) -> Text:
    words = TOO_FEW if ready.seen else "not begun"
    return Text(set_cell_size(words if len(words) <= width else "too few", width), style("muted"))
