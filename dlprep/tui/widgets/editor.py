"""The editor pane of a challenge."""

from __future__ import annotations

import time
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, Selection, TextAreaTheme

from dlprep.text import editing
from dlprep.text.editing import Change
from dlprep.text.style import AMBER, GREEN, INK, MUTED, VIOLET
from dlprep.tui.keys import EDITOR
from dlprep.tui.widgets.in_order import InOrder

LOOK = TextAreaTheme(
    name="dlprep",
    base_style=Style(color=INK, bgcolor="#0d111c"),
    gutter_style=Style(color="#4a5678", bgcolor="#0d111c"),
    cursor_style=Style(color="#0d111c", bgcolor=INK),
    cursor_line_style=Style(bgcolor="#161c2c"),
    cursor_line_gutter_style=Style(color=AMBER, bgcolor="#161c2c"),
    bracket_matching_style=Style(bgcolor="#2c3652", bold=True),
    selection_style=Style(bgcolor="#2c3652"),
    syntax_styles={
        "comment": Style(color=MUTED, italic=True),
        "string": Style(color=GREEN),
        "string.documentation": Style(color=GREEN, italic=True),
        "keyword": Style(color=VIOLET),
        "keyword.function": Style(color=VIOLET),
        "keyword.return": Style(color=VIOLET),
        "keyword.operator": Style(color=VIOLET),
        "conditional": Style(color=VIOLET),
        "repeat": Style(color=VIOLET),
        "include": Style(color=VIOLET),
        "exception": Style(color=VIOLET),
        "number": Style(color="#f2ead6"),
        "float": Style(color="#f2ead6"),
        "boolean": Style(color="#f2ead6"),
        "constant.builtin": Style(color="#f2ead6"),
        "function": Style(color="#b9e3f2", bold=True),
        "function.call": Style(color="#b9e3f2"),
        "method": Style(color="#b9e3f2", bold=True),
        "method.call": Style(color="#b9e3f2"),
        "class": Style(color="#b9e3f2", bold=True),
        "type": Style(color="#b9e3f2"),
        "type.class": Style(color="#b9e3f2", bold=True),
        "variable.builtin": Style(color=MUTED),
    },
)
"""Code in the colours that cards show it in."""


MEANT = editing.QUOTES | editing.CLOSERS | editing.PAIRS.keys()
"""Characters that may come as pairs."""

PATIENCE = 1.0
"""Seconds for one edit, after which its colours are given up: thousands of comment lines in a row take more,
as the parser reads on to their end from each."""


class Editor(InOrder, TextArea):
    """Python with highlighting, indentation, pairs, comments and find; what a key does is `text.editing`.

    Long lines are wrapped, and only their first rows are numbered. Each key is one step of undo.
    Escape leaves the editor; Tab indents and never deletes a selection.
    """

    DEFAULT_CSS = """
    Editor { border: round $rule; border-title-color: $muted; background: $background; }
    Editor:focus { border: round $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*EDITOR]

    @classmethod
    def holding(cls, source: str) -> Editor:
        """An editor with this source and the cursor at its start."""
        editor = cls(editing.pasted(source), language="python", tab_behavior="indent")
        editor.show_line_numbers = True
        editor.register_theme(LOOK)
        editor.theme = LOOK.name
        return editor

    @property
    def lines(self) -> list[str]:
        """The source, line by line."""
        return list(self.document.lines)

    def edit(self, edit: Edit) -> EditResult:
        """Make an edit; a source that takes too long to colour goes on without colours."""
        begun = time.monotonic()
        result = super().edit(edit)
        if self.language and time.monotonic() - begun > PATIENCE:
            selection, scroll = self.selection, self.scroll_offset
            self.language = None
            self.selection = selection
            self.scroll_to(*scroll, animate=False)
            self.notify("Colours are off: this code takes too long to colour.")
        return result

    def change(self, change: Change | None) -> None:
        """Make a change, as one step of undo."""
        if change is None or self.read_only:
            return
        if change.start != change.end or change.text:
            self.history.checkpoint()
            self.replace(change.text, change.start, change.end, maintain_selection_offset=False)
            self.history.checkpoint()
        self.selection = Selection(change.anchor, change.cursor)

    async def _on_key(self, event: events.Key) -> None:
        """Brackets, quotes, Enter and Tab are more than their characters; Escape is for the screen."""
        if event.key == "escape":
            event.prevent_default()
            return
        change = None if self.read_only else self._meaning(event)
        if change is not None:
            event.stop()
            event.prevent_default()
            self.change(change)

    def _meaning(self, event: events.Key) -> Change | None:
        anchor, cursor = self.selection
        if event.key == "enter":
            return editing.entered(self.document.lines, anchor, cursor)
        if event.key == "tab" and anchor != cursor:
            return editing.indented(self.document.lines, anchor, cursor, 1)
        if event.character in MEANT:
            return editing.typed(self.document.lines, anchor, cursor, event.character or "")
        return None

    async def _on_paste(self, event: events.Paste) -> None:
        """Take text as it is, but for line ends and leading tabs; nothing is paired or indented."""
        event.prevent_default()
        event.stop()
        if self.read_only:
            return
        text = editing.pasted(event.text)
        start, end = sorted(self.selection)
        rows = text.split("\n")
        at = (start[0] + len(rows) - 1, len(rows[-1]) + (start[1] if len(rows) == 1 else 0))
        self.change(Change(start, end, text, at, at))
        self.focus()
        if any(line.startswith("\t") for line in event.text.splitlines()):
            self.notify("Leading tabs have become four blanks each.")

    def action_delete_left(self) -> None:
        """Backspace, which takes an empty pair or a step of indentation at once."""
        change = editing.erased(self.document.lines, *self.selection)
        if change is None:
            super().action_delete_left()
        else:
            self.change(change)

    def action_indent(self, by: int) -> None:
        """The selected lines, or the present one, a step in or out."""
        self.change(editing.indented(self.document.lines, *self.selection, by))

    def action_comment(self) -> None:
        """Comment out the selected lines, or take the marks away."""
        self.change(editing.commented(self.document.lines, *self.selection))

    def action_carry(self, by: int) -> None:
        """Move the selected lines up or down."""
        self.change(editing.carried(self.document.lines, *self.selection, by))

    def get_cursor_line_end_location(self) -> tuple[int, int]:
        """The end of the line, not of the row that it is wrapped into."""
        row = self.cursor_location[0]
        return row, len(self.document[row])

    def get_cursor_line_start_location(self, smart_home: bool = False) -> tuple[int, int]:
        """The start of the line; `smart_home`: of its code, and from there of the line."""
        row, column = self.cursor_location
        indent = len(self.document[row]) - len(self.document[row].lstrip())
        return row, indent if smart_home and column != indent else 0

    def action_fold(self) -> None:
        """Let lines that are too long scroll sideways, or wrap them again."""
        self.soft_wrap = not self.soft_wrap
        self.call_after_refresh(self.scroll_cursor_visible)

    def action_find(self, start: str = "") -> None:
        """Open the line in which one looks for a text, or for `:12`, a line."""
        from dlprep.tui.screens.find import FindScreen

        self.app.push_screen(FindScreen(self, start or self.selected_text.partition("\n")[0]))

    def action_copy(self) -> None:
        """Copy the selection; without one, the line."""
        if self.selected_text:
            self.app.copy_to_clipboard(self.selected_text)
        else:
            self.copy_line()

    def copy_line(self) -> None:
        """Copy the line that the cursor is on."""
        self.app.copy_to_clipboard(self.document.lines[self.cursor_location[0]] + "\n")

    def jump(self, line: int, column: int = 0) -> None:
        """Go to a line (from 0) and select it, as the place of an error."""
        row = min(max(0, line), self.document.line_count - 1)
        self.selection = Selection((row, len(self.document.lines[row])), (row, column))
        self.scroll_cursor_visible(center=True)
        self.focus()
