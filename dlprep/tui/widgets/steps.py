"""A derivation, revealed and ticked step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from dlprep.tui.messages import Answered
from dlprep.tui.widgets.answering import Answering
from dlprep.tui.widgets.prose import Prose


class Steps(Answering, can_focus=True):
    """Reveals a step, asks whether it was found, goes on. Response: a tuple of bool, one a step."""

    DEFAULT_CSS = "Steps Prose { margin: 0 0 1 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "reveal", "Reveal", key_display="space"),
        Binding("y,space,enter", "tick(True)", "Had it", key_display="y"),
        Binding("n", "tick(False)", "Missed"),
    ]

    def __init__(self, steps: Sequence[str]) -> None:
        super().__init__()
        self.steps = steps
        self.ticks: list[bool] = []
        self.revealed = False

    def compose(self) -> ComposeResult:
        """The line that says what to do."""
        yield Prose(self._prompt(), id="do")

    def action_reveal(self) -> None:
        """Show the step that is next."""
        if len(self.ticks) < len(self.steps):
            self.revealed = True
            step = f"**{len(self.ticks) + 1}.** {self.steps[len(self.ticks)]}"
            self.mount(Prose(step, classes="step"), before="#do")
            self._ask()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A step is revealed, then ticked."""
        return {"reveal": not self.revealed, "tick": self.revealed}.get(action, True)

    def action_tick(self, found: bool) -> None:
        """Note whether the shown step was found; going on means that it was."""
        shown = self.query(".step").last(Prose)
        shown.show(f"{'✓' if found else '✗'} {shown.markdown}")
        self.ticks.append(found)
        self.revealed = False
        self._ask()
        if len(self.ticks) == len(self.steps):
            self.post_message(Answered(tuple(self.ticks)))

    def settle(self, response: Any) -> None:
        """Nothing more to reveal."""
        self.can_focus = False
        self.query_one("#do").display = False

    def _ask(self) -> None:
        prompt = self.query_one("#do", Prose)
        prompt.show(self._prompt())
        self.refresh_bindings()
        self.call_after_refresh(prompt.scroll_visible, animate=False)

    def _prompt(self) -> str:
        if self.revealed:
            return "Did you have this step? `y` yes, `n` no"
        number = len(self.ticks) + 1
        return f"Work out step {number} of {len(self.steps)}, then `space` reveals it."
