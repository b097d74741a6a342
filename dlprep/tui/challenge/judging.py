"""Asking the judge from the screen: in a thread, heard of test by test, and stopped by the same key."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from dlprep.bank.items import Challenge
from dlprep.tui.challenge.running import Running
from dlprep.tui.widgets.verdict import VerdictPane

if TYPE_CHECKING:
    from dlprep.tui.widgets.workbench import Workbench


class Judging:
    """At most one run at a time for a workbench; what it comes to is told there."""

    def __init__(self, bench: Workbench, challenge: Challenge) -> None:
        self._bench, self._challenge = bench, challenge
        self._cancel: threading.Event | None = None

    def begin(self, source: str) -> None:
        """Judge a source in the background."""
        self._cancel = cancel = threading.Event()
        running = Running([t.name for t in self._challenge.tests], cold=not self._bench.app.judge.tier)
        self._bench.query_one(VerdictPane).run(running)
        self._bench.run_worker(
            lambda: self._run(source, cancel, running), thread=True, exclusive=True, group="judge"
        )

    def cancel(self) -> bool:
        """Stop the run; whether there was one."""
        if self._cancel is None:
            return False
        self._cancel.set()
        return True

    def _run(self, source: str, cancel: threading.Event, running: Running) -> None:
        from dlprep.judge import Cancelled

        bench, tell = self._bench, self._bench.app.call_from_thread
        try:
            verdict = bench.app.judge.run(
                self._challenge,
                source,
                cancel=cancel,
                progress=running.began,
                found=lambda verdict: tell(bench.show_found, verdict),
            )
        except Cancelled:
            tell(self._stopped)
            return
        self._cancel = None
        tell(bench.judged, source, verdict)

    def _stopped(self) -> None:
        self._cancel = None
        if self._bench.is_attached:
            self._bench.query_one(VerdictPane).waiting("Stopped. F5 runs your code again.")
