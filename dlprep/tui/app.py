"""The full-screen program: home, a sitting, its summary, statistics."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property, partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.reactive import Reactive
from textual.screen import Screen
from textual.theme import Theme

from dlprep import paths
from dlprep.bank.faults import BankError
from dlprep.progress.errors import ProgressError
from dlprep.study.sitting import Sitting
from dlprep.text.style import MUTED
from dlprep.tui.screens.sitting import SittingScreen
from dlprep.tui.themes import INKS, OURS, Daylight

if TYPE_CHECKING:
    from dlprep.judge import Judge
    from dlprep.progress.log import Log
    from dlprep.study.desk import Desk
    from dlprep.study.opening import Wanted

INTERRUPTED = 130
ENDED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals that end the program as its own keys do: the terminal restored, the judge's processes ended."""
FAREWELL = 1.5
"""Seconds that the program may take to leave after such a signal; everything answered is saved already."""


class DlprepApp(App[int]):
    """Begins with a sitting, with the screen that `first` makes, or at home; returns the exit code.

    `desk` opens further sittings; without one there is neither home nor statistics. `judge` starts
    torch in its own processes only when a sitting may need it, after the first paint; nothing here
    imports it.
    """

    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = ["app.tcss", "screens/sitting.tcss"]
    ENABLE_COMMAND_PALETTE = True
    theme: Reactive[str] = Reactive("dlprep")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "Leave", show=False, priority=True, id="app.interrupt"),
        Binding("ctrl+q", "leave", "Leave", show=False, priority=True, id="app.leave"),
        Binding("f1", "help", "Help", show=False, id="app.help"),
    ]

    def __init__(
        self,
        sitting: Sitting | None,
        title: str = "",
        *,
        desk: Desk | None = None,
        first: Callable[[Desk], Screen[None]] | None = None,
        theme: str = "dlprep",
        unconfined: bool = False,
    ) -> None:
        super().__init__()
        self.unconfined, self.desk, self._open_first = unconfined, desk, first
        self._first, self._named, self._wanted_theme = sitting, title, theme
        for own in OURS.values():
            self.register_theme(own)
        if theme != self.theme and theme in self.available_themes:
            self.set_reactive(App.theme, theme)  # set later, all styles are read again
            self.stylesheet.set_variables(self.get_css_variables())

    @cached_property
    def judge(self) -> Judge:
        """The judge of this program; made on first use, since the first card can do without."""
        from dlprep.judge import Judge

        bank = self._first.bank if self._first else self.desk.bank if self.desk else None
        return Judge(unconfined=self.unconfined, hidden=bank.folders if bank else ())

    @property
    def progress(self) -> Log:
        """The log that everything goes to."""
        if self._first is not None:
            return self._first.log
        assert self.desk is not None
        return self.desk.log

    def on_load(self) -> None:
        """Listen to signals."""
        for number in ENDED_BY:
            asyncio.get_running_loop().add_signal_handler(number, self._end, 128 + number)

    def get_default_screen(self) -> Screen[None]:
        """The first screen itself: pushed on an empty screen it would paint some 20 ms later.

        Textual does not read a default screen's own style file, so it is among the app's.
        """
        if self._first is not None:
            return SittingScreen(self._first, self._named)
        assert self.desk is not None
        if self._open_first is not None:
            return self._open_first(self.desk)
        from dlprep.tui.screens.home import HomeScreen

        return HomeScreen(self.desk)

    def get_theme(self, theme_name: str) -> Theme | None:
        """A theme by name; ours before they are registered too, so that colours are worked out once."""
        return OURS.get(theme_name) or super().get_theme(theme_name)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for the themes of others."""
        dark = self.current_theme.dark
        return {"muted": MUTED if dark else INKS[MUTED], "rule": "#2c3652" if dark else "#b8bfd0"}

    def get_line_filters(self) -> list[LineFilter]:
        """Dark ink on a light ground."""
        found = list(super().get_line_filters())
        return found if self.current_theme.dark else [*found, Daylight()]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The command palette: Textual's own, and our screens."""
        yield from super().get_system_commands(screen)
        if isinstance(screen, SittingScreen):
            yield from screen.commands()
        if self.desk is not None:
            yield SystemCommand("Lessons", "The path from neuron to transformer", self.action_syllabus)
            yield SystemCommand("Plan", "The interview's date, and the days before", self.action_plan)
            yield SystemCommand("Statistics", "Recall, load, time, misconceptions", self.action_statistics)
        if self._first is None and len(self.screen_stack) > 1:
            yield SystemCommand("Home", "Today and all topics", self.action_close_sitting)

    def on_mount(self) -> None:
        """Do what was put off for the first item."""
        self.call_after_refresh(self.set_timer, 0.2, self._after_first_paint)
        if self._wanted_theme not in self.available_themes:
            names = ", ".join(sorted(self.available_themes))
            self.notify(
                f"There is no theme {self._wanted_theme!r}. Themes: {names}.", severity="warning", timeout=15
            )
        if not self.progress.saved:
            self.notify(
                f"Nothing can be saved in {paths.data()}. What is stored there is untouched. "
                "Make room, make it writable, or set DLPREP_DATA to another folder.",
                title="Progress is not being saved",
                severity="warning",
                timeout=15,
            )

    def begin(self, wanted: Wanted, title: str, *, then: Callable[[], object] | None = None) -> None:
        """Open a sitting over the present screen; at its end a summary, or back and `then`."""
        assert self.desk is not None
        try:
            sitting = self.desk.sit(wanted)
        except (BankError, ProgressError) as error:
            self.notify(str(error), title="No sitting was begun", severity="error", timeout=15)
            return
        self.push_screen(SittingScreen(sitting, title, then=then))
        self.call_after_refresh(self._warm, sitting)

    def finish(self, screen: SittingScreen) -> None:
        """Show a sitting's summary, or go on with what it was part of."""
        if screen.then is not None:
            self.pop_screen()
            screen.then()
            return
        from dlprep.tui.screens.summary import SummaryScreen

        self.push_screen(SummaryScreen(screen.sitting.summary(), screen.sitting.log.saved))

    def take_back(self) -> None:
        """From the summary back to the last item."""
        self.pop_screen()
        screen = self.screen
        if isinstance(screen, SittingScreen):
            screen.action_undo()
            if screen.sitting.asked is None:
                self.finish(screen)

    def go_on(self) -> None:
        """From the summary back to the sitting, or to a further one where it is over."""
        self.pop_screen()
        screen = self.screen
        if isinstance(screen, SittingScreen) and screen.sitting.asked is None:
            if len(self.screen_stack) > 1:
                self.pop_screen()
            self.begin(screen.sitting.wanted, screen.called)

    def action_close_sitting(self) -> None:
        """Back to where the sitting was begun: home, or the shell."""
        if self._first is not None:
            self.exit(0)
            return
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_statistics(self) -> None:
        """Show what the log adds up to."""
        from dlprep.tui.screens.statistics import StatisticsScreen

        assert self.desk is not None
        self.push_screen(StatisticsScreen(self.desk))

    def action_plan(self) -> None:
        """Show the plan for the interview."""
        from dlprep.tui.screens.plan import PlanScreen

        assert self.desk is not None
        self.push_screen(PlanScreen(self.desk))

    def action_syllabus(self) -> None:
        """Show the path of all lessons."""
        from dlprep.tui.screens.syllabus import SyllabusScreen

        assert self.desk is not None
        self.push_screen(SyllabusScreen(self.desk))

    def action_help(self) -> None:
        """Show every key."""
        from dlprep.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen())

    def action_leave(self) -> None:
        """End the program; every answer is already saved."""
        self.exit(0)

    def action_interrupt(self) -> None:
        """Ctrl+C: copy a selection, in the editor without one the line; elsewhere leave at once."""
        if selected := getattr(self.focused, "selected_text", "") or self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
        elif copy := getattr(self.focused, "copy_line", None):
            copy()
        else:
            self.exit(INTERRUPTED)

    def copy_to_clipboard(self, text: str) -> None:
        """To the desktop's clipboard by its own program, and by the terminal (OSC 52)."""
        from dlprep.tui import clipboard

        super().copy_to_clipboard(text[: clipboard.LARGEST])
        threading.Thread(target=clipboard.copy, args=[text], daemon=True).start()

    def _end(self, code: int) -> None:
        """Leave as by a key; at the latest after `FAREWELL`, since writing to a closed terminal can hang."""
        self.exit(code)
        last = threading.Timer(FAREWELL, self._end_at_once, [code])
        last.daemon = True
        last.start()

    def _end_at_once(self, code: int) -> None:
        if "judge" in vars(self):
            self.judge.close()
        os._exit(code)

    def on_unmount(self, _: events.Unmount) -> None:
        """End the judge's processes with the program."""
        if "judge" in vars(self):
            self.judge.close()

    def _after_first_paint(self) -> None:
        if self._first is not None:
            self._warm(self._first)
        if path := self.progress.database.path:
            threading.Thread(target=partial(self._back_up, path), daemon=True).start()

    def _warm(self, sitting: Sitting) -> None:
        threading.Thread(target=sitting.model.warm, daemon=True).start()
        if sitting.has_challenges:
            self.judge.warm()

    def _back_up(self, path: Path) -> None:
        """In a thread: today's backup; a failure is told, and nothing else is affected."""
        from dlprep.progress.backup import back_up

        try:
            back_up(path, date.today())
        except ProgressError as error:
            self.call_from_thread(self.notify, str(error), title="No backup", severity="warning")
