"""A run as far as it is heard of: which tests have run, which one is running, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import monotonic

from dlprep.study.verdicts import Line

STOPS = "F5 stops"


class Running:
    """The state of one run; `cold` while torch, started with the first run, is still warming up."""

    def __init__(self, tests: Sequence[str], *, cold: bool, clock: Callable[[], float] = monotonic) -> None:
        self._tests, self._cold, self._clock = tests, cold, clock
        self._since = clock()
        self._begun: dict[str, float] = {}

    def began(self, test: str) -> None:
        """A test begins, so the one before it has run."""
        self._begun[test] = self._clock()

    def lines(self) -> Iterator[Line]:
        """What to show now. Tests are compared when all have run: until then none is right or wrong."""
        now = self._clock()
        if self._cold and not self._begun:
            yield "active", f"PyTorch is warming up, once per start  {now - self._since:.1f} s"
            yield "muted", f"Your code runs as soon as it is there. {STOPS}."
        else:
            yield "active", f"Running  {now - self._since:.1f} s   {STOPS}"
        yield "", ""
        ends = [*self._begun.values()][1:]
        for number, test in enumerate(self._tests):
            if test not in self._begun:
                yield "muted", f"· {test}"
            elif number < len(ends):
                yield "", f"◦ {test}  ran {ends[number] - self._begun[test]:.2f} s"
            else:
                yield "active", f"▸ {test}  {now - self._begun[test]:.1f} s"
