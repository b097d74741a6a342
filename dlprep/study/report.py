"""Statistics as charts with words: the same on the screen and through a pipe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from rich.text import Text

from dlprep.progress.tallies import RecallTally
from dlprep.study.statistics import AHEAD, MATURE, QUARTER, YEAR, Statistics
from dlprep.text.charts import LEVELS, columns, heat, rows
from dlprep.text.style import style
from dlprep.text.wrap import wrap

LEAST = 10
"""Answers below which no share is given."""
WEEK = 7
WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
SPANS = ((1, 1), (2, 3), (4, 7), (8, 14), (15, 30), (31, 60), (61, 120), (121, 240), (241, 99_999))
"""Days from and to of each bar of the intervals."""
MOST = 8
"""Rows of a list of bars."""


class Section(NamedTuple):
    """One chart: its title, and the lines that draw it in a given width."""

    title: str
    draw: Callable[[int], list[Text]]


def sections(found: Statistics) -> tuple[Section, ...]:
    """All charts in order; without an answer those of code, and without that one sentence."""
    code = (
        Section("Misconceptions, last 12 weeks", lambda width: _beliefs(found, width)),
        Section("Challenges: attempts to pass", lambda width: _challenges(found, width)),
    )
    if not found.days and not found.intervals:
        nothing = Section("Statistics", lambda width: _said("Nothing was answered yet.", width))
        return code if found.challenges else (nothing,)
    return (
        Section("True retention", lambda width: _recall(found, width)),
        Section("Calendar", lambda width: _calendar(found, width)),
        Section(f"Due in the next {AHEAD} days", lambda width: _load(found, width)),
        Section("Intervals", lambda width: _intervals(found, width)),
        Section("Time per topic, last year", lambda width: _topics(found, width)),
        *code,
        *([Section("No longer in the bank", lambda width: _orphans(found, width))] if found.orphans else ()),
    )


def as_text(found: Statistics, width: int) -> str:
    """The charts one below the other, without colour."""
    parts = (
        "\n".join([one.title, *(line.plain.rstrip() for line in one.draw(width))]) for one in sections(found)
    )
    return "\n\n".join(parts)


def _recall(found: Statistics, width: int) -> list[Text]:
    """Shares over several spans, then each day of the last weeks."""
    lines = [_head("", "young", "mature", "all")]
    for name, days in (("7 days", 7), ("30 days", 30), ("12 weeks", QUARTER)):
        seen = [one for one in found.recall if one.day > found.day - days]
        parts = ([o for o in seen if not o.mature], [o for o in seen if o.mature], seen)
        lines.append(_head(name, *map(_share, parts)))
    daily = [_asked([one for one in found.recall if one.day == day]) for day in _lately(found.day, 28)]
    worst = "".join(_digit(asked, right) for asked, right in daily)
    lines += [Text(), Text.assemble(("by day   ", style("muted")), (worst, "bold"))]
    how = (
        f"Recalled when asked again on a later day; mature: {MATURE} days or more after the answer before. "
        "By day: tenths recalled over four weeks, today last; ■ all, · not asked."
    )
    return [_cut(line, width) for line in lines] + _said(how, width)


def _calendar(found: Statistics, width: int) -> list[Text]:
    answers = {one.day: one.answers for one in found.days}
    first = found.day - YEAR
    first -= (first - 1) % WEEK  # proleptic day 1 was a Monday
    weeks = [
        [answers.get(day, 0) if day <= found.day else -1 for day in range(monday, monday + WEEK)]
        for monday in range(first, found.day + 1, WEEK)
    ]
    shown = weeks[-max(1, (width - 4) // 2) :]
    start = date.fromordinal(found.day - WEEK * (len(shown) - 1))
    total, days = sum(answers.values()), len(answers)
    said = f"{_counted(total, 'answer')} on {_counted(days, 'day')}"
    words = f"{said}; shown from {start:%B %Y}.  {LEVELS} less to more"
    return [*heat(shown, WEEKDAYS, width), *_said(words, width)]


def _load(found: Statistics, width: int) -> list[Text]:
    total = sum(found.load)
    words = f"Today {found.load[0]}, tomorrow {found.load[1]}, in {AHEAD} days {total} without what is new."
    return [*columns(found.load, width, 4), *_said(words, width)]


def _intervals(found: Statistics, width: int) -> list[Text]:
    counts = [
        (_span(low, high), sum(n for days, n in found.intervals.items() if low <= days <= high))
        for low, high in SPANS
    ]
    last = max((n for n, (_, count) in enumerate(counts) if count), default=0)
    return rows([(name, count, _counted(count, "item")) for name, count in counts[: last + 1]], width)


def _topics(found: Statistics, width: int) -> list[Text]:
    entries = [
        (found.named(one.topic), one.millis, f"{_time(one.millis)}, {_counted(one.answers, 'answer')}")
        for one in found.topics
    ]
    return _listed(entries, width, "No topic has taken any time yet.")


def _beliefs(found: Statistics, width: int) -> list[Text]:
    """How often each showed, and in which weeks."""
    total: Counter[str] = Counter()
    weeks: dict[str, list[int]] = {}
    for id, day, items in found.misconceptions:
        total[id] += items
        weeks.setdefault(id, [0] * (QUARTER // WEEK))[(min(day, found.day) - found.day - 1) // WEEK] += items
    lines: list[Text] = []
    for id, count in total.most_common(MOST):
        trail = "".join(str(min(n, 9)) if n else "·" for n in weeks[id])
        name = Text(f"◆ {found.named(id)}")
        name.truncate(max(8, width - len(trail) - 7), overflow="ellipsis", pad=True)
        lines.append(Text.assemble(name, f" {count:>3}× ", (trail, style("active"))))
    if not lines:
        return _said("None showed.", width)
    return [_cut(line, width) for line in lines] + _said("At the right: each week, this one last.", width)


def _challenges(found: Statistics, width: int) -> list[Text]:
    passed = Counter(min(one.attempts, 5) for one in found.challenges if one.passed)
    still = sum(not one.passed for one in found.challenges)
    if not found.challenges:
        return _said("No challenge was tried yet.", width)
    names = {1: "1 attempt", 5: "5 or more"}
    entries = [(names.get(n, f"{n} attempts"), passed[n], f"{passed[n]} passed") for n in range(1, 6)]
    entries = [*entries, ("not yet", still, f"{still} tried")]
    return rows([entry for entry in entries if entry[1]], width)


def _orphans(found: Statistics, width: int) -> list[Text]:
    """Named as long as there are few; all are in `stats --json`."""
    lines = [
        _cut(Text.assemble(one.item, (f"  {one.answers} answers", style("muted"))), width)
        for one in found.orphans[:MOST]
    ]
    if len(found.orphans) > MOST:
        lines.append(Text(f"and {len(found.orphans) - MOST} more", style("muted")))
    words = "Answered once and gone since: the answers are kept, and count again when the item comes back."
    return lines + _said(words, width)


def _lately(day: int, count: int) -> range:
    return range(day - count + 1, day + 1)


def _asked(seen: Sequence[RecallTally]) -> tuple[int, int]:
    return sum(one.asked for one in seen), sum(one.recalled for one in seen)


def _share(seen: Sequence[RecallTally]) -> str:
    asked, recalled = _asked(seen)
    if asked < LEAST:
        return f"too few ({asked})"
    return f"{100 * recalled / asked:.0f} % of {asked}"


def _digit(asked: int, right: int) -> str:
    if not asked:
        return "·"
    return "■" if asked == right else str(10 * right // asked)


def _head(*cells: str) -> Text:
    first, *rest = cells
    return Text.assemble((f"{first:<9}", style("muted")), *(f"{cell:<16}" for cell in rest))


def _span(low: int, high: int) -> str:
    if low == high:
        return f"{low} day"
    return f"{low}-{high} days" if high < SPANS[-1][1] else f"{low} days +"


def _time(millis: int) -> str:
    minutes = round(millis / 60_000)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02} min"


def _listed(entries: Sequence[tuple[str, float, str]], width: int, none: str) -> list[Text]:
    if not entries:
        return _said(none, width)
    more = [Text(f"and {len(entries) - MOST} more", style("muted"))] if len(entries) > MOST else []
    return rows(entries[:MOST], width) + more


def _said(sentence: str, width: int) -> list[Text]:
    return wrap(Text(sentence, style("muted")), max(8, width))


def _cut(line: Text, width: int) -> Text:
    line.truncate(width, overflow="crop")
    return line


def _counted(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"
