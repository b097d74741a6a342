"""A verdict, test by test, and the run that leads to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from textual import events
from textual.timer import Timer

from dlprep.bank.items import Misconception
from dlprep.judge.verdict import Verdict
from dlprep.study.verdicts import Line, raised_at, verdict_lines
from dlprep.tui.challenge.running import Running
from dlprep.tui.messages import LineWanted
from dlprep.tui.widgets.lines import Lines, laid_out

TICK = 0.1
"""Seconds between two states of the running clock."""


class VerdictPane(Lines):
    """What the judge says; ✓ ✗ ◆ carry the meaning that the colours repeat.

    Its clock ticks only while something runs and this can be seen.
    """

    DEFAULT_CSS = "VerdictPane { height: auto; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(lambda _: [])
        self._heard: Running | None = None
        self._clock: Timer | None = None
        self._verdict: Verdict | None = None
        self._known: Mapping[str, Misconception] = {}
        self._after: Sequence[Line] = ()
        self._full = False

    @property
    def line(self) -> int | None:
        """The line of the code at which it went wrong, if the verdict knows one."""
        return raised_at(self._verdict) if self._verdict else None

    @property
    def ticking(self) -> bool:
        """Whether the running clock is drawn anew again and again."""
        return self._clock is not None

    def waiting(self, message: str) -> None:
        """Say what is going on while there is no verdict."""
        self._verdict = None
        self._say([("muted", message)])

    def run(self, running: Running) -> None:
        """Show a run until there is a verdict."""
        self._verdict, self._heard = None, running
        self._tick()
        if self.is_on_screen:
            self._start_clock()

    def show_verdict(
        self, verdict: Verdict, known: Mapping[str, Misconception], after: Sequence[Line] = ()
    ) -> None:
        """Show a verdict; `known` names the misconceptions, `after` is said below its headline."""
        self._verdict, self._known, self._after = verdict, known, after
        self._tell()

    def unfold(self) -> None:
        """Show the differences of all failing tests, or of the first one only."""
        if self._verdict:
            self._full = not self._full
            self._tell()

    def on_click(self, event: events.Click) -> None:
        """Where a line of the code is named, go there; elsewhere unfold."""
        if self._verdict is None:
            return
        event.stop()
        clicked = self.render().split("\n", allow_blank=True)[event.y : event.y + 1]
        if self.line and clicked and ("▸ line" in clicked[0].plain or "solution.py" in clicked[0].plain):
            self.post_message(LineWanted(self.line))
        else:
            self.unfold()

    def on_show(self) -> None:
        """Seen again: the clock goes on."""
        if self._heard:
            self._start_clock()

    def on_hide(self) -> None:
        """Nothing ticks that cannot be seen."""
        self._stop_clock()

    def _tell(self) -> None:
        assert self._verdict is not None
        told = list(verdict_lines(self._verdict, self._known, full=self._full))
        if self.line:
            self._after = [("active", f"▸ line {self.line} of your code: F3 goes there")]
        more = [("muted", "d: the differences of all")] if self._has_more() and not self._full else []
        self._say([told[0], *self._after, *told[1:], *more])

    def _has_more(self) -> bool:
        assert self._verdict is not None
        return sum(not t.passed and "\n" in t.message for t in self._verdict.tests) > 1

    def _say(self, lines: Sequence[Line]) -> None:
        self._heard = None
        self._stop_clock()
        self.show(partial(laid_out, lines))

    def _tick(self) -> None:
        if self._heard:
            self.show(partial(laid_out, list(self._heard.lines())))

    def _start_clock(self) -> None:
        self._stop_clock()
        self._clock = self.set_interval(TICK, self._tick)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
