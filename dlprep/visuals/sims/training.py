"""The six calls of a training step, what each touches, and what comes of leaving one out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from statistics import fmean
from typing import NamedTuple

from dlprep.visuals.sims.activations import sigmoid
from dlprep.visuals.sims.losses import softplus
from dlprep.visuals.sims.sim import Knob, Sim

CALLS: Mapping[str, str] = {
    "zero_grad": "optimizer.zero_grad()",
    "forward": "logits = model(x)",
    "loss": "loss = criterion(logits, y)",
    "backward": "loss.backward()",
    "clip": "clip_grad_norm_(parameters, 1.0)",
    "step": "optimizer.step()",
}
TOUCHES: Mapping[str, str] = {
    "zero_grad": ".grad is cleared; the weights stay",
    "forward": "predictions are made, the graph is recorded",
    "loss": "one number for the batch",
    "backward": "∂loss/∂w is ADDED to .grad; the weights stay",
    "clip": ".grad is scaled down if its norm is above 1",
    "step": "the weights move against .grad, which stays",
}
LEFT_OUT = ("nothing", "zero_grad", "backward", "clip", "step")
EPOCHS = 12
FEATURES, COUNT = 2, 24


class Loop(NamedTuple):
    """The model and its gradient after some calls; losses on the training and validation set by step."""

    calls: int
    weights: tuple[float, ...]
    grads: tuple[float, ...]
    train: tuple[float, ...]
    valid: tuple[float, ...]


Data = list[tuple[tuple[float, ...], int]]


def data(seed: int) -> Data:
    """Points of two overlapping classes; the last input is 1, for the bias."""
    draw = Random(seed)
    found: Data = []
    for n in range(COUNT):
        label = n % 2
        centre = 1.0 if label else -1.0
        found.append(((draw.gauss(centre, 1.0), draw.gauss(-0.6 * centre, 1.0), 1.0), label))
    return found


def probability(weights: Sequence[float], point: Sequence[float]) -> float:
    """σ(w·x)."""
    return sigmoid(sum(w * x for w, x in zip(weights, point, strict=True)))


def loss(weights: Sequence[float], points: Data) -> float:
    """The mean binary cross-entropy, from the logits: log(1 + eᶻ) − y·z."""
    logits = [sum(w * x for w, x in zip(weights, point, strict=True)) for point, _ in points]
    return fmean(softplus(z) - label * z for z, (_, label) in zip(logits, points, strict=True))


def gradient(weights: Sequence[float], points: Data) -> tuple[float, ...]:
    """∂loss/∂w: the mean of (p − y)·x."""
    errors = [(probability(weights, point) - label, point) for point, label in points]
    return tuple(sum(e * point[k] for e, point in errors) / len(points) for k in range(FEATURES + 1))


class Training(Sim[Loop]):
    """A logistic regression on 24 points, one batch a step. A step of the picture is one call."""

    title = "The training loop"
    formula = "clear · predict · score · differentiate · clip · move"
    knobs = (
        Knob("without", "left out", 0, names=LEFT_OUT),
        Knob("rate", "η", 3.0, low=0.1, high=5.0, by=0.1, form=".1f"),
    )
    pace = 4.0
    last = EPOCHS * len(CALLS)

    def first(self) -> Loop:
        """Weights 0, no gradient."""
        weights = (0.0,) * (FEATURES + 1)
        return Loop(0, weights, weights, (loss(weights, data(1)),), (loss(weights, data(2)),))

    def next(self, state: Loop) -> Loop:
        """Make the next call, unless it is left out."""
        call = self.call(state.calls)
        done = state._replace(calls=state.calls + 1)
        if call != self.chosen("without"):
            done = self._called(call, done)
        if call == "step":
            train, valid = loss(done.weights, data(1)), loss(done.weights, data(2))
            done = done._replace(train=(*done.train, train), valid=(*done.valid, valid))
        return done

    def call(self, number: int) -> str:
        """The name of a call, counted over all steps."""
        return list(CALLS)[number % len(CALLS)]

    def caption(self, step: int) -> str:
        """What the last call touched, or what its absence does."""
        if step == 0:
            return "Six calls a step. Leave one out with the knob and see what becomes of the loss."
        call, now = self.call(step - 1), self.state(step)
        if call == self.chosen("without"):
            return self._missed(call, step)
        if call == "step" and len(now.train) > 2 and now.train[-1] > now.train[-2]:
            return f"step: {TOUCHES[call]}. The loss rose to {now.train[-1]:.3f}."
        return f"{call}: {TOUCHES[call]}."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Weights, gradient, losses."""
        now = self.state(step)
        return [
            ("call", self.call(step - 1) if step else "none"),
            ("w", " ".join(f"{w:+.3f}" for w in now.weights)),
            (".grad", " ".join(f"{g:+.3f}" for g in now.grads)),
            ("train", f"{now.train[-1]:.4f}"),
            ("valid", f"{now.valid[-1]:.4f}"),
        ]

    def code(self, step: int) -> str:
        """The loop in PyTorch."""
        lines = "".join(
            f"    {'# ' if name == self.chosen('without') else ''}{line}\n" for name, line in CALLS.items()
        ).replace("parameters", "model.parameters()")
        points = [[round(value, 4) for value in point[:2]] for point, _ in data(1)]
        return (
            "import torch\nfrom torch import nn\nfrom torch.nn.utils import clip_grad_norm_\n\n"
            f"x = torch.tensor({points})\n"
            f"y = torch.tensor({[[float(label)] for _, label in data(1)]})\n"
            "model = nn.Linear(2, 1)\nnn.init.zeros_(model.weight), nn.init.zeros_(model.bias)\n"
            "criterion = nn.BCEWithLogitsLoss()\n"
            f"optimizer = torch.optim.SGD(model.parameters(), lr={self['rate']:.1f})\n\n"
            f"for step in range({EPOCHS}):\n{lines}"
            '    print(f"{step}: {loss.item():.4f}")\n'
        )

    def _called(self, call: str, state: Loop) -> Loop:
        if call == "zero_grad":
            return state._replace(grads=(0.0,) * (FEATURES + 1))
        if call == "backward":
            found = gradient(state.weights, data(1))
            return state._replace(grads=tuple(a + b for a, b in zip(state.grads, found, strict=True)))
        if call == "clip":
            norm = sum(g * g for g in state.grads) ** 0.5
            return state._replace(grads=tuple(g * min(1.0, 1.0 / (norm + 1e-6)) for g in state.grads))
        if call == "step":
            moved = zip(state.weights, state.grads, strict=True)
            return state._replace(weights=tuple(w - self["rate"] * g for w, g in moved))
        return state

    def _missed(self, call: str, step: int) -> str:
        if call == "zero_grad" and not any(self.state(step).grads):
            return "Left out, but no gradient is there yet to be cleared."
        if call == "zero_grad":
            return "Left out: the old gradient stays, the new one is added, and steps point to the past too."
        if call == "backward":
            return "Left out: .grad stays 0, so the weights never move. The loss is flat, without an error."
        if call == "clip":
            return (
                "Left out: here gradients are small, so nothing changes. It matters when one batch explodes."
            )
        return "Left out: gradients are there and nobody uses them. The loss is flat, without an error."
