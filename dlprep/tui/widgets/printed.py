"""Several printed lines, predicted."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from dlprep.tui.messages import Answered
from dlprep.tui.widgets.answering import Answering


class Printed(TextArea, Answering):
    """A small text area; F5 or Ctrl+R answers, since Enter is a new line here. Response: the text."""

    DEFAULT_CSS = """
    Printed { height: 7; max-height: 12; margin: 1 0; border: round $rule; background: $background; }
    Printed:focus { border: round $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+r", "answer", "Answer", key_display="f5", priority=True),
        Binding("pagedown", "screen.scroll(8)", "The code, on", show=False),
        Binding("pageup", "screen.scroll(-8)", "The code, back", show=False),
    ]

    def on_text_area_changed(self) -> None:
        """Whoever types wants to see it, also after a look at the code."""
        self.scroll_visible(animate=False)

    def action_answer(self) -> None:
        """Answer with what stands here."""
        self.post_message(Answered(self.text))

    def settle(self, response: Any) -> None:
        """Take no more typing."""
        self.disabled = True
