"""What the sitting came to."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer

from dlprep.study.summary import Summary
from dlprep.study.telling import summary_told
from dlprep.tui.widgets.prose import Prose


class SummaryScreen(Screen[None]):
    """Counts, what went wrong, which misconceptions, what comes back when."""

    DEFAULT_CSS = "SummaryScreen #summary { padding: 1 2; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q,escape", "app.close_sitting", "Close", key_display="enter"),
        Binding("space", "go_on", "Go on"),
        Binding("u", "back", "Undo the last answer"),
    ]

    def __init__(self, summary: Summary, saved: bool) -> None:
        super().__init__()
        self.summary, self.saved = summary, saved

    def compose(self) -> ComposeResult:
        """The summary as text."""
        with VerticalScroll(id="summary"):
            yield Prose(summary_told(self.summary, self.saved))
        yield Footer(show_command_palette=False, compact=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing answered, nothing to take back; nothing left, nothing to go on with."""
        if action == "go_on":
            return self.summary.left > 0
        return action != "back" or self.summary.answered > 0

    def action_go_on(self) -> None:
        """Take up what still waits."""
        self.app.go_on()  # type: ignore[attr-defined]

    def action_back(self) -> None:
        """Return to the sitting with the last answer taken back."""
        self.app.take_back()  # type: ignore[attr-defined]
