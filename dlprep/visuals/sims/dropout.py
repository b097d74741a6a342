"""Dropout: which units are kept, how the kept ones are scaled, and what evaluation does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random
from statistics import fmean
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

UNITS = 16
VALUES = tuple(round(0.3 + 0.1 * ((7 * k) % 11), 1) for k in range(UNITS))


class Drawn(NamedTuple):
    """The mask of one forward pass; the sum of all outputs so far, and of how many passes."""

    mask: tuple[bool, ...]
    total: tuple[float, ...]
    passes: int


class Dropout(Sim[Drawn]):
    """A step is a forward pass (Srivastava et al. 2014; inverted, as PyTorch scales)."""

    title = "Dropout"
    formula = "training: a·mask/(1 − p)     evaluation: a"
    knobs = (
        Knob("p", "p", 0.5, low=0.0, high=0.9, by=0.1, form=".1f"),
        Knob("mode", "mode", 0, names=("train", "eval")),
        Knob("scaled", "scaling", 0, names=("1/(1 − p)", "none")),
    )
    pace = 2.0
    last = 60

    def idle(self) -> Collection[str]:
        """In eval mode nothing is dropped or scaled."""
        return ("p", "scaled") if self.chosen("mode") == "eval" else ()

    def first(self) -> Drawn:
        """No pass yet: nothing dropped."""
        return Drawn((True,) * UNITS, (0.0,) * UNITS, 0)

    def next(self, state: Drawn) -> Drawn:
        """A new mask; in evaluation none."""
        draw = Random(state.passes * 31 + 5)
        mask = tuple(draw.random() >= self["p"] or self.evaluating for _ in range(UNITS))
        total = tuple(t + o for t, o in zip(state.total, self.outputs(mask), strict=True))
        return Drawn(mask, total, state.passes + 1)

    @property
    def evaluating(self) -> bool:
        """Whether the module is in evaluation mode."""
        return self.chosen("mode") == "eval"

    @property
    def scale(self) -> float:
        """What a kept unit is multiplied by."""
        return 1.0 if self.evaluating or self["scaled"] else 1 / (1 - self["p"])

    def outputs(self, mask: Sequence[bool]) -> list[float]:
        """What leaves the layer under a mask."""
        return [value * self.scale if kept else 0.0 for value, kept in zip(VALUES, mask, strict=True)]

    def average(self, step: int) -> float:
        """The mean output over all units and passes so far."""
        now = self.state(step)
        return fmean(now.total) / now.passes if now.passes else fmean(VALUES)

    def caption(self, step: int) -> str:
        """What this pass keeps, and what the average comes to."""
        if self.evaluating:
            return "eval(): nothing is dropped and nothing scaled; the layer passes its input on."
        if step == 0:
            return "Each pass draws a new mask. Play, and watch the average beside that of the input."
        if self["p"] == 0:
            return "p is 0: every unit is kept, none is scaled, and the layer passes its input on."
        kept = f"{sum(self.state(step).mask)} of {UNITS} kept"
        scaled = "not scaled" if self["scaled"] else f"times {self.scale:.2f}"
        passes = f"after {step} pass{'es' if step > 1 else ''}"
        means = f"the average is {self.average(step):.2f} {passes}, that of the input {fmean(VALUES):.2f}"
        return f"{kept}, {scaled}: {means}."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Kept, scale, averages."""
        return [
            ("kept", f"{sum(self.state(step).mask)} of {UNITS}"),
            ("scale", f"{self.scale:.2f}"),
            ("mean of outputs", f"{self.average(step):.3f}"),
            ("mean of inputs", f"{fmean(VALUES):.3f}"),
        ]

    def code(self, step: int) -> str:
        """Dropout in PyTorch, averaged over many passes."""
        layer = f"nn.Dropout(p={self['p']:.1f}).{'eval' if self.evaluating else 'train'}()"
        if self["scaled"]:
            mask = "" if self.evaluating else f" * (torch.rand(len(a)) >= {self['p']:.1f})"
            layer = f"lambda a: a{mask}  # nn.Dropout would scale"
        return (
            "import torch\nfrom torch import nn\n\n"
            f"layer = {layer}\n"
            f"a = torch.tensor({list(VALUES)})\n"
            "print(layer(a))\n"
            "passes = torch.stack([layer(a) for _ in range(2000)])\n"
            'print(f"input {a.mean():.3f}  output on average {passes.mean():.3f}")\n'
        )
