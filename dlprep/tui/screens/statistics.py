"""The screen of statistics: charts one below the other, side by side where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Footer, Static

from dlprep.progress.errors import ProgressError
from dlprep.study.desk import Desk
from dlprep.study.report import sections
from dlprep.study.statistics import Statistics, statistics
from dlprep.tui.widgets.lines import Lines
from dlprep.tui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from dlprep.tui.app import DlprepApp

WIDE = 110
"""Columns from which two charts stand side by side."""


class StatisticsScreen(Screen[None]):
    """Adds the log up in a thread, then shows the charts."""

    DEFAULT_CSS = """
    StatisticsScreen { background: $background; layers: default above; overflow: hidden; }
    StatisticsScreen VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
    StatisticsScreen VerticalScroll.-wide { layout: grid; grid-size: 2; grid-rows: auto; grid-gutter: 0 1; }
    StatisticsScreen Lines { border: round $rule; border-title-color: $primary; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", "Down", key_display="j", id="statistics.down"),
        Binding("up,k", "scroll(-1)", "Up", key_display="k", id="statistics.up"),
        Binding("pagedown,space", "scroll(12)", "Page", key_display="space", id="statistics.page-down"),
        Binding("pageup,b", "scroll(-12)", "Page up", show=False, id="statistics.page-up"),
        Binding("escape,q,s", "close", "Back", key_display="esc", id="statistics.close"),
    ]

    AUTO_FOCUS = ""

    app: DlprepApp

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def compose(self) -> ComposeResult:
        """The place of the charts, and the hints."""
        with VerticalScroll(can_focus=False):
            yield Static("Adding up …", id="adding")
        yield Footer(show_command_palette=False, compact=True)
        yield TooSmall()

    def on_mount(self) -> None:
        """Begin to add up."""
        self._add_up()

    def on_resize(self, event: Resize) -> None:
        """One column or two; say so when there is too little room."""
        self.query_one(VerticalScroll).set_class(event.size.width >= WIDE, "-wide")
        self.query_one(TooSmall).fit(event.size)

    @work(thread=True, exclusive=True)
    def _add_up(self) -> None:
        try:
            with self.desk.apart() as desk:
                found = statistics(desk)
        except ProgressError as error:
            self.app.call_from_thread(self.query_one("#adding", Static).update, str(error))
            return
        self.app.call_from_thread(self._show, found)

    def _show(self, found: Statistics) -> None:
        place = self.query_one(VerticalScroll)
        place.remove_children()
        charts = []
        for title, draw in sections(found):
            charts.append(Lines(draw))
            charts[-1].border_title = title
        place.mount_all(charts)

    def action_scroll(self, lines: int) -> None:
        """Move through the charts."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_close(self) -> None:
        """Back to where one came from."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            self.app.exit(0)
