"""A question before something that counts or that replaces what stands there."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from dlprep.tui.widgets.prose import Prose


class Choice(Static):
    """One of the two answers, to click."""

    DEFAULT_CSS = """
    Choice { width: auto; padding: 0 2; margin: 0 2 0 0; background: $rule; }
    Choice:hover { background: $primary; color: $background; }
    """

    def __init__(self, label: str, answer: bool) -> None:
        super().__init__(label, markup=False)
        self._answer = answer

    def on_click(self, event: events.Click) -> None:
        """Answer."""
        event.stop()
        assert isinstance(self.screen, Confirm)
        self.screen.dismiss(self._answer)


class Confirm(ModalScreen[bool]):
    """`y` says yes, everything else that closes it says no."""

    DEFAULT_CSS = """
    Confirm { align: center middle; }
    Confirm > Vertical {
        width: 64; max-width: 100%; height: auto; padding: 1 2; background: $panel; border: round $primary;
    }
    Confirm Horizontal { height: auto; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape,q", "answer(False)", "No"),
    ]

    def __init__(self, question: str, yes: str, no: str) -> None:
        super().__init__()
        self._question, self._labels = question, (yes, no)

    def compose(self) -> ComposeResult:
        """The question and both answers."""
        yes, no = self._labels
        with Vertical():
            yield Prose(self._question)
            with Horizontal():
                yield Choice(f"y  {yes}", True)
                yield Choice(f"n  {no}", False)

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)
