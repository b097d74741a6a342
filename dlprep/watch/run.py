"""One verdict on its way: the judge asked in a thread, its news told through a descriptor."""

from __future__ import annotations

import os
import threading
import time

from dlprep.bank.items import Challenge
from dlprep.judge import Cancelled, Judge
from dlprep.judge.verdict import Verdict


class Run:
    """Judges a source; `news` has a byte when `found` or `verdict` has come, or when it was stopped."""

    def __init__(self, judge: Judge, challenge: Challenge, source: str) -> None:
        self.source = source
        self.found: Verdict | None = None
        self.verdict: Verdict | None = None
        self.over = False
        self.test = ""
        self.cold = not judge.tier
        self.since = time.monotonic()
        self.news, self._told = os.pipe()
        self._judge, self._challenge = judge, challenge
        self._cancel = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Have it end soon."""
        self._cancel.set()

    def close(self) -> None:
        """End it and let go of its descriptors."""
        self.stop()
        self._thread.join()
        os.close(self.news)
        os.close(self._told)

    def _run(self) -> None:
        try:
            self.verdict = self._judge.run(
                self._challenge, self.source, cancel=self._cancel, progress=self._began, found=self._found
            )
        except Cancelled:
            pass
        finally:
            self.over = True
            self._tell()

    def _began(self, test: str) -> None:
        self.test, self.cold = test, False

    def _found(self, verdict: Verdict) -> None:
        self.found = verdict
        self._tell()

    def _tell(self) -> None:
        os.write(self._told, b".")
