"""Batch normalization: batch statistics in training, running ones in evaluation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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

    def idle(self) -> Collection[str]:
        """In eval mode the running statistics stand still."""
        return ("momentum",) if self.chosen("mode") == "eval" else ()

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

    def left(self, step: int) -> tuple[float, float]:
        """Mean and spread, over all examples there are, of what leaves in evaluation."""
        now = self.state(step)
        root = sqrt(now.running_var + EPS)
        return (MEAN - now.running_mean) / root, SPREAD / root

    def caption(self, step: int) -> str:
        """Which statistics are used, and how far the running ones are."""
        now = self.state(step)
        told = f"running μ {now.running_mean:.2f}, σ² {now.running_var:.2f} (true 3 and 4)"
        if not self.training:
            middle, spread = self.left(step)
            if abs(middle) > 0.5 or not 1 / 1.5 < spread < 1.5:
                early = "untrained" if (now.running_mean, now.running_var) == (0, 1) else "too early"
                return (
                    f"eval(), {early}: {told}. Outputs: mean {middle:.1f}, spread {spread:.1f}, not 0 and 1."
                )
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
        """The batch of this step through nn.BatchNorm1d, from the running statistics before it."""
        now = self.state(step)
        return (
            "import torch\nfrom torch import nn\n\n"
            f"layer = nn.BatchNorm1d(1, momentum={self['momentum']:.2f})\n"
            f"layer.running_mean.fill_({now.running_mean:.4f})  # as they stand at this step\n"
            f"layer.running_var.fill_({now.running_var:.4f})\n"
            f"layer.{self.chosen('mode')}()\n"
            f"batch = torch.tensor({[round(value, 4) for value in now.values]})\n"
            "out = layer(batch[:, None]).flatten()\n"
            "print(out)\n"
            'print(f"running mean {layer.running_mean.item():.3f} var {layer.running_var.item():.3f}")\n'
        )

    def _drawn(self, number: int) -> tuple[float, ...]:
        draw = Random(number * 17 + 3)
        return tuple(draw.gauss(MEAN, SPREAD) for _ in range(int(self["size"])))
