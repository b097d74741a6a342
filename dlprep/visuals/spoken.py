"""A picture in words: its steps told one after the other, its knobs set by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from dlprep.visuals.sims.sim import Knob, Sim

MOMENTS = 12
"""Steps that are told at once; the first of them one by one."""
WHOLE = 40
"""Steps of which a run is told one by one to its end; of a longer one about so many."""


class Spoken:
    """Where a listener stands in a sim; `at` is the step that was told last, -1 before the first.

    In a long run, steps are passed over that say what the one before said, with other numbers.
    """

    def __init__(self, sim: Sim[Any]) -> None:
        self.sim = sim
        self.at = -1

    @property
    def introduced(self) -> str:
        """What is to be seen, before anything happens."""
        return f"Picture: {self.sim.title}. {self.sim.formula}\n{self.sim.caption(max(0, self.at))}"

    @property
    def code(self) -> str:
        """PyTorch of the step that was told last, with the knobs as they stand."""
        return self.sim.code(max(0, self.at))

    def on(self, start: int | None = None) -> str:
        """The next steps, or those from `start` on; after the last one, from the first again."""
        following = self.at + 1 if self.at < self.sim.last else 0
        steps = self._steps(following if start is None else min(start, self.sim.last))
        self.at = steps[-1]
        end = (
            f"The end: step {self.at} is the last."
            if self.at == self.sim.last
            else "There is more: p goes on."
        )
        return "\n\n".join([*self._moments(steps), end])

    def set(self, name: str, value: str) -> str:
        """Turn a knob to a number or a setting's name, and tell the step where the sim stands then."""
        knob = next((knob for knob in self.sim.knobs if name in {knob.name, knob.label}), None)
        if knob is None:
            return f"There is no knob {name!r} here.\n{self.knobs()}"
        try:
            to = _value(knob, value)
        except ValueError:
            return f"{value!r} cannot be set.\n{self._knob(knob)}"
        self.at = self.sim.set(knob.name, to, max(0, self.at))
        return "\n".join([self._knob(knob), "", *self._moments([self.at])])

    def knobs(self) -> str:
        """All knobs, a line each."""
        return "\n".join(self._knob(knob) for knob in self.sim.knobs)

    def _knob(self, knob: Knob) -> str:
        now = knob.shown(self.sim.value(knob.name, max(0, self.at)))
        ends = (
            f"{knob.shown(knob.low)} to {knob.shown(knob.high)}" if not knob.names else ", ".join(knob.names)
        )
        label = "" if knob.label == knob.name else f" ({knob.label})"
        idle = " It changes nothing as the others stand." if knob.name in self.sim.idle() else ""
        return f"{knob.name}{label} is {now}; it can be {ends}.{idle}"

    def _steps(self, first: int) -> Sequence[int]:
        by = -(-self.sim.last // WHOLE)
        found = [first]
        for step in range(first + 1, self.sim.last + 1):
            if len(found) == MOMENTS:
                break
            if step < MOMENTS or step % by == 0 or step == self.sim.last or self._turns(step):
                found.append(step)
        return found

    def _turns(self, step: int) -> bool:
        """Whether a step says something else than the one before."""
        now, before = (re.sub(r"[-+−]?[\d.]+", "", self.sim.caption(at)) for at in (step, step - 1))
        return now != before

    def _moments(self, steps: Sequence[int]) -> Iterator[str]:
        """A paragraph a step; the first with all its quantities, the others with those that have changed."""
        before: frozenset[tuple[str, str]] = frozenset()
        for step in steps:
            numbers = list(self.sim.numbers(step))
            said = [f"  {name} {value}" for name, value in numbers if (name, value) not in before]
            yield "\n".join([f"Step {step} of {self.sim.last}. {self.sim.caption(step)}", *said])
            before = frozenset(numbers)


def _value(knob: Knob, said: str) -> float:
    if not knob.names:
        return knob.read(float(said))
    return float([name.casefold() for name in knob.names].index(said.casefold()))
