"""Typed answers: blanks, a number, what a program prints."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from dlprep.text.style import style
from dlprep.tui.messages import Answered
from dlprep.tui.widgets.answering import Answering
from dlprep.tui.widgets.in_order import InOrder


class Field(InOrder, Input):
    """An input whose keys the footer names."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Answer", key_display="enter", priority=True),
        Binding("escape", "screen.leave_field", "Letters are keys"),
    ]

    async def action_submit(self) -> None:
        """Enter: to the next field at once, since what is typed after it belongs there.

        An answer waits behind the keys that this field has not taken yet.
        """
        following = self.query_ancestor(Fields).following(self)
        if following is not None:
            self.screen.set_focus(following)
        else:
            self.post_message(self.Submitted(self, self.value))


class Fields(Answering):
    """One field a blank; Enter goes to the next, and answers from the last.

    Response: a tuple of the texts, or the text itself where `single`.
    """

    DEFAULT_CSS = """
    Fields Horizontal { height: 3; }
    Fields Static { width: auto; padding: 1 1 0 0; }
    Fields Input { width: 1fr; max-width: 60; border: round $rule; background: $background; }
    Fields Input:focus { border: round $primary; }
    """

    def __init__(self, count: int, *, single: bool = False, unit: str = "", hint: str = "") -> None:
        super().__init__()
        self.count, self.single, self.unit, self.hint = count, single, unit, hint

    def compose(self) -> ComposeResult:
        """The fields, numbered when there are several."""
        for number in range(1, self.count + 1):
            with Horizontal():
                if self.count > 1:
                    yield Static(Text(f"{number}", style("active")))
                yield Field(placeholder=self.hint, id=f"field-{number}")
                if self.unit:
                    yield Static(Text(f" {self.unit}"))

    def begin(self) -> None:
        """Put the cursor where typing begins."""
        self.screen.set_focus(self.query_one("#field-1", Input))

    def settle(self, response: Any) -> None:
        """Take no more typing."""
        for field in self.query(Input):
            field.disabled = True

    def following(self, field: Input) -> Input | None:
        """The empty field where Enter leads from another; None where it answers."""
        fields = list(self.query(Input))
        place = fields.index(field)
        if field is fields[-1]:
            return None
        others = fields[place + 1 :] + fields[:place]
        return next((other for other in others if not other.value.strip()), None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with all fields."""
        event.stop()
        texts = tuple(field.value for field in self.query(Input))
        self.post_message(Answered(texts[0] if self.single else texts))
