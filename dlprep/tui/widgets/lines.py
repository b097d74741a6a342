"""Lines drawn for the width that there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget

from dlprep.text.clean import clean
from dlprep.text.style import style
from dlprep.text.wrap import prefixed, wrap


class Lines(Widget):
    """Asks `draw` for its lines, each as wide as it is told at most; anew when the width changes."""

    DEFAULT_CSS = "Lines { height: auto; }"

    def __init__(self, draw: Callable[[int], list[Text]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw = draw
        self._drawn: tuple[int, Text] = (0, Text())

    def show(self, draw: Callable[[int], list[Text]]) -> None:
        """Draw something else."""
        self._draw, self._drawn = draw, (0, Text())
        self.refresh(layout=True)

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


def laid_out(lines: Iterable[tuple[str, str]], width: int) -> list[Text]:
    """Lines given as (role, text), wrapped; what goes on below stands two cells further in."""
    shown: list[Text] = []
    for role, line in lines:
        told = clean(line).expandtabs(4)
        body = Text(told.lstrip(" "), style(*filter(None, [role])))
        indent = len(told) - len(body.plain)
        room = width - indent
        parts = [body] if body.cell_len <= room else wrap(body, max(10, room - 2))
        shown += prefixed(parts, Text(" " * indent), Text(" " * (indent + 2)))
    return shown
