"""What stands in place of a sitting where the terminal has no room for it."""

from __future__ import annotations

from textual.geometry import Size
from textual.widget import Widget

LEAST = Size(40, 12)
"""Below this a card cannot be read; from 60×18 it reads well."""


class TooSmall(Widget):
    """Covers the screen while the terminal is too small; what is below goes on when it grows."""

    DEFAULT_CSS = """
    TooSmall {
        layer: above; width: 100%; height: 100%; display: none;
        background: $background; content-align: center middle; text-align: center;
    }
    """

    def fit(self, size: Size) -> None:
        """Show or hide for a terminal of this size."""
        self.display = size.width < LEAST.width or size.height < LEAST.height
        self.refresh()

    def render(self) -> str:
        """One sentence: what is wrong, what to do."""
        width, height = self.app.size
        return f"The terminal is too small ({width}×{height}): 60×18 or more, please."
