"""Weight decay: the loss pulls the weights one way, the decay towards 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

CURVES = (0.1, 1.0)
"""The loss' curvature along each weight: the first direction hardly matters to it."""
BEST = (2.0, 1.5)
"""Where the loss alone would lead."""
BETA1, BETA2, EPS = 0.9, 0.999, 1e-8
START: Mapping[str, str] = {
    "SGD + L2": "The flatter direction shrinks more.",
    "Adam + L2": "Adam's steps are as long in both directions; it rests at ◇ all the same.",
    "AdamW": "The decay goes past Adam's moments; gradients are exact here.",
}
"""What to look for at the start."""


class Weights(NamedTuple):
    """Two weights, Adam's moments, and the count of updates."""

    w: tuple[float, float]
    first: tuple[float, float] = (0.0, 0.0)
    second: tuple[float, float] = (0.0, 0.0)
    updates: int = 0


class Decay(Sim[Weights]):
    """A step is an update by SGD or Adam with L2 in the gradient, or AdamW (Loshchilov and Hutter 2019)."""

    title = "Weight decay"
    formula = "L2: g + λw     decoupled: w ← w·(1 − ηλ), then the step"
    knobs = (
        Knob("rule", "rule", 0, names=tuple(START)),
        Knob("decay", "λ", 0.1, low=0.0, high=1.0, by=0.05, form=".2f", live=True),
        Knob("rate", "η", 0.1, low=0.01, high=0.5, by=0.01, form=".2f", live=True),
    )
    pace = 10.0
    last = 150

    def first(self) -> Weights:
        """Large weights, far from both."""
        return Weights((-1.2, 2.6))

    def next(self, state: Weights) -> Weights:
        """One update."""
        rule, decay, rate = self.chosen("rule"), self["decay"], self["rate"]
        slopes = tuple(c * (w - b) for c, w, b in zip(CURVES, state.w, BEST, strict=True))
        if rule == "SGD + L2":
            w = tuple(w - rate * (g + decay * w) for w, g in zip(state.w, slopes, strict=True))
            return state._replace(w=(w[0], w[1]), updates=state.updates + 1)
        if rule == "AdamW":
            shrunk = tuple(w * (1 - rate * decay) for w in state.w)
            return self._adam(state._replace(w=(shrunk[0], shrunk[1])), slopes)
        return self._adam(state, tuple(g + decay * w for g, w in zip(slopes, state.w, strict=True)))

    def rest(self) -> tuple[float, float]:
        """Where the loss with an L2 penalty λ/2·|w|² is least: each weight shrunk by c/(c + λ)."""
        found = tuple(c * b / (c + self["decay"]) for c, b in zip(CURVES, BEST, strict=True))
        return found[0], found[1]

    def _adam(self, state: Weights, grads: tuple[float, ...]) -> Weights:
        n = state.updates + 1
        first = tuple(BETA1 * m + (1 - BETA1) * g for m, g in zip(state.first, grads, strict=True))
        second = tuple(BETA2 * v + (1 - BETA2) * g * g for v, g in zip(state.second, grads, strict=True))
        w = tuple(
            x - self["rate"] * (m / (1 - BETA1**n)) / (sqrt(v / (1 - BETA2**n)) + EPS)
            for x, m, v in zip(state.w, first, second, strict=True)
        )
        return Weights((w[0], w[1]), (first[0], first[1]), (second[0], second[1]), n)

    def caption(self, step: int) -> str:
        """How far each weight has been shrunk."""
        w1, w2 = self.state(step).w
        if self["decay"] == 0:
            return f"No decay: the weights go to the loss' own minimum. Now ({w1:+.2f}, {w2:+.2f})."
        if step == 0:
            return f"Two pulls: the loss to ✕, the decay to 0. {START[self.chosen('rule')]}"
        if self.chosen("rule") == "AdamW":
            return (
                f"w = ({w1:+.2f}, {w2:+.2f}). Each weight decays by η·λ·w; "
                f"Adam's steps of about η hold that up to |w| = 1/λ = {1 / self['decay']:.1f}."
            )
        rest = self.rest()
        return f"w = ({w1:+.2f}, {w2:+.2f}). With L2 the rest would be at ({rest[0]:.2f}, {rest[1]:.2f})."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """The weights, the two minima."""
        w, rest = self.state(step).w, self.rest()
        return [
            ("w", f"({w[0]:+.3f}, {w[1]:+.3f})"),
            ("loss alone", f"({BEST[0]:+.2f}, {BEST[1]:+.2f})"),
            ("with L2", f"({rest[0]:+.2f}, {rest[1]:+.2f})"),
        ]

    def code(self, step: int) -> str:
        """The same updates with torch.optim."""
        made = {"SGD + L2": "SGD", "Adam + L2": "Adam", "AdamW": "AdamW"}[self.chosen("rule")]
        return (
            f"import torch\n\ncurves, best = torch.tensor({list(CURVES)}), torch.tensor({list(BEST)})\n"
            f"w = torch.tensor({list(self.first().w)}, requires_grad=True)\n"
            f"optimizer = torch.optim.{made}([w], lr={self['rate']:.2f}, weight_decay={self['decay']:.2f})\n"
            f"for step in range(1, {self.last + 1}):\n"
            "    optimizer.zero_grad()\n"
            "    (curves * (w - best).square() / 2).sum().backward()\n"
            "    optimizer.step()\n"
            "    if step % 30 == 0:\n"
            "        print(step, w.tolist())\n"
        )
