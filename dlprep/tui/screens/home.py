"""Home: today's sitting, how ready each topic is, and what is believed wrongly."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Footer, Static

from dlprep.bank.faults import BankError
from dlprep.progress.errors import ProgressError
from dlprep.study import outlook
from dlprep.study.desk import Desk
from dlprep.study.opening import Wanted
from dlprep.study.today import Today, coming
from dlprep.text.style import style
from dlprep.text.wrap import wrap
from dlprep.tui.widgets.lines import Lines
from dlprep.tui.widgets.too_small import TooSmall
from dlprep.tui.widgets.topics import Chosen, Topics

if TYPE_CHECKING:
    from dlprep.tui.app import DlprepApp

PATIENCE = 0.08
"""Seconds that a paint waits for the figures: years of answers take longer, and then they follow."""
WELCOME = "Welcome. Press space for a first sitting. Every answer is saved at once: leave whenever you like."


class HomeScreen(Screen[None]):
    """What waits today; a key starts it. It is looked at anew after each sitting."""

    DEFAULT_CSS = """
    HomeScreen { background: $background; layers: default above; overflow: hidden; }
    HomeScreen #home { padding: 1 2; scrollbar-size-vertical: 1; }
    HomeScreen Lines { margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "start", "Start", key_display="space", id="home.start"),
        Binding("down,j", "move(1)", "Down", show=False, id="home.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="home.up"),
        Binding("l", "app.syllabus", "Lessons", id="home.lessons"),
        Binding("p", "app.plan", "Plan", id="home.plan"),
        Binding("s", "app.statistics", "Statistics", id="home.statistics"),
        Binding("f1,question_mark", "app.help", "Help", key_display="f1", id="home.help"),
        Binding("q", "app.leave", "Quit", id="home.quit"),
    ]
    AUTO_FOCUS = ""

    app: DlprepApp

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.day: Today | None = None
        self._coming = coming(desk)
        self._old = False
        self._take()

    def compose(self) -> ComposeResult:
        """The day, misconceptions, topics, hints."""
        with VerticalScroll(id="home", can_focus=False):
            if self.day is None:
                yield Static("Adding up …")
            else:
                yield Lines(partial(_heading, self.day))
                if self.day.weak:
                    yield Lines(partial(_weaknesses, self.day))
                yield Topics(self.day)
        yield Footer(show_command_palette=False, compact=True)
        yield TooSmall()

    def on_mount(self) -> None:
        """Wait on for what was not there in time."""
        if self.day is None:
            self._follow()

    def on_resize(self, event: Resize) -> None:
        """Say so when there is too little room."""
        self.query_one(TooSmall).fit(event.size)

    def on_screen_suspend(self) -> None:
        """Something else is shown; what is here grows old."""
        self._old = True

    async def on_screen_resume(self) -> None:
        """Look again after a sitting."""
        if self._old:
            self._old = False
            self._coming = coming(self.desk)
            if self._take():
                await self._show_again()
            else:
                self._follow()

    def on_chosen(self, message: Chosen) -> None:
        """Start with the mouse."""
        message.stop()
        self.action_start()

    def action_start(self) -> None:
        """Open a sitting of what is pointed at."""
        topic = next((topics.topic for topics in self.query(Topics)), None)
        self.app.begin(Wanted((topic.slug,) if topic else ()), topic.title if topic else "today")

    def action_move(self, by: int) -> None:
        """Point at another topic."""
        for topics in self.query(Topics):
            topics.move(by)

    def _take(self) -> bool:
        """Whether the figures came in time."""
        with suppress(TimeoutError):
            self.day = self._coming.result(PATIENCE)
            return True
        return False

    @work(exclusive=True)
    async def _follow(self) -> None:
        """Show the figures once they are there."""
        try:
            self.day = await asyncio.wrap_future(self._coming)
        except (BankError, ProgressError) as error:
            self.app.notify(str(error), title="Today cannot be added up", severity="error", timeout=15)
            return
        await self._show_again()

    async def _show_again(self) -> None:
        """Show new figures; what was pointed at stays so."""
        at = next((topics.at for topics in self.query(Topics)), 0)
        await self.recompose()
        self.query_one(Topics).at = at


def _heading(day: Today, width: int) -> list[Text]:
    lines = outlook.heading(day)
    lines += [outlook.habit(day)] if day.begun else wrap(Text(WELCOME, style("muted")), width)
    for line in lines:
        line.truncate(width, overflow="ellipsis")
    return lines


def _weaknesses(day: Today, width: int) -> list[Text]:
    return [Text("Misconceptions met most", style("heading")), *outlook.weaknesses(day, width)]
