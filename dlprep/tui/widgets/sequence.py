"""Steps to put in order."""

from __future__ import annotations

from collections.abc import Sequence as Rows
from typing import Any, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from dlprep.text.style import style
from dlprep.tui.messages import Answered
from dlprep.tui.widgets.pick import Pick


class Sequence(Pick):
    """Picks every row once: the first picked is step 1. Response: indices in the order picked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "pick", "Next step", key_display="enter"),
        Binding("backspace", "take_back", "Take back", key_display="⌫"),
    ]
    chosen: reactive[tuple[int, ...]] = reactive(())

    def __init__(self, rows: Rows[str | Text]) -> None:
        super().__init__(rows)
        self._done = False

    @property
    def settled(self) -> bool:
        """Whether the answer is given."""
        return self._done

    def settle(self, response: Any) -> None:
        """Freeze the order that was answered."""
        self._done, self.can_focus = True, False
        self.refresh()

    def action_pick(self) -> None:
        """Take the row under the pointer as the next step; the last one answers."""
        if self.settled or self.at in self.chosen:
            return
        self.chosen = (*self.chosen, self.at)
        if left := [i for i in range(len(self.rows)) if i not in self.chosen]:
            self.at = min(left, key=lambda i: (i < self.at, i))
        else:
            self.post_message(Answered(self.chosen))

    def action_take_back(self) -> None:
        """Free the row that was taken last."""
        if not self.settled:
            self.chosen = self.chosen[:-1]

    def _lead(self, index: int) -> Text:
        pointer = "▸" if index == self.at and not self.settled else " "
        if index in self.chosen:
            return Text(f"{pointer} {self.chosen.index(index) + 1:>2}  ", style("active"))
        return Text(f"{pointer}  ·  ", style("active") if pointer != " " else style("muted"))
