"""A deep network's activations layer by layer, under four ways to draw its first weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import sqrt, tanh
from random import Random
from statistics import fmean, pstdev
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

WIDTH, BATCH, DEPTH = 40, 24, 8
SEED = 11
BINS = 21


class Scheme(NamedTuple):
    """The standard deviation of a weight by fan-in (all layers are square), or a uniform bound instead."""

    formula: str
    deviation: Callable[[int], float]
    uniform: bool = False


SCHEMES: Mapping[str, Scheme] = {
    "N(0, 1)": Scheme("std 1", lambda fan: 1.0),
    "N(0, 0.01²)": Scheme("std 0.01", lambda fan: 0.01),
    "Xavier": Scheme("std √(2/(fan_in + fan_out))", lambda fan: sqrt(2 / (fan + fan))),
    "He": Scheme("std √(2/fan_in)", lambda fan: sqrt(2 / fan)),
    "nn.Linear": Scheme("uniform to ±1/√fan_in: std 1/√(3·fan_in)", lambda fan: 1 / sqrt(3 * fan), True),
}
"""Glorot and Bengio 2010, equation 12; He et al. 2015, equation 10; PyTorch's kaiming_uniform_(a=√5)."""
ACTIVATIONS: Mapping[str, Callable[[float], float]] = {"tanh": tanh, "relu": lambda z: max(0.0, z)}


class Layer(NamedTuple):
    """The activations that leave a layer, a row for each example, and how they spread."""

    number: int
    outputs: tuple[tuple[float, ...], ...]
    deviation: float
    histogram: tuple[float, ...]
    """The share of the activations in each of `BINS` bins, from -reach to reach."""
    saturated: float
    """The share beyond 0.97, where tanh has a slope below 0.06."""


class Initialization(Sim[Layer]):
    """A step is a layer: 40 units, a batch of 24, biases 0, no training at all."""

    title = "Initialization"
    formula = "a⁽ˡ⁾ = φ(W⁽ˡ⁾ a⁽ˡ⁻¹⁾): does its spread survive the depth?"
    knobs = (
        Knob("scheme", "weights", 0, names=tuple(SCHEMES)),
        Knob("activation", "φ", 0, names=tuple(ACTIVATIONS)),
    )
    pace = 1.5
    last = DEPTH

    @property
    def scheme(self) -> Scheme:
        """The chosen scheme."""
        return SCHEMES[self.chosen("scheme")]

    def first(self) -> Layer:
        """The inputs, drawn from N(0, 1)."""
        draw = Random(SEED)
        inputs = tuple(tuple(draw.gauss(0, 1) for _ in range(WIDTH)) for _ in range(BATCH))
        return self._summed_up(0, inputs)

    def next(self, state: Layer) -> Layer:
        """One layer further."""
        act, weights = ACTIVATIONS[self.chosen("activation")], self.weights(state.number)
        outputs = tuple(
            tuple(act(sum(map(float.__mul__, row, inputs))) for row in weights) for inputs in state.outputs
        )
        return self._summed_up(state.number + 1, outputs)

    def weights(self, layer: int) -> list[tuple[float, ...]]:
        """The weights of a layer, one row a unit."""
        draw, deviation = Random(SEED * 1000 + layer), self.scheme.deviation(WIDTH)
        if self.scheme.uniform:
            bound = deviation * sqrt(3)
            return [tuple(draw.uniform(-bound, bound) for _ in range(WIDTH)) for _ in range(WIDTH)]
        return [tuple(draw.gauss(0, deviation) for _ in range(WIDTH)) for _ in range(WIDTH)]

    @property
    def reach(self) -> float:
        """The largest activation that is shown."""
        return 1.0 if self.chosen("activation") == "tanh" else 2.0

    def caption(self, step: int) -> str:
        """What has become of the spread."""
        now = self.state(step)
        if step == 0:
            return f"The inputs spread with 1. Weights: {self.scheme.formula}."
        if self.chosen("activation") == "tanh" and now.saturated > 0.4:
            return f"Layer {step}: {now.saturated:.0%} of the outputs are saturated at ±1."
        ratio = (now.deviation / self.state(0).deviation) ** (1 / step)
        spread = f"{now.deviation:.2g}" if now.deviation < 100 else f"{now.deviation:,.0f}"
        return f"Layer {step}: spread {spread}, {ratio:.2f} times on average a layer. {_verdict(ratio, now)}"

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """The spread of each layer so far."""
        return [(f"layer {n}", f"{self.state(n).deviation:.2g}") for n in range(step + 1)]

    def code(self, step: int) -> str:
        """The same experiment in PyTorch."""
        name = self.chosen("scheme")
        draws = {
            "N(0, 1)": "torch.randn(width, width)",
            "N(0, 0.01²)": "0.01 * torch.randn(width, width)",
            "Xavier": "nn.init.xavier_normal_(torch.empty(width, width))",
            "He": "nn.init.kaiming_normal_(torch.empty(width, width))",
            "nn.Linear": "nn.Linear(width, width).weight.detach()",
        }
        return (
            "import torch\nfrom torch import nn\n\n"
            f"width = {WIDTH}\na = torch.randn({BATCH}, width)\n"
            f"for layer in range(1, {DEPTH + 1}):\n"
            f"    W = {draws[name]}\n"
            f"    a = torch.{self.chosen('activation')}(a @ W.T)\n"
            '    print(f"layer {layer}: spread {a.std().item():.3g}")\n'
        )

    def _summed_up(self, number: int, outputs: tuple[tuple[float, ...], ...]) -> Layer:
        reach, counts = self.reach, [0] * BINS
        values = [value for row in outputs for value in row]
        for value in values:
            counts[min(BINS - 1, max(0, int((value + reach) / (2 * reach) * BINS)))] += 1
        shares = tuple(count / len(values) for count in counts)
        return Layer(number, outputs, pstdev(values), shares, fmean(abs(value) > 0.97 for value in values))


def _verdict(ratio: float, now: Layer) -> str:
    """What becomes of a signal that each layer multiplies so."""
    if now.deviation < 0.05:
        return "All units say almost 0; so will their gradients."
    if ratio > 1.5:
        return "Each layer multiplies again: it explodes."
    if ratio < 0.7:
        return "It fades."
    return "The signal is alive."
