"""Loss curves of trainings that went wrong in one way each: name the fault, then see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, inf, isfinite, log, nan, sqrt
from random import Random
from typing import NamedTuple

from dlprep.visuals.sims.activations import sigmoid
from dlprep.visuals.sims.sim import Knob, Sim, switch

EPOCHS, POINTS, HIDDEN = 40, 40, 6
CHANCE = log(2)
ROUNDS = 17.0
"""Logits from which σ(z) is exactly 1 in float32, since e⁻¹⁷ is below 2⁻²⁴: then 0·log(1 − 1) is NaN."""


class Fault(NamedTuple):
    """What is done wrongly in a training, and how it can be told from the curves."""

    sign: str
    rate: float = 0.3
    noise: int = 0
    """Features that mean nothing."""
    leak: bool = False
    shuffle: bool = False
    dead: bool = False
    naive: bool = False
    """Whether the loss is −(y·log p + (1 − y)·log(1 − p)) in float32, as it is written in books."""


FAULTS: Mapping[str, Fault] = {
    "none": Fault("both fall and stay together"),
    "rate too high": Fault(
        "the loss shoots up instead of falling; what it settles at is luck", rate=8.0, noise=8
    ),
    "rate too low": Fault("the loss falls, hardly; more epochs or a larger rate", rate=0.003),
    "dead units": Fault("stuck at ln 2 from the start: no ReLU is ever positive", dead=True),
    "leaked label": Fault("both near 0 at once: too good; a feature gives the label away", leak=True),
    "shuffled labels": Fault(
        "training learns by heart, validation gets worse than chance", shuffle=True, noise=10, rate=1.0
    ),
    "overfitting": Fault("training falls, validation turns and rises", noise=16, rate=2.0),
    "log of 0": Fault("fine, then NaN at once: 0·log 0 of a probability that rounded", rate=1.5, naive=True),
}
GUESSES = ("?", *FAULTS)
Example = tuple[tuple[float, ...], int]


class Net(NamedTuple):
    """One hidden ReLU layer and a logit; biases come last in each row."""

    hidden: tuple[tuple[float, ...], ...]
    output: tuple[float, ...]


class Epoch(NamedTuple):
    """The network after some epochs, and its losses so far."""

    net: Net
    train: tuple[float, ...]
    valid: tuple[float, ...]


class Faults(Sim[Epoch]):
    """A step is an epoch of full-batch gradient descent on 40 points of two classes."""

    title = "Which fault is this?"
    formula = "chance: L = ln 2 ≈ 0.693 for two classes"
    knobs = (
        Knob("case", "case", 1, low=1, high=len(FAULTS), by=1, form=".0f"),
        Knob("guess", "your guess", 0, names=GUESSES, live=True),
        switch("shown", "answer", on=False, live=True),
    )
    pace = 8.0
    last = EPOCHS

    @property
    def name(self) -> str:
        """The fault of the chosen case; cases are in an order of their own."""
        order = (6, 1, 4, 0, 7, 3, 2, 5)
        return list(FAULTS)[order[int(self["case"]) - 1]]

    @property
    def fault(self) -> Fault:
        """What is wrong."""
        return FAULTS[self.name]

    def first(self) -> Epoch:
        """Before the first epoch."""
        return self._scored(initial(self.fault), (), ())

    def next(self, state: Epoch) -> Epoch:
        """One epoch; from a loss that is no number on, all is NaN."""
        if not isfinite(state.train[-1]):
            return state._replace(train=(*state.train, nan), valid=(*state.valid, nan))
        net = stepped(state.net, examples(self.fault, 1), self.fault.rate)
        return self._scored(net, state.train, state.valid)

    def _scored(self, net: Net, train: tuple[float, ...], valid: tuple[float, ...]) -> Epoch:
        losses = [loss(net, examples(self.fault, seed), naive=self.fault.naive) for seed in (1, 2)]
        return Epoch(net, (*train, losses[0]), (*valid, losses[1]))

    def caption(self, step: int) -> str:
        """A question, until the answer is shown."""
        guess = self.chosen("guess")
        if not self["shown"]:
            now = self.state(step)
            seen = f"Epoch {step}: training {_number(now.train[-1])}, validation {_number(now.valid[-1])}."
            return f"{seen} " + ("Turn “your guess”." if guess == "?" else "Now turn “answer”.")
        verdict = "" if guess == "?" else "Right. " if guess == self.name else f"Not {guess}. "
        return f"{verdict}{self.name.capitalize()}: {self.fault.sign}."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """The losses."""
        now = self.state(step)
        return [
            ("train", _number(now.train[-1])),
            ("valid", _number(now.valid[-1])),
            ("chance", f"{CHANCE:.3f}"),
        ]

    def code(self, step: int) -> str:
        """The first check of any training: the loss before it begins."""
        return (
            "import math\nimport torch\nfrom torch import nn\n\n"
            "model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))\n"
            "x, y = torch.randn(256, 8), torch.randint(2, (256,))\n"
            "loss = nn.functional.cross_entropy(model(x), y)\n"
            'print(f"before training {loss.item():.3f}, chance {math.log(2):.3f}")\n\n'
            "# Then one batch by heart: if this does not reach 0, look for the fault here.\n"
            "optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)\n"
            "for step in range(600):\n"
            "    optimizer.zero_grad()\n"
            "    loss = nn.functional.cross_entropy(model(x[:8]), y[:8])\n"
            "    loss.backward()\n"
            "    optimizer.step()\n"
            'print(f"one batch, overfitted: {loss.item():.4f}")\n'
        )


def examples(fault: Fault, seed: int) -> list[Example]:
    """Points of two overlapping classes, with what the fault adds; seed 1 trains, 2 validates."""
    draw, found = Random(seed), []
    for n in range(POINTS):
        label = n % 2
        side = 1.0 if label else -1.0
        point = [draw.gauss(1.2 * side, 1.0), draw.gauss(-1.0 * side, 1.0)]
        point += [draw.gauss(0, 1) for _ in range(fault.noise)]
        point += [4.0 * side] if fault.leak else []
        found.append((tuple(point), draw.randrange(2) if fault.shuffle and seed == 1 else label))
    return found


def initial(fault: Fault) -> Net:
    """Small weights; where units are to be dead, biases that no input overcomes."""
    draw = Random(3)
    inputs = 2 + fault.noise + fault.leak
    bias = -60.0 if fault.dead else 0.0
    hidden = tuple((*(draw.gauss(0, sqrt(2 / inputs)) for _ in range(inputs)), bias) for _ in range(HIDDEN))
    return Net(hidden, (*(draw.gauss(0, 0.3) for _ in range(HIDDEN)), 0.0))


def passed(net: Net, point: Sequence[float]) -> tuple[list[float], float]:
    """The hidden activations and the logit of a point."""
    hidden = [max(0.0, sum(map(float.__mul__, row, point)) + row[-1]) for row in net.hidden]
    return hidden, sum(map(float.__mul__, net.output, hidden)) + net.output[-1]


def loss(net: Net, points: Sequence[Example], *, naive: bool = False) -> float:
    """The mean cross-entropy; `naive` takes the log of the probability as a float32 holds it."""
    total = 0.0
    for point, label in points:
        z = passed(net, point)[1] * (1 if label else -1)
        if naive:
            total += -log(sigmoid(z)) if z > -ROUNDS else inf
            total = nan if z > ROUNDS else total
        else:
            total += log(1 + exp(-abs(z))) + max(0.0, -z)
    return total / len(points)


def stepped(net: Net, points: Sequence[Example], rate: float) -> Net:
    """One step against the mean gradient."""
    output = [0.0] * len(net.output)
    hidden = [[0.0] * len(row) for row in net.hidden]
    for point, label in points:
        values, logit = passed(net, point)
        error = (sigmoid(logit) - label) / len(points)
        for unit, value in enumerate(values):
            output[unit] += error * value
            if value > 0:
                back = error * net.output[unit]
                row = hidden[unit]
                for i, x in enumerate(point):
                    row[i] += back * x
                row[-1] += back
        output[-1] += error
    rows = tuple(
        tuple(w - rate * g for w, g in zip(row, grad, strict=True))
        for row, grad in zip(net.hidden, hidden, strict=True)
    )
    return Net(rows, tuple(w - rate * g for w, g in zip(net.output, output, strict=True)))


def _number(value: float) -> str:
    return f"{value:.3f}" if isfinite(value) else "NaN" if value != value else "infinite"
