"""A small network, trained on one task, is trained on another: what moves, and what is forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import sin, sqrt, tanh
from random import Random
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

SIZES = (1, 6, 6, 1)
PRETRAINING, RATE = 400, 0.3
POINTS = tuple(-1.5 + 3 * k / 11 for k in range(12))
TASKS: Mapping[str, tuple[float, ...]] = {
    "old": tuple(sin(2 * x) for x in POINTS),
    "new": tuple(sin(2 * x) + 0.6 * x - 0.4 for x in POINTS),
}
"""The new task is the old one, tilted and shifted."""
SCHEDULES: Mapping[str, tuple[float, float, float]] = {
    "head only": (0.0, 0.0, 1.0),
    "all, one rate": (1.0, 1.0, 1.0),
    "÷ 10 a layer": (0.01, 0.1, 1.0),
    "unfreeze slowly": (1.0, 1.0, 1.0),
}
"""The rate of each layer, as a share of the knob's; the last opens a layer every 20 steps, from the head."""
OPENING = 20
NAMES = ("layer 1", "layer 2", "head")
DIVERGED = 10.0
"""A loss beyond this is told as a failure: the targets' own mean square is below 1."""

Matrix = tuple[tuple[float, ...], ...]
Network = tuple[Matrix, ...]
"""For each layer its weights, one row a unit, the bias last."""


class Tuned(NamedTuple):
    """The network after some steps of the new task, and its loss on either task after each step so far."""

    network: Network
    old: tuple[float, ...]
    new: tuple[float, ...]


class Finetuning(Sim[Tuned]):
    """A step is one of full-batch gradient descent on the new task's mean squared error."""

    title = "Fine-tuning"
    formula = "one learning rate for each group of layers; 0 is frozen"
    knobs = (
        Knob("schedule", "schedule", 0, names=tuple(SCHEDULES)),
        Knob("rate", "η", 0.1, low=0.01, high=0.5, by=0.01, form=".2f", live=True),
    )
    pace = 12.0
    last = 120

    def first(self) -> Tuned:
        """The pretrained network."""
        return _scored(pretrained(), (), ())

    def next(self, state: Tuned) -> Tuned:
        """One step on the new task."""
        steps = len(state.new) - 1
        rates = [self["rate"] * self.share(layer, steps) for layer in range(len(SIZES) - 1)]
        return _scored(stepped(state.network, TASKS["new"], rates), state.old, state.new)

    def share(self, layer: int, step: int) -> float:
        """A layer's rate at a step, as a share of the knob's."""
        if self.chosen("schedule") == "unfreeze slowly":
            return float(step >= OPENING * (len(SIZES) - 2 - layer))
        return SCHEDULES[self.chosen("schedule")][layer]

    def moved(self, layer: int, step: int) -> float:
        """How far a layer's weights are from the pretrained ones, as a share of their length."""
        before, now = pretrained()[layer], self.state(step).network[layer]
        pairs = [(a, b) for x, y in zip(before, now, strict=True) for a, b in zip(x, y, strict=True)]
        return sqrt(sum((a - b) ** 2 for a, b in pairs) / sum(a * a for a, _ in pairs))

    def caption(self, step: int) -> str:
        """What moved, what was learned and what was forgotten."""
        new, old = self.state(step).new[-1], self.state(step).old[-1]
        if step == 0:
            return f"Pretrained: loss {old:.3f} on the old task, {new:.3f} on the new one."
        if not new < DIVERGED:
            return (
                f"Diverged: loss {new:.2g} on the new task. The steps were too long: start with a smaller η."
            )
        far = max(range(len(SIZES) - 1), key=lambda layer: self.moved(layer, step))
        way = f"{self.moved(far, step):.0%} of its length"
        return f"New task {new:.3f}, old task {old:.3f}. Moved most: {NAMES[far]}, by {way}."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Losses, and how far each layer moved."""
        layers = [(f"{name} moved", f"{self.moved(n, step):.3g}") for n, name in enumerate(NAMES)]
        now = self.state(step)
        return [("new", f"{now.new[-1]:.4g}"), ("old", f"{now.old[-1]:.4g}"), *layers]

    def code(self, step: int) -> str:
        """Training on the old task, then as many steps on the new one, with parameter groups."""
        shares, slowly = SCHEDULES[self.chosen("schedule")], self.chosen("schedule") == "unfreeze slowly"
        groups = "".join(
            f'    {{"params": model[{2 * n}].parameters(), "lr": {self["rate"] * s:.4f}}},\n'
            for n, s in enumerate(shares)
            if s
        )
        frozen = "".join(f"model[{2 * n}].requires_grad_(False)\n" for n, s in enumerate(shares) if not s)
        opening = (
            "    for layer, group in enumerate(optimizer.param_groups):\n"
            f'        group["lr"] = {self["rate"]:.4f} * (step >= {OPENING} * (2 - layer))\n'
        )
        return (
            f"{BEFORE}\n{frozen}optimizer = torch.optim.SGD([\n{groups}])\n"
            f"for step in range({step}):\n{opening if slowly else ''}"
            "    optimizer.zero_grad()\n    loss(new).backward()\n    optimizer.step()\n"
            'print(f"new {loss(new).item():.3f}  old {loss(old).item():.3f}")\n'
            "for name, weights in model.named_parameters():\n"
            '    print(name, f"moved by {(weights - before[name]).norm() / before[name].norm():.1%}")\n'
        )


BEFORE = f"""import copy

import torch
from torch import nn

x = torch.linspace(-1.5, 1.5, {len(POINTS)})[:, None]
old, new = (2 * x).sin(), (2 * x).sin() + 0.6 * x - 0.4
model = nn.Sequential(nn.Linear(1, 6), nn.Tanh(), nn.Linear(6, 6), nn.Tanh(), nn.Linear(6, 1))
loss = lambda targets: nn.functional.mse_loss(model(x), targets)
pretraining = torch.optim.SGD(model.parameters(), lr={RATE})
for _ in range({PRETRAINING}):
    pretraining.zero_grad()
    loss(old).backward()
    pretraining.step()
before = copy.deepcopy(model.state_dict())
"""
"""The network on its old task, in PyTorch."""


@cache
def pretrained() -> Network:
    """The network after `PRETRAINING` steps on the old task, from weights drawn with a fixed seed."""
    draw = Random(4)
    network: Network = tuple(
        tuple((*(draw.gauss(0, 1 / sqrt(m)) for _ in range(m)), 0.0) for _ in range(n))
        for m, n in pairwise(SIZES)
    )
    for _ in range(PRETRAINING):
        network = stepped(network, TASKS["old"], [RATE] * len(network))
    return network


def values(network: Network, x: float) -> list[list[float]]:
    """The input and what leaves each layer; tanh within, nothing at the output."""
    found = [[x]]
    for layer, matrix in enumerate(network):
        sums = [sum(map(float.__mul__, row, found[-1])) + row[-1] for row in matrix]
        found.append(sums if layer == len(network) - 1 else [tanh(z) for z in sums])
    return found


def error(network: Network, targets: Sequence[float]) -> float:
    """The mean squared error over the points."""
    outputs = [values(network, x)[-1][0] for x in POINTS]
    return sum((o - t) ** 2 for o, t in zip(outputs, targets, strict=True)) / len(POINTS)


def _scored(network: Network, old: tuple[float, ...], new: tuple[float, ...]) -> Tuned:
    return Tuned(network, (*old, error(network, TASKS["old"])), (*new, error(network, TASKS["new"])))


def stepped(network: Network, targets: Sequence[float], rates: Sequence[float]) -> Network:
    """One step of gradient descent, each layer at its own rate; a rate of 0 leaves it as it is."""
    grads = [[[0.0] * len(row) for row in matrix] for matrix in network]
    for x, target in zip(POINTS, targets, strict=True):
        passed = values(network, x)
        delta = [2 * (passed[-1][0] - target) / len(POINTS)]
        for layer in range(len(network) - 1, -1, -1):
            below = passed[layer]
            for j, d in enumerate(delta):
                row = grads[layer][j]
                for i, a in enumerate(below):
                    row[i] += d * a
                row[-1] += d
            if layer:
                columns = range(len(below))
                matrix = network[layer]
                delta = [
                    sum(d * matrix[j][i] for j, d in enumerate(delta)) * (1 - below[i] ** 2) for i in columns
                ]
    return tuple(
        matrix
        if not rate
        else tuple(
            tuple(w - rate * g for w, g in zip(r, s, strict=True)) for r, s in zip(matrix, grad, strict=True)
        )
        for matrix, grad, rate in zip(network, grads, rates, strict=True)
    )
