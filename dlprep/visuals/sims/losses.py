"""Loss functions against the prediction, with the slope that training follows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import exp, log, log1p
from typing import NamedTuple

from dlprep.visuals.sims.activations import sigmoid
from dlprep.visuals.sims.sim import Knob, Sim

LOW, HIGH = -4.0, 4.0
PER_UNIT = 8


class Loss(NamedTuple):
    """A loss of (prediction, target, δ or classes), its slope, the axis' name and its call in PyTorch."""

    of: Callable[[float, float, float], float]
    slope: Callable[[float, float, float], float]
    axis: str
    torch: str
    binary: bool = False
    """Whether the target is a class, 0 or 1, and the prediction a logit."""


def softplus(z: float) -> float:
    """log(1 + eᶻ), without overflow."""
    return log1p(exp(-abs(z))) + max(z, 0.0)


def _huber(p: float, t: float, d: float) -> float:
    error = abs(p - t)
    return error * error / 2 if error <= d else d * (error - d / 2)


def _others(classes: float) -> float:
    """Σ e⁰ of the wrong classes, whose logits are 0."""
    return max(1.0, round(classes) - 1)


def _cross_entropy(z: float, t: float, classes: float) -> float:
    return log(exp(z) + _others(classes)) - z


LOSSES: Mapping[str, Loss] = {
    "MSE": Loss(lambda p, t, d: (p - t) ** 2, lambda p, t, d: 2 * (p - t), "ŷ", "F.mse_loss(y, t)"),
    "MAE": Loss(lambda p, t, d: abs(p - t), lambda p, t, d: float((p > t) - (p < t)), "ŷ", "F.l1_loss(y, t)"),
    "Huber": Loss(_huber, lambda p, t, d: min(d, max(-d, p - t)), "ŷ", "F.huber_loss(y, t, delta={setting})"),
    "BCE": Loss(
        lambda z, t, d: softplus(z) - t * z,
        lambda z, t, d: sigmoid(z) - t,
        "logit z",
        "F.binary_cross_entropy_with_logits(y, t)",
        True,
    ),
    "CE": Loss(
        _cross_entropy,
        lambda z, t, d: exp(z) / (exp(z) + _others(d)) - 1,
        "logit of the right class, the others 0",
        "F.cross_entropy(torch.cat([y, torch.zeros({others})])[None], torch.tensor([0]))",
        True,
    ),
}


class Reading(NamedTuple):
    """The loss and its slope at one prediction."""

    prediction: float
    loss: float
    slope: float


class Losses(Sim[Reading]):
    """The prediction runs from −4 to 4."""

    title = "Losses and their slopes"
    formula = "L(ŷ, y), and ∂L/∂ŷ: what backpropagation starts with"
    knobs = (
        Knob("loss", "L", 0, names=tuple(LOSSES)),
        Knob("target", "y", 1.0, low=-3, high=3, by=0.5, form="+.1f"),
        Knob("delta", "δ", 1.0, low=0.25, high=3, by=0.25, form=".2f"),
        Knob("classes", "classes", 10, low=2, high=100, by=1, form=".0f"),
    )
    timeless = True
    pace = 8.0
    last = int((HIGH - LOW) * PER_UNIT)

    @property
    def loss(self) -> Loss:
        """The chosen loss."""
        return LOSSES[self.chosen("loss")]

    @property
    def target(self) -> float:
        """The target: a class where the loss wants one."""
        return float(self["target"] > 0) if self.loss.binary else self["target"]

    def at(self, prediction: float) -> Reading:
        """The loss and its slope at any prediction."""
        setting = self["classes"] if self.chosen("loss") == "CE" else self["delta"]
        given = (prediction, self.target, setting)
        return Reading(prediction, self.loss.of(*given), self.loss.slope(*given))

    def idle(self) -> Collection[str]:
        """δ is Huber's; cross-entropy counts classes and is measured against the right one."""
        name = self.chosen("loss")
        used = {"delta": name == "Huber", "classes": name == "CE", "target": name != "CE"}
        return tuple(knob for knob, matters in used.items() if not matters)

    def first(self) -> Reading:
        """The leftmost prediction."""
        return self.at(LOW)

    def next(self, state: Reading) -> Reading:
        """A little further right."""
        return self.at(state.prediction + 1 / PER_UNIT)

    def caption(self, step: int) -> str:
        """What the slope asks for."""
        p, _, slope = self.state(step)
        name = self.chosen("loss")
        if name in {"BCE", "CE"}:
            share, wanted = (sigmoid(p), self.target) if name == "BCE" else (slope + 1, 1.0)
            return f"Slope {slope:+.3f} = p − y: the probability is {share:.3f}, wanted is {wanted:g}."
        if abs(p - self.target) < 1e-9:
            return f"The prediction is the target: loss 0 and slope {slope:+.1f}."
        if name == "MAE" or (name == "Huber" and abs(p - self.target) > self["delta"]):
            return f"Slope {slope:+.2f}, however far off: one outlier pulls no harder than any other point."
        grows = f"Slope {slope:+.2f} grows with the error {p - self.target:+.2f}"
        if name == "Huber":
            return f"{grows}; beyond δ it stays at ±{self['delta']:.2f}."
        return f"{grows}: far points pull hardest."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Prediction, target, loss, slope."""
        p, loss, slope = self.state(step)
        return [
            (self.loss.axis.split(" of ")[0], f"{p:+.3f}"),
            ("y", f"{self.target:+.1f}"),
            ("L", f"{loss:.4f}"),
            ("∂L", f"{slope:+.4f}"),
        ]

    def code(self, step: int) -> str:
        """The loss and autograd's slope."""
        call = self.loss.torch.format(setting=self["delta"], others=int(_others(self["classes"])))
        return (
            "import torch\nimport torch.nn.functional as F\n\n"
            f"t = torch.tensor([{self.target}])\n"
            "for start in (-4.0, -2.0, 0.0, 1.0, 2.0, 4.0):\n"
            "    y = torch.tensor([start], requires_grad=True)\n"
            f"    loss = {call}\n"
            "    loss.backward()\n"
            '    print(f"{start:+.0f}  loss {loss.item():.4f}  slope {y.grad.item():+.4f}")\n'
        )
