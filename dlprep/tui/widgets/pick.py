"""Rows to pick one of: the options of a choice, the lines of a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.widget import Widget

from dlprep.text.code import folded
from dlprep.text.markdown import render
from dlprep.text.style import style
from dlprep.text.wrap import prefixed
from dlprep.tui.messages import Answered
from dlprep.tui.widgets.answering import Answering


class Pick(Answering, can_focus=True):
    """Rows with a pointer; number keys, arrows, hjkl and the mouse pick.

    `right` is the row (from 0) to mark in the end. `first` is the response of the first row: 0 for
    options, 1 for the lines of a program.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("enter,space", "pick", "Answer", key_display="enter"),
    ]
    at = reactive(0)

    def __init__(
        self, rows: Sequence[str | Text], *, right: int | None = None, first: int = 0, spaced: bool = True
    ) -> None:
        super().__init__()
        self.rows, self.right, self.first, self.spaced = list(rows), right, first, spaced
        self.picked: int | None = None
        self._typed = ""

    @property
    def settled(self) -> bool:
        """Whether the answer is given."""
        return self.picked is not None

    def begin(self) -> None:
        """Take the keys; however many rows there are, the question stays in sight."""
        self.screen.set_focus(self, scroll_visible=False)

    def settle(self, response: Any) -> None:
        """Mark the picked row, and the right one."""
        super().settle(response)
        self.picked = response - self.first
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines of all rows at this width."""
        return self._text(width).plain.count("\n") + 1

    def render(self) -> Text:
        """All rows, the pointer and the marks."""
        return self._text(self.content_size.width)

    def watch_at(self) -> None:
        """Keep the pointer in sight."""
        if self.is_mounted and self.content_size.width:
            top, height = self._spans(self.content_size.width)[self.at]
            self.scroll_visible_region(Region(0, top, 1, height))

    def scroll_visible_region(self, region: Region) -> None:
        """Scroll the surrounding container so that a part of this widget is seen."""
        if isinstance(self.parent, Widget):
            self.parent.scroll_to_region(region.translate(self.virtual_region.offset), animate=False)

    def action_move(self, by: int) -> None:
        """Move the pointer; it stops at the ends."""
        self._typed = ""
        self.at = min(max(0, self.at + by), len(self.rows) - 1)

    def action_pick(self) -> None:
        """Answer with the row under the pointer."""
        if not self.settled:
            self.post_message(Answered(self.first + self.at))

    def on_key(self, event: events.Key) -> None:
        """A digit moves to that row; where one digit says it all, it answers."""
        if self.settled or not (event.character or "").isdigit():
            return
        event.stop()
        self._typed = (self._typed + (event.character or ""))[-2:]
        for typed in (self._typed, self._typed[-1:]):
            if 1 <= int(typed) <= len(self.rows):
                self._typed = typed
                self.at = int(typed) - 1
                break
        if len(self.rows) <= 9 and self.spaced:
            self.action_pick()

    def on_click(self, event: events.Click) -> None:
        """A first click points, a second one answers."""
        for index, (top, height) in enumerate(self._spans(self.content_size.width)):
            if top <= event.y < top + height and not self.settled:
                if self.at == index:
                    self.action_pick()
                self.at = index

    def _row(self, index: int, width: int) -> Text:
        row, lead = self.rows[index], self._lead(index)
        if isinstance(row, Text):
            return Text("\n").join(folded(row.copy(), lead, width, True))
        lines = render(row, max(20, width - lead.cell_len)).split("\n", allow_blank=True)
        return Text("\n").join(prefixed(lines, lead))

    def _lead(self, index: int) -> Text:
        number = f"{index + 1:>2}"
        if self.settled and index == self.right:
            return Text(f"✓ {number}  ", style("right"))
        if self.settled and index == self.picked:
            return Text(f"✗ {number}  ", style("wrong"))
        if not self.settled and index == self.at:
            return Text(f"▸ {number}  ", style("active"))
        return Text(f"  {number}  ", style("muted"))

    def _text(self, width: int) -> Text:
        gap = "\n\n" if self.spaced else "\n"
        return Text(gap).join(self._row(i, width) for i in range(len(self.rows)))

    def _spans(self, width: int) -> list[tuple[int, int]]:
        """Top line and height of each row."""
        spans, top = [], 0
        for index in range(len(self.rows)):
            height = self._row(index, width).plain.count("\n") + 1
            spans.append((top, height))
            top += height + self.spaced
        return spans
