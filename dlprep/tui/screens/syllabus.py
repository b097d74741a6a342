"""The path: all topics in their order, how far each was read and met, and what one can do in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Footer

from dlprep.study.desk import Desk
from dlprep.study.pathway import legend, rows
from dlprep.study.reading import NoLesson, Path, Reading, path
from dlprep.text.style import style
from dlprep.tui.widgets.lines import Lines
from dlprep.tui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from dlprep.tui.app import DlprepApp


class SyllabusScreen(Screen[None]):
    """Points at a topic; its lesson is a key away."""

    DEFAULT_CSS = """
    SyllabusScreen { background: $background; layers: default above; overflow: hidden; }
    SyllabusScreen VerticalScroll { padding: 1 2; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "read", "Read", key_display="space", id="path.read"),
        Binding("down,j", "move(1)", "Topics", key_display="↓", id="path.down"),
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
        """Point at another topic."""
        self.at = min(max(0, self.at + by), len(self.path.stops) - 1)
        self.refresh(recompose=True)

    def action_read(self) -> None:
        """Open the lesson where it was left."""
        from dlprep.tui.screens.lesson import LessonScreen

        try:
            reading = Reading(self.desk, self.path.stops[self.at].topic)
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

    def _lines(self, width: int) -> list[Text]:
        lines = [Text("From neuron to transformer", style("heading")), Text()]
        for number, row in enumerate(rows(self.path, width - 2)):
            lead = "▸ " if number == self.at else "  "
            lines.append(
                Text.assemble((lead if number < len(self.path.stops) else "  ", style("active")), row)
            )
        return [*lines, Text(), legend(width)]
