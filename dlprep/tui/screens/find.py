"""A line below the code: find a text, or go to a line by `:12`."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.widgets.text_area import Selection

from dlprep.text import editing
from dlprep.text.editing import Location
from dlprep.tui.widgets.editor import Editor


class FindScreen(ModalScreen[None]):
    """What is found is selected in the editor while one types; Escape and Enter at a line leave it so."""

    DEFAULT_CSS = """
    FindScreen { align: center bottom; background: transparent; }
    FindScreen Horizontal { height: 1; background: $panel; }
    FindScreen Input, FindScreen Input:focus { width: 1fr; height: 1; border: none; padding: 0 1; }
    FindScreen Input, FindScreen Input:focus { background: $panel; }
    FindScreen Static { width: auto; padding: 0 1; color: $muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", id="find.close"),
        Binding("enter,down,ctrl+g,ctrl+f", "next(1)", "Next", id="find.next", priority=True),
        Binding("up,shift+enter", "next(-1)", "The one before", id="find.before", priority=True),
    ]

    def __init__(self, editor: Editor, start: str) -> None:
        super().__init__()
        self.editor, self._start = editor, start
        self._from = min(editor.selection)
        self._places: list[tuple[Location, Location]] = []
        self._at = 0

    def compose(self) -> ComposeResult:
        """The text, and how many places there are."""
        with Horizontal():
            yield Input(
                self._start, placeholder="find, or :12 for a line", select_on_focus=self._start != ":"
            )
            yield Static(id="count", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look anew, from where the cursor was."""
        event.stop()
        if event.value.startswith(":"):
            self._go(event.value[1:])
            return
        self._places = editing.found(self.editor.document.lines, event.value)
        later = [n for n, (start, _) in enumerate(self._places) if start >= self._from]
        self._at = later[0] if later else 0
        self._show(event.value)

    def action_next(self, by: int) -> None:
        """The next place, round the ends; at a line number, back to the code."""
        value = self.query_one(Input).value
        if value.startswith(":"):
            self.dismiss()
        elif self._places:
            self._at = (self._at + by) % len(self._places)
            self._show(value)

    def _go(self, number: str) -> None:
        count = self.editor.document.line_count
        self.query_one("#count", Static).update(f"of {count} lines")
        if number.isdecimal() and 1 <= int(number) <= count:
            self.editor.jump(int(number) - 1)
            self.query_one(Input).focus()

    def _show(self, wanted: str) -> None:
        count = f"{self._at + 1}/{len(self._places)}" if self._places else "not found" if wanted else ""
        self.query_one("#count", Static).update(count)
        if self._places:
            self.editor.selection = Selection(*self._places[self._at])
            self.editor.scroll_cursor_visible(center=True)
