"""A deep, narrow network with one linear output: the signal goes forward, the gradient comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import exp, isfinite, sqrt, tanh
from random import Random
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

Vector = list[float]
Matrix = list[Vector]


class Activation(NamedTuple):
    """A function, and its derivative written in its own value."""

    of: Callable[[float], float]
    slope: Callable[[float], float]
    """φ′(z) as a function of a = φ(z)."""


ACTIVATIONS: Mapping[str, Activation] = {
    "tanh": Activation(tanh, lambda a: 1 - a * a),
    "sigmoid": Activation(lambda z: 1 / (1 + exp(-max(z, -700.0))), lambda a: a * (1 - a)),
    "relu": Activation(lambda z: max(0.0, z), lambda a: float(a > 0)),
    "none": Activation(lambda z: z, lambda a: 1.0),
}
INPUT = (0.9, -0.6, 0.4)
TARGET = 0.8
LAPS = 8
SPREAD = "gain/√fan_in"


class Pass(NamedTuple):
    """One training step: `values[l]` leave layer l, `deltas[l]` is ∂L/∂z of layer l + 1.

    `weights[l][j][i]` leads from unit i of layer l to unit j of layer l + 1.
    """

    weights: list[Matrix]
    values: list[Vector]
    deltas: list[Vector]
    loss: float
    moment: int = 0
    """How far the lap is: layers forward, the loss, layers backward, the update."""

    def gradient(self, layer: int, j: int, i: int) -> float:
        """∂L/∂w = δ·a of one weight (Rumelhart, Hinton and Williams 1986)."""
        return self.deltas[layer][j] * self.values[layer][i]

    def size(self, layer: int) -> float:
        """The mean |∂L/∂w| of a layer's weights."""
        deltas, values = self.deltas[layer], self.values[layer]
        return sum(map(abs, deltas)) / len(deltas) * sum(map(abs, values)) / len(values)


class Backprop(Sim[Pass]):
    """Steps: each layer forward, the loss, each layer backward, the update; then the next lap."""

    title = "Backpropagation"
    formula = "∂L/∂wⱼᵢ = δⱼ·aᵢ     δ⁽ˡ⁾ = (W⁽ˡ⁺¹⁾ᵀ δ⁽ˡ⁺¹⁾) ⊙ φ′(z⁽ˡ⁾)"
    knobs = (
        Knob("depth", "depth", 3, low=2, high=10, by=1, form=".0f"),
        Knob("activation", "φ", 0, names=tuple(ACTIVATIONS)),
        Knob("gain", "gain", 1.0, low=0.2, high=3.0, by=0.2, form=".1f"),
        Knob("rate", "η", 0.1, low=0.0, high=1.0, by=0.05, form=".2f", live=True),
        Knob("layer", "∂ of layer", 1, low=1, high=10, by=1, form=".0f", live=True),
    )
    pace = 2.0

    @property
    def depth(self) -> int:
        """Layers of weights."""
        return int(self["depth"])

    @property
    def lap(self) -> int:
        """Steps from one update to the next."""
        return 2 * self.depth + 2

    @property
    def last(self) -> int:  # type: ignore[override]
        """The number of the last step."""
        return LAPS * self.lap

    @property
    def sizes(self) -> list[int]:
        """Units of each layer, the inputs first."""
        return [len(INPUT), *([4] * (self.depth - 1)), 1]

    def first(self) -> Pass:
        """Weights drawn with standard deviation gain/√fan_in, and their first pass."""
        draw, sizes = Random(5), self.sizes
        weights = [
            [[draw.gauss(0, self["gain"] / sqrt(m)) for _ in range(m)] for _ in range(n)]
            for m, n in pairwise(sizes)
        ]
        return self._through(weights)

    def next(self, state: Pass) -> Pass:
        """One moment further; after the last of a lap, the weights move against the gradient."""
        if state.moment < self.lap - 1:
            return state._replace(moment=state.moment + 1)
        rate = self["rate"]
        moved = [
            [
                [w - rate * state.gradient(layer, j, i) for i, w in enumerate(row)]
                for j, row in enumerate(matrix)
            ]
            for layer, matrix in enumerate(state.weights)
        ]
        return self._through(moved)

    def front(self, step: int) -> tuple[float, bool]:
        """Which layer the signal has reached, and whether it is on its way back."""
        moment = self.state(step).moment
        return (moment, False) if moment <= self.depth else (2 * self.depth + 1 - moment, True)

    def caption(self, step: int) -> str:
        """What happens in this moment."""
        now, depth = self.state(step), self.depth
        if now.moment == 0:
            told = f" Loss of the last pass: {brief(self.state(step - 1).loss)}." if step else ""
            return f"The inputs stand at the left.{told}"
        if now.moment < depth:
            return f"Forward: layer {now.moment} takes φ of its weighted sums."
        if now.moment == depth:
            output = f"{now.values[-1][0]:+.4g}"
            return f"The output is {output}, the target {TARGET:+.1f}: loss (ŷ − y)²/2 = {brief(now.loss)}."
        layer = 2 * depth + 1 - now.moment
        if layer == self.chosen_weight[0] + 1:
            return f"Layer {layer}, ◆: {self.chain(step)}."
        if layer > 0:
            return f"Backward: layer {layer} gets δ; |∂L/∂w| = |δ·a| is {now.size(layer - 1):.1e} on average."
        return self._judged(now)

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """What the lap has reached: outputs of a layer, the loss, gradients, the factors of one of them."""
        now = self.state(step)
        if now.moment <= self.depth:
            values = " ".join(f"{value:+.2f}" for value in now.values[now.moment])
            return [(f"layer {now.moment}", values)] + [("loss", brief(now.loss))] * (
                now.moment == self.depth
            )
        reached = range(self.depth - 1, max(-1, 2 * self.depth - 1 - now.moment), -1)
        sizes = [(f"|∂W{layer + 1}|", f"{now.size(layer):.1e}") for layer in reached]
        chain = [("chain", self.chain(step))] if self.chosen_weight[0] in reached else []
        return [("loss", brief(now.loss)), *sizes, *chain]

    @property
    def chosen_weight(self) -> tuple[int, int, int]:
        """Layer, unit and input of the chosen layer's weight with the largest gradient of the first pass."""
        now, layer = self.state(0), min(int(self["layer"]), self.depth) - 1
        places = [(layer, j, i) for j, row in enumerate(now.weights[layer]) for i in range(len(row))]
        return max(places, key=lambda at: abs(now.gradient(*at)))

    def chain(self, step: int) -> str:
        """The factors of the chosen weight: its δ and its input, and what δ is made of."""
        now, (layer, j, i) = self.state(step), self.chosen_weight
        delta, value = now.deltas[layer][j], now.values[layer][i]
        product = f"∂L/∂w = δ·a = {scaled(delta)}·{scaled(value)} = {scaled(delta * value)}"
        if layer == self.depth - 1:
            return f"{product}; δ = ŷ − y = {scaled(delta)}, the output is linear"
        slope, above = self.factors(step)
        return f"{product}; δ = (Σ w·δ above)·φ′ = {scaled(above)}·{slope:.3f}"

    def factors(self, step: int) -> tuple[float, float]:
        """φ′ of the unit that the chosen weight leads to, and ∂L/∂a that arrives there from above."""
        now, (layer, j, _) = self.state(step), self.chosen_weight
        slope = ACTIVATIONS[self.chosen("activation")].slope(now.values[layer + 1][j])
        above = zip(now.deltas[layer + 1], now.weights[layer + 1], strict=True)
        return slope, sum(delta * row[j] for delta, row in above)

    def code(self, step: int) -> str:
        """The same network with the weights of this lap, differentiated by PyTorch."""
        layer, j, i = self.chosen_weight
        call = {"none": "z"}.get(self.chosen("activation"), f"torch.{self.chosen('activation')}(z)")
        weights = ",\n    ".join(f"torch.tensor({_rounded(matrix)})" for matrix in self.state(step).weights)
        return (
            f"import torch\n\nweights = [\n    {weights},\n]\n"
            "for W in weights:\n    W.requires_grad_()\n\n"
            f"a = torch.tensor({list(INPUT)})\n"
            f"for W in weights[:-1]:\n    z = W @ a\n    a = {call}\n"
            f"loss = (weights[-1] @ a - {TARGET}).square().sum() / 2\nloss.backward()\n"
            'print(f"loss {loss.item():.4g}")\n'
            "for n, W in enumerate(weights, 1):\n"
            '    print(f"layer {n}: mean |grad| {W.grad.abs().mean():.1e}")\n'
            f'print(f"layer {layer + 1}, the weight ◆: {{weights[{layer}].grad[{j}, {i}]:.2e}}")\n'
        )

    def _through(self, weights: list[Matrix]) -> Pass:
        values = self._forward(weights)
        error = values[-1][0] - TARGET
        return Pass(weights, values, self._backward(weights, values, [error]), error * error / 2)

    def _forward(self, weights: list[Matrix]) -> list[Vector]:
        act, values = ACTIVATIONS[self.chosen("activation")], [list(INPUT)]
        for layer, matrix in enumerate(weights):
            sums = [sum(w * a for w, a in zip(row, values[-1], strict=True)) for row in matrix]
            values.append(sums if layer == self.depth - 1 else [act.of(z) for z in sums])
        return values

    def _backward(self, weights: list[Matrix], values: list[Vector], delta: Vector) -> list[Vector]:
        slope, deltas = ACTIVATIONS[self.chosen("activation")].slope, [delta]
        for matrix, below in zip(weights[:0:-1], values[-2:0:-1], strict=True):
            grad = [
                sum(d * w for d, w in zip(deltas[0], column, strict=True))
                for column in zip(*matrix, strict=True)
            ]
            deltas.insert(0, [g * slope(a) for g, a in zip(grad, below, strict=True)])
        return deltas

    def _judged(self, now: Pass) -> str:
        first, last = now.size(0), now.size(self.depth - 1)
        if not isfinite(now.loss):
            return "The weights have left the range of numbers: the loss is not finite, and stays so."
        if last == 0:
            return "Every gradient is 0: no unit of the layer below the output is alive. Nothing learns."
        if first < 0.05 * last:
            return f"Vanished: the first layer's gradient is {first / last:.0e} of the last one's."
        if max(first, last) > 100:
            return f"Exploded: gradients of {max(first, last):.0e}; a step of η times that overshoots."
        return "All gradients are there: each weight takes its step, w ← w − η·∂L/∂w."


def brief(loss: float) -> str:
    """A loss in at most seven columns: a power of ten rather than a number cut off."""
    return f"{loss:.4f}" if loss < 100 else f"{loss:.0f}" if loss < 1e6 else f"{loss:.0e}"


def scaled(value: float) -> str:
    """Three figures with a sign; a power of ten where it is small or large."""
    return f"{value:+.3f}" if 0.01 <= abs(value) < 1000 or value == 0 else f"{value:+.1e}"


def _rounded(matrix: Matrix) -> str:
    return "[" + ", ".join("[" + ", ".join(map(_literal, row)) + "]" for row in matrix) + "]"


def _literal(weight: float) -> str:
    """A weight in Python, also one that has left the range of numbers."""
    return f"{weight:.6g}" if isfinite(weight) else f'float("{weight}")'
