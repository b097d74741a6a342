"""Today's sitting and the topics, to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from dlprep.study.outlook import legend, sitting, topic_row
from dlprep.study.today import Today, TopicToday
from dlprep.text.style import style


@dataclass
class Chosen(Message):
    """What is pointed at shall start."""


class Topics(Widget):
    """A row for today's sitting, then one a topic; `▸` points."""

    DEFAULT_CSS = "Topics { height: auto; }"
    at = reactive(0)

    def __init__(self, day: Today) -> None:
        super().__init__()
        self.day = day

    @property
    def topic(self) -> TopicToday | None:
        """The topic pointed at; None is today's sitting over all."""
        return self.day.topics[self.at - 1] if self.at else None

    def move(self, by: int) -> None:
        """Move the pointer; it stops at the ends."""
        self.at = min(max(0, self.at + by), len(self.day.topics))

    def watch_at(self) -> None:
        """Keep the pointer in sight; at the top all that stands above, too."""
        if self.is_mounted and isinstance(self.parent, Widget):
            if self.at == 0:
                self.parent.scroll_home(animate=False)
            row = Region(0, self._line(self.at), 1, 1)
            self.parent.scroll_to_region(row.translate(self.virtual_region.offset), animate=False)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A row for each, one between, and the legend."""
        return len(self.day.topics) + 2 + 2 * self.day.begun

    def render(self) -> Text:
        """All rows."""
        width = self.content_size.width
        day = self.day
        first = Text.assemble(self._lead(0), ("Today's sitting  ", "bold"), (sitting(day), style("muted")))
        lines = [first, Text()]
        for number, topic in enumerate(day.topics, 1):
            lines.append(Text.assemble(self._lead(number), topic_row(topic, width - 2, begun=day.begun)))
        if day.begun:
            lines += [Text(), legend(width)]
        return Text("\n", no_wrap=True, overflow="ellipsis").join(lines)

    def on_click(self, event: events.Click) -> None:
        """A first click points, a second one starts."""
        found = [n for n in range(len(self.day.topics) + 1) if self._line(n) == event.y]
        if found == [self.at]:
            self.post_message(Chosen())
        elif found:
            self.at = found[0]

    def _line(self, number: int) -> int:
        return number + (number > 0)

    def _lead(self, number: int) -> Text:
        return Text("▸ " if number == self.at else "  ", style("active"))
