"""Loss curves of trainings that went wrong in one way each: name the fault, then see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, inf, isfinite, log, nan, sqrt
from random import Random
from typing import NamedTuple

from dlprep.visuals.sims.activations import sigmoid
from dlprep.visuals.sims.sim import Knob, Sim

EPOCHS, POINTS, HIDDEN = 40, 40, 6
CHANCE = log(2)
ROUNDS = 24 * log(2)
"""Logits from which σ(z) is exactly 1 in float32, where 1 + e⁻ᶻ rounds to 1: then 0·log(1 − 1) is NaN.

There is no such logit at the other end: σ(−17) is 4·10⁻⁸, and 0 times its logarithm is 0."""
MENDED = 2
"""The setting of “answer” that trains the same case without its fault."""


class Fault(NamedTuple):
    """What is done wrongly in a training, and how it can be told from the curves."""

    sign: str
    cure: str = "nothing was wrong"
    rate: float = 0.1
    noise: int = 0
    """Features that mean nothing."""
    leak: bool = False
    shuffle: bool = False
    dead: bool = False
    naive: bool = False
    """Whether the loss is −(y·log p + (1 − y)·log(1 − p)) in float32, as it is written in books."""


FAULTS: Mapping[str, Fault] = {
    "none": Fault("both fall, and validation stays somewhat above"),
    "rate too high": Fault(
        "the loss shoots up instead of falling; what it settles at is luck",
        "η 0.3 instead of 8",
        rate=8.0,
        noise=8,
    ),
    "rate too low": Fault(
        "the loss falls, hardly; more epochs or a larger rate", "η 0.1 instead of 0.003", rate=0.003
    ),
    "dead units": Fault(
        "stuck at ln 2 from the start: no ReLU is ever positive", "biases start at 0", dead=True
    ),
    "leaked label": Fault(
        "both near 0 at once: too good; a feature gives the label away",
        "without that feature",
        rate=0.2,
        leak=True,
    ),
    "shuffled labels": Fault(
        "training learns by heart, validation gets worse than chance",
        "each point with its own label",
        shuffle=True,
        noise=10,
        rate=1.0,
    ),
    "overfitting": Fault(
        "training falls, validation turns and rises",
        "without the 16 features of noise, and η 0.1",
        noise=16,
        rate=2.0,
    ),
    "log of 0": Fault(
        "fine, then NaN at once: 0·log 0 of a probability that rounded",
        "the loss takes the logits, and no NaN comes",
        rate=4.0,
        naive=True,
    ),
}
CURES: Mapping[str, dict[str, float | bool]] = {
    "rate too high": {"rate": 0.3},
    "rate too low": {"rate": 0.1},
    "dead units": {"dead": False},
    "leaked label": {"leak": False},
    "shuffled labels": {"shuffle": False},
    "overfitting": {"noise": 0, "rate": 0.1},
    "log of 0": {"naive": False},
}
"""What each fault is without what is wrong in it."""
GUESSES = ("?", *FAULTS)
Example = tuple[tuple[float, ...], int]


class Net(NamedTuple):
    """One hidden ReLU layer and a logit; biases come last in each row."""

    hidden: tuple[tuple[float, ...], ...]
    output: tuple[float, ...]


class Epoch(NamedTuple):
    """The network after some epochs, its losses so far, and what is wrong in its training."""

    fault: Fault
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
        Knob("shown", "answer", 0, names=("off", "on", "mended"), live=True),
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
        """What is wrong; nothing is once it is mended."""
        fault = FAULTS[self.name]
        if self["shown"] != MENDED:
            return fault
        return fault._replace(**CURES.get(self.name, {}))  # type: ignore[arg-type]

    def first(self) -> Epoch:
        """Before the first epoch."""
        return self._scored(self.fault, initial(self.fault), (), ())

    def next(self, state: Epoch) -> Epoch:
        """One epoch; from a loss that is no number on, all is NaN."""
        if not isfinite(state.train[-1]):
            return state._replace(train=(*state.train, nan), valid=(*state.valid, nan))
        net = stepped(state.net, examples(state.fault, 1), state.fault.rate)
        return self._scored(state.fault, net, state.train, state.valid)

    def _scored(self, fault: Fault, net: Net, train: tuple[float, ...], valid: tuple[float, ...]) -> Epoch:
        losses = [loss(net, examples(fault, seed), naive=fault.naive) for seed in (1, 2)]
        return Epoch(fault, net, (*train, losses[0]), (*valid, losses[1]))

    def _begin_anew(self, after: int) -> int:
        """A guess leaves the curves; what is mended is trained from its first epoch."""
        same = bool(self._states) and self._states[0].fault == self.fault
        return super()._begin_anew(after if same else -1)

    def caption(self, step: int) -> str:
        """A question, until the answer is shown."""
        guess, now = self.chosen("guess"), self.state(step)
        seen = f"Epoch {step}: training {_number(now.train[-1])}, validation {_number(now.valid[-1])}."
        if self["shown"] == MENDED:
            return f"{seen} Mended: {FAULTS[self.name].cure}."
        if not self["shown"]:
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
        """This very training, to the epoch that is seen; its faulty line is marked with the answer."""
        fault, faulty = self.fault, self.name if self["shown"] == 1 else ""
        return (
            ("" if self["shown"] else "# One line is wrong, or none. Which? “answer” marks it.\n")
            + "import random\n\nimport torch\nfrom torch import nn\n\n\n"
            + _data(fault, faulty)
            + _model(fault, faulty)
            + _training(fault, faulty, step)
        )


def _marked(line: str, wrong: bool) -> str:
    return line + ("  # <- the fault" if wrong else "") + "\n"


def _data(fault: Fault, faulty: str) -> str:
    noise = f"        row += [draw.gauss(0, 1) for _ in range({fault.noise})]  # mean nothing"
    label = "draw.randrange(2) if seed == 1 else n % 2" if fault.shuffle else "n % 2"
    return (
        "def points(seed):\n    draw, rows, labels = random.Random(seed), [], []\n"
        f"    for n in range({POINTS}):\n        side = 1.0 if n % 2 else -1.0\n"
        "        row = [draw.gauss(1.2 * side, 1), draw.gauss(-side, 1)]\n"
        + (_marked(noise, faulty == "overfitting") if fault.noise else "")
        + (_marked("        row.append(4 * side)", faulty == "leaked label") if fault.leak else "")
        + "        rows.append(row)\n"
        + _marked(f"        labels.append(float({label}))", faulty == "shuffled labels")
        + "    return torch.tensor(rows), torch.tensor(labels)\n\n\n"
    )


def _model(fault: Fault, faulty: str) -> str:
    inputs = 2 + fault.noise + fault.leak
    bias = f"    model[0].bias.fill_({-60.0 if fault.dead else 0.0})"
    return (
        f"draw = random.Random(3)\nmodel = nn.Sequential(nn.Linear({inputs}, {HIDDEN}), nn.ReLU(), "
        f"nn.Linear({HIDDEN}, 1), nn.Flatten(0))\nwith torch.no_grad():\n"
        "    for layer, std in ((model[0], (2 / model[0].in_features) ** 0.5), (model[2], 0.3)):\n"
        "        drawn = [draw.gauss(0, std) for _ in range(layer.weight.numel())]\n"
        "        layer.weight.copy_(torch.tensor(drawn).view_as(layer.weight))\n"
        + _marked(bias, faulty == "dead units")
        + "    model[2].bias.zero_()\n\n\n"
    )


def _training(fault: Fault, faulty: str, epochs: int) -> str:
    line = "    return nn.functional.binary_cross_entropy_with_logits(z, y)"
    if fault.naive:
        line = "    p = z.sigmoid()\n    return -(y * p.log() + (1 - y) * (1 - p).log()).mean()"
    rate = f"optimizer = torch.optim.SGD(model.parameters(), lr={fault.rate})"
    return (
        "def loss_of(z, y):\n"
        + _marked(line, faulty == "log of 0")
        + "\n\n"
        + _marked(rate, faulty in {"rate too high", "rate too low"})
        + "(x, y), (x_valid, y_valid) = points(1), points(2)\n"
        f"for epoch in range({epochs}):\n    optimizer.zero_grad()\n    loss_of(model(x), y).backward()\n"
        "    optimizer.step()\n"
        "with torch.no_grad():\n    train, valid = loss_of(model(x), y), loss_of(model(x_valid), y_valid)\n"
        f'print(f"epoch {epochs}: training {{train:.3f}}, validation {{valid:.3f}}")\n'
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
            rounded = (z if label else -z) > ROUNDS
            total += (nan if label else inf) if rounded else -log(sigmoid(z))
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
