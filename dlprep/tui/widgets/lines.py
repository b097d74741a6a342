"""Lines drawn for the width that there is."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget


class Lines(Widget):
    """Asks `draw` for its lines, each as wide as it is told at most; anew when the width changes."""

    DEFAULT_CSS = "Lines { height: auto; }"

    def __init__(self, draw: Callable[[int], list[Text]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw = draw
        self._drawn: tuple[int, Text] = (0, Text())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines at this width."""
        return self._at(width).plain.count("\n") + 1

    def render(self) -> Text:
        """The lines at the present width."""
        return self._at(self.content_size.width)

    def _at(self, width: int) -> Text:
        if self._drawn[0] != width:
            self._drawn = (width, Text("\n", no_wrap=True).join(self._draw(max(20, width))))
        return self._drawn[1]
