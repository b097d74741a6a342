"""One's own code beside the reference and its alternates."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Static

from dlprep.bank.items import Challenge
from dlprep.study.telling import afterword
from dlprep.text.code import highlight
from dlprep.text.difference import side_by_side, unified
from dlprep.text.style import style
from dlprep.tui.widgets.lines import Lines
from dlprep.tui.widgets.prose import Prose

WIDE = 100
"""Columns from which the two stand side by side."""


class Compare(Screen[None]):
    """A solution of the bank, held against one's own; the explanation below."""

    DEFAULT_CSS = """
    Compare { background: $background; }
    Compare #which { height: 1; padding: 0 1; background: $panel; }
    Compare VerticalScroll { padding: 1 2; scrollbar-size-vertical: 1; }
    Compare #legend { color: $muted; margin-bottom: 1; height: auto; }
    Compare Prose { margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,tab,right", "turn(1)", "Next solution", key_display="n", id="compare.next"),
        Binding("b,shift+tab,left", "turn(-1)", "Before", show=False, id="compare.before"),
        Binding("d", "difference", "Difference or code", id="compare.difference"),
        Binding("j", "scroll(1)", "Down", show=False, id="compare.down"),
        Binding("k", "scroll(-1)", "Up", show=False, id="compare.up"),
        Binding("q,escape,f8", "app.pop_screen", "Back", key_display="esc", id="compare.close"),
    ]

    def __init__(self, challenge: Challenge, own: str) -> None:
        super().__init__()
        self._challenge, self._own = challenge, own
        self._solutions = (challenge.reference, *challenge.alternates)
        self._at, self._differing = 0, own.strip() != challenge.starter.strip()

    def compose(self) -> ComposeResult:
        """Which solution, the two codes, the explanation."""
        yield Static(id="which")
        with VerticalScroll():
            yield Static(id="legend", markup=False)
            yield Lines(self._draw)
            yield Prose(afterword(self._challenge))
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Say what is shown."""
        self._show()
        self.query_one(VerticalScroll).focus()

    def action_turn(self, by: int) -> None:
        """Another solution."""
        self._at = (self._at + by) % len(self._solutions)
        self._show()

    def action_difference(self) -> None:
        """Held against one's own, or for itself."""
        self._differing = not self._differing
        self._show()

    def action_scroll(self, lines: int) -> None:
        """Move through it."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """With one solution there is no other to turn to."""
        return len(self._solutions) > 1 if action == "turn" else True

    def _show(self) -> None:
        which = Text(f"{self._challenge.title}   ", style("heading"), no_wrap=True, overflow="ellipsis")
        for number in range(len(self._solutions)):
            name = f"alternate {number}" if number else "reference"
            here = number == self._at
            which.append(f"▸ {name}  " if here else f"{name}  ", style("active" if here else "muted"))
        self.query_one("#which", Static).update(which)
        same = self._own.strip() == self._solutions[self._at].strip()
        marked = "- only in your code   + only in this solution"
        legend = "This is your code." if same else marked if self._differing else "This solution:"
        self.query_one("#legend", Static).update(legend)
        self.query_one(Lines).show(self._draw)

    def _draw(self, width: int) -> list[Text]:
        theirs = self._solutions[self._at]
        if not self._differing:
            return list(highlight(theirs, width, numbered=True).split("\n", allow_blank=True))
        return (side_by_side if width >= WIDE else unified)(self._own, theirs, width)
