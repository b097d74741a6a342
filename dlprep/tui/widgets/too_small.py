"""What stands in place of a sitting where the terminal has no room for it."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.widget import Widget

LEAST = Size(40, 12)
"""Below this a card cannot be read; from 60×18 it reads well."""


class TooSmall(Widget, can_focus=True):
    """Covers the screen while the terminal is too small; what is below goes on when it grows.

    Meanwhile it holds the focus and takes every key, so that nothing is answered unseen.
    """

    DEFAULT_CSS = """
    TooSmall {
        layer: above; width: 100%; height: 100%; display: none;
        background: $background; content-align: center middle; text-align: center;
    }
    """
    _before: Widget | None = None

    def fit(self, size: Size) -> None:
        """Show or hide for a terminal of this size."""
        small = size.width < LEAST.width or size.height < LEAST.height
        if small and not self.display:
            self._before = self.screen.focused
        shown, self.display = self.display, small
        if small:
            self.screen.set_focus(self)
        elif shown:
            before = self._before
            self.screen.set_focus(before if before is not None and before.is_attached else None)
        self.refresh()

    def on_blur(self) -> None:
        """Something below asked for the focus; it gets it when there is room."""
        if self.display and self.screen.focused is not self:
            self._before = self.screen.focused
            self.screen.set_focus(self)

    def on_key(self, event: events.Key) -> None:
        """No key reaches what cannot be seen; Ctrl+C still leaves."""
        event.stop()

    def render(self) -> str:
        """One sentence: what is wrong, what to do."""
        width, height = self.app.size
        return f"The terminal is too small ({width}×{height}): 60×18 or more, please."
