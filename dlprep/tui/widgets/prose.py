"""Card Markdown at the width that there is."""

from __future__ import annotations

from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget

from dlprep.text.markdown import render


class Prose(Widget):
    """Markdown with mathematics and code, laid out anew when the width changes."""

    DEFAULT_CSS = "Prose { height: auto; }"

    def __init__(self, markdown: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._markdown = markdown
        self._laid_out: tuple[int, Text] = (0, Text())

    @property
    def markdown(self) -> str:
        """The source that is shown."""
        return self._markdown

    def show(self, markdown: str) -> None:
        """Show other text."""
        self._markdown = markdown
        self._laid_out = (0, Text())
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines at this width."""
        return self._at(width).plain.count("\n") + 1 if self._markdown else 0

    def render(self) -> Text:
        """The text at the present width."""
        return self._at(self.content_size.width)

    def _at(self, width: int) -> Text:
        if self._laid_out[0] != width:
            self._laid_out = (width, render(self._markdown, max(20, width)))
        return self._laid_out[1]
