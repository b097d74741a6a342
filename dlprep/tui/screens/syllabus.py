"""The path: all topics in their order, how far each was read and met, and what one can do in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.geometry import Region
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Footer

from dlprep.study.desk import Desk
from dlprep.study.opening import Wanted
from dlprep.study.pathway import legend, rows
from dlprep.study.reading import NoLesson, Path, Reading, path
from dlprep.text.style import style
from dlprep.tui.widgets.lines import Lines
from dlprep.tui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from dlprep.tui.app import DlprepApp


TITLE = 2
"""Lines above the first topic."""


class SyllabusScreen(Screen[None]):
    """Points at a topic, whose lesson is a key away, or at a goal, whose way is."""

    DEFAULT_CSS = """
    SyllabusScreen { background: $background; layers: default above; overflow: hidden; }
    SyllabusScreen VerticalScroll { padding: 1 2; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "read", "Open", key_display="space", id="path.read"),
        Binding("down,j", "move(1)", "Next", key_display="↓", id="path.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="path.up"),
        Binding("escape,q", "close", "Back", key_display="esc", id="path.close"),
    ]
    AUTO_FOCUS = ""
    at = reactive(0, repaint=False)

    app: DlprepApp

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.path: Path = path(desk)
        self.at = self._first()

    def compose(self) -> ComposeResult:
        """The topics, then the goals."""
        with VerticalScroll(can_focus=False):
            yield Lines(self._lines)
        yield Footer(show_command_palette=False, compact=True)
        yield TooSmall()

    def on_resize(self, event: Resize) -> None:
        """Say so when there is too little room."""
        self.query_one(TooSmall).fit(event.size)

    async def on_screen_resume(self) -> None:
        """Look again after a lesson."""
        self.path = path(self.desk)
        await self.recompose()

    def action_move(self, by: int) -> None:
        """Point at another topic or goal."""
        self.at = min(max(0, self.at + by), len(self.path.stops) + len(self.path.aims) - 1)
        self.query_one(Lines).show(self._lines)
        self.call_after_refresh(self._scroll)

    def action_read(self) -> None:
        """Open the lesson where it was left; of a goal, ask what is still ahead on its way."""
        if self.at < len(self.path.stops):
            self._read(self.path.stops[self.at].topic)
        else:
            aim = self.path.aims[self.at - len(self.path.stops)]
            self.app.begin(Wanted(items=aim.ahead), aim.goal.title)

    def _read(self, topic: str) -> None:
        from dlprep.tui.screens.lesson import LessonScreen

        try:
            reading = Reading(self.desk, topic)
        except NoLesson as none:
            self.app.notify(str(none), severity="warning")
            return
        self.app.push_screen(LessonScreen(reading))

    def action_close(self) -> None:
        """Back to where one came from."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            self.app.exit(0)

    def _first(self) -> int:
        """The first topic whose lesson is not read to its end."""
        stops = self.path.stops
        return next((n for n, stop in enumerate(stops) if stop.read < stop.steps), 0)

    def _scroll(self) -> None:
        """Keep what is pointed at in view."""
        row = TITLE + self._row()
        self.query_one(VerticalScroll).scroll_to_region(Region(0, row, 1, 2), animate=False)

    def _row(self) -> int:
        """The row that is pointed at; the goals stand below a blank line and a heading."""
        return self.at if self.at < len(self.path.stops) else self.at + 2

    def _lines(self, width: int) -> list[Text]:
        lines = [Text("From neuron to transformer", style("heading")), Text()]
        for number, row in enumerate(rows(self.path, width - 2)):
            lead = "▸ " if number == self._row() else "  "
            lines.append(Text.assemble((lead, style("active")), row))
        return [*lines, Text(), legend(width)]
