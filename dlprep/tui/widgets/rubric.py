"""An interview question: speak or type against a clock, then tick what was said."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dlprep.answers.question import Ticks
from dlprep.bank.items import Rubric
from dlprep.text.style import style
from dlprep.tui.messages import Answered
from dlprep.tui.widgets.answering import Answering
from dlprep.tui.widgets.pick import Pick


class Points(Pick):
    """The points of a rubric, ticked with space; Enter is done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "pick", "Tick"),
        Binding("enter", "done", "Done", key_display="enter"),
    ]

    def __init__(self, rubric: Rubric) -> None:
        rows = [
            *rubric.must,
            *(f"{p} *(a plus)*" for p in rubric.nice),
            *(f"Red flag: {p}" for p in rubric.red_flags),
        ]
        super().__init__(rows, spaced=False)
        self.rubric = rubric
        self.ticked: set[int] = set()
        self._done = False

    @property
    def settled(self) -> bool:
        """Whether the ticks are final."""
        return self._done

    def action_pick(self) -> None:
        """Tick or untick the point under the pointer."""
        if not self.settled:
            self.ticked ^= {self.at}
            self.refresh()

    def action_done(self) -> None:
        """Answer with the ticks."""
        if self.settled:
            return
        said = [i in self.ticked for i in range(len(self.rows))]
        musts, nice = len(self.rubric.must), len(self.rubric.nice)
        self.post_message(
            Answered(
                Ticks(
                    must=tuple(said[:musts]),
                    nice=tuple(said[musts : musts + nice]),
                    red_flags=tuple(said[musts + nice :]),
                )
            )
        )

    def settle(self, response: Any) -> None:
        """Take no more ticks."""
        self._done = True
        self.can_focus = False
        self.refresh()

    def _lead(self, index: int) -> Text:
        box = "[x]" if index in self.ticked else "[ ]"
        pointer = "▸" if index == self.at and not self.settled else " "
        return Text(f"{pointer}{box}  ", style("active") if index in self.ticked else style("muted"))


class Spoken(Answering, can_focus=True):
    """The clock first; space stops it and shows the rubric. Response: Ticks."""

    DEFAULT_CSS = "Spoken Static { margin: 0 0 1 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "stop", "Stop and tick", key_display="space")
    ]

    def __init__(self, rubric: Rubric) -> None:
        super().__init__()
        self.rubric = rubric
        self._began = time.monotonic()
        self.points: Points | None = None

    def compose(self) -> ComposeResult:
        """The clock."""
        yield Static(self._clock(), id="clock")

    def on_mount(self) -> None:
        """Tick once a second while speaking."""
        self._ticking = self.set_interval(1, lambda: self.query_one("#clock", Static).update(self._clock()))

    def action_stop(self) -> None:
        """End the answer and show what to tick."""
        if self.points is None:
            self._ticking.stop()
            self.points = Points(self.rubric)
            self.mount(Static(Text("Tick what you said.", style("strong"))), self.points)
            self.points.focus()

    def settle(self, response: Any) -> None:
        """Take no more ticks."""
        self._ticking.stop()
        self.can_focus = False
        if self.points:
            self.points.settle(response)

    def _clock(self) -> Text:
        gone, asked = int(time.monotonic() - self._began), self.rubric.seconds
        over = gone > asked
        return Text.assemble(
            "Say it aloud, as in the room.  ",
            (f"{gone // 60}:{gone % 60:02d}", style("wrong" if over else "active")),
            (f" of {asked // 60}:{asked % 60:02d}" + ("  over time" if over else ""), style("muted")),
        )
