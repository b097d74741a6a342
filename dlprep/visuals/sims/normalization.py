"""Batch normalization: batch statistics in training, running ones in evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from random import Random
from statistics import fmean
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

EPS = 1e-5
MEAN, SPREAD = 3.0, 2.0
"""What the feature is drawn from."""


class Batch(NamedTuple):
    """One batch of a feature, its own statistics, and the running ones after it."""

    number: int
    values: tuple[float, ...]
    running_mean: float
    running_var: float

    @property
    def mean(self) -> float:
        """The batch's mean."""
        return fmean(self.values)

    @property
    def var(self) -> float:
        """The batch's variance with 1/N, by which it is normalized."""
        return fmean((value - self.mean) ** 2 for value in self.values)


class Normalization(Sim[Batch]):
    """A step is a batch (Ioffe and Szegedy 2015, algorithm 1; momentum as PyTorch counts it)."""

    title = "Batch normalization"
    formula = "train: (x − μ_B)/√(σ²_B + ε)     eval: (x − running μ)/√(running σ² + ε)"
    knobs = (
        Knob("size", "batch", 8, low=2, high=32, by=2, form=".0f"),
        Knob("momentum", "momentum", 0.1, low=0.05, high=1.0, by=0.05, form=".2f"),
        Knob("mode", "mode", 0, names=("train", "eval"), live=True),
    )
    pace = 2.0
    last = 60

    @property
    def training(self) -> bool:
        """Whether batch statistics are used, and running ones updated."""
        return self.chosen("mode") == "train"

    def first(self) -> Batch:
        """The first batch, before the running statistics have seen any: 0 and 1."""
        return Batch(0, self._drawn(0), 0.0, 1.0)

    def next(self, state: Batch) -> Batch:
        """The next batch; in training the running statistics have taken in the last one."""
        mean, var = state.running_mean, state.running_var
        if self.training:
            share, count = self["momentum"], len(state.values)
            mean = (1 - share) * mean + share * state.mean
            var = (1 - share) * var + share * state.var * count / (count - 1)
        return Batch(state.number + 1, self._drawn(state.number + 1), mean, var)

    def outputs(self, step: int) -> list[float]:
        """The batch, normalized."""
        now = self.state(step)
        mean, var = (now.mean, now.var) if self.training else (now.running_mean, now.running_var)
        return [(value - mean) / sqrt(var + EPS) for value in now.values]

    def caption(self, step: int) -> str:
        """Which statistics are used, and how far the running ones are."""
        now = self.state(step)
        told = f"running μ {now.running_mean:.2f}, σ² {now.running_var:.2f} (true 3 and 4)"
        if not self.training:
            spread = sqrt(fmean(out * out for out in self.outputs(step)))
            if spread > 1.5:
                return f"eval() too early: {told}. The outputs spread with {spread:.1f} instead of 1."
            return f"eval(): fixed statistics, so each example is treated alone. {told[0].upper()}{told[1:]}."
        noise = abs(now.mean - MEAN)
        return f"train(): this batch's own μ {now.mean:.2f} is {noise:.2f} off; {told}."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Both kinds of statistics, and those of the outputs."""
        now, outputs = self.state(step), self.outputs(step)
        return [
            ("batch", f"μ {now.mean:+.3f} σ² {now.var:.3f}"),
            ("running", f"μ {now.running_mean:+.3f} σ² {now.running_var:.3f}"),
            ("output", f"μ {fmean(outputs):+.3f} σ² {fmean((o - fmean(outputs)) ** 2 for o in outputs):.3f}"),
        ]

    def code(self, step: int) -> str:
        """The same batches through nn.BatchNorm1d."""
        batches = [[round(value, 4) for value in self._drawn(n)] for n in range(4)]
        return (
            "import torch\nfrom torch import nn\n\n"
            f"layer = nn.BatchNorm1d(1, momentum={self['momentum']:.2f})\n"
            f"batches = {batches}\n"
            "for batch in batches:\n"
            "    out = layer(torch.tensor(batch)[:, None])\n"
            '    print(f"running mean {layer.running_mean.item():.3f} var {layer.running_var.item():.3f}")\n'
            "layer.eval()\n"
            "print(layer(torch.tensor(batches[0])[:, None]).flatten())\n"
        )

    def _drawn(self, number: int) -> tuple[float, ...]:
        draw = Random(number * 17 + 3)
        return tuple(draw.gauss(MEAN, SPREAD) for _ in range(int(self["size"])))
