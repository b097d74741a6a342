"""One line at the top: what is asked, how far it is, what is left."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from dlprep.study.asking import Tally
from dlprep.text.style import style


class TallyBar(Widget):
    """The progress of a sitting; words beside the bar, so it reads without colour."""

    DEFAULT_CSS = "TallyBar { dock: top; height: 1; padding: 0 1; background: $panel; }"

    def __init__(self, title: str, tally: Tally, *, saved: bool = True) -> None:
        super().__init__()
        self.title, self.tally = title if saved else f"NOT SAVED  {title}", tally

    def show(self, tally: Tally) -> None:
        """Show another state."""
        self.tally = tally
        self.refresh()

    def render(self) -> Text:
        """Title, bar, count, and the waiting items by standing."""
        done, left = self.tally.done, self.tally.left
        room = self.size.width - 2
        counts = f"{done}/{done + left}"
        waiting = f"new {self.tally.new}  again {self.tally.learning}  review {self.tally.review}"
        if room < 56:
            return Text.assemble((self.title[: room - len(counts) - 1], "bold"), " ", counts)
        title = self.title if len(self.title) <= room // 3 else self.title[: room // 3 - 1] + "…"
        width = max(4, room - len(title) - len(counts) - len(waiting) - 6)
        filled = round(width * done / (done + left)) if done + left else width
        return Text.assemble(
            (title, "bold"),
            "  ",
            ("━" * filled, style("right")),
            ("╌" * (width - filled), style("muted")),
            "  ",
            counts,
            "  ",
            (waiting, style("muted")),
        )
