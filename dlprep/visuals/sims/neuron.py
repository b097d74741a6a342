"""One neuron: weighted sum, bias, activation; and the perceptron rule at work on two inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp, tanh
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

POINTS = ((0, 0), (0, 1), (1, 0), (1, 1))
LABELS: Mapping[str, tuple[int, ...]] = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "xor": (0, 1, 1, 0)}
ACTIVATIONS: Mapping[str, Callable[[float], float]] = {
    "step": lambda z: float(z >= 0),
    "sigmoid": lambda z: 1 / (1 + exp(-z)),
    "tanh": tanh,
    "relu": lambda z: max(0.0, z),
}
WEIGHTS = ("w1", "w2", "b")


class Weighing(NamedTuple):
    """The neuron after some examples; `seen` counts them, `mistaken` says whether the last was wrong."""

    w1: float
    w2: float
    b: float
    seen: int = 0
    updates: int = 0
    mistaken: bool = False

    def z(self, x1: float, x2: float) -> float:
        """The pre-activation w·x + b."""
        return self.w1 * x1 + self.w2 * x2 + self.b


def _weight(name: str, label: str, start: float) -> Knob:
    return Knob(name, label, start, low=-4, high=4, by=0.1)


def _input(name: str, label: str, start: float) -> Knob:
    return Knob(name, label, start, low=-1, high=2, by=0.05, live=True)


class Neuron(Sim[Weighing]):
    """A step is one example shown to the perceptron (Rosenblatt 1958): w ← w + (t − ŷ)·x, b ← b + (t − ŷ)."""

    title = "A neuron"
    formula = "z = w₁x₁ + w₂x₂ + b     ŷ = φ(z)"
    knobs = (
        _input("x1", "x₁", 0.8),
        _input("x2", "x₂", 0.3),
        _weight("w1", "w₁", -1.0),
        _weight("w2", "w₂", 1.5),
        _weight("b", "b", 0.5),
        Knob("activation", "φ", 1, names=tuple(ACTIVATIONS), live=True),
        Knob("data", "data", 0, names=tuple(LABELS)),
    )
    pace = 1.5
    last = 40

    def first(self) -> Weighing:
        """The weights as the knobs stand."""
        return Weighing(self["w1"], self["w2"], self["b"])

    def next(self, state: Weighing) -> Weighing:
        """Show the next of the four examples in turn."""
        (x1, x2), target = self.example(state.seen)
        error = target - (state.z(x1, x2) >= 0)
        w1, w2, b = state.w1 + error * x1, state.w2 + error * x2, state.b + error
        return Weighing(w1, w2, b, state.seen + 1, state.updates + (error != 0), error != 0)

    def turn(self, name: str, notches: int, step: int) -> int:
        """A weight is turned from where training has brought it, and training starts again from there."""
        if name in WEIGHTS and notches:
            self._values.update(zip(WEIGHTS, self.state(step)[:3], strict=True))
        return super().turn(name, notches, step)

    def value(self, name: str, step: int) -> float:
        """The weights as training has moved them."""
        return float(getattr(self.state(step), name)) if name in WEIGHTS else self[name]

    def example(self, number: int) -> tuple[tuple[int, int], int]:
        """The example that is shown as number `number`, and its label."""
        return POINTS[number % 4], LABELS[self.chosen("data")][number % 4]

    def output(self, step: int) -> tuple[float, float]:
        """z and φ(z) of the point that the reader holds."""
        z = self.state(step).z(self["x1"], self["x2"])
        return z, ACTIVATIONS[self.chosen("activation")](z)

    def mistakes(self, step: int) -> int:
        """How many of the four examples the present line puts on the wrong side."""
        now = self.state(step)
        targets = LABELS[self.chosen("data")]
        return sum((now.z(*point) >= 0) != target for point, target in zip(POINTS, targets, strict=True))

    def caption(self, step: int) -> str:
        """What the last example did, and whether the line separates."""
        now, data, wrong = self.state(step), self.chosen("data").upper(), self.mistakes(step)
        if wrong == 0:
            return (
                f"The line separates {data}: all four points are on their sides, so nothing changes any more."
            )
        if step == 0:
            return f"{wrong} of 4 points are on the wrong side. Play: each mistake moves the line."
        if data == "XOR" and now.updates > 8:
            return f"{now.updates} updates, {wrong} of 4 wrong: no line separates XOR, it never settles."
        (x1, x2), target = self.example(now.seen - 1)
        if now.mistaken:
            moved = ("", "w₁ and ")[x1] + ("", "w₂ and ")[x2] + ("b" if x1 or x2 else "only b")
            return f"({x1}, {x2}) should give {target} and did not: {moved} moved. {wrong} of 4 wrong now."
        return f"({x1}, {x2}) was right: nothing changed. {wrong} of 4 wrong."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Inputs, weights, z, the output and the mistakes."""
        now, (z, y) = self.state(step), self.output(step)
        terms = f"{now.w1:+.2f}·{self['x1']:.2f} {now.w2:+.2f}·{self['x2']:.2f} {now.b:+.2f}"
        return [
            ("z", f"{terms} = {z:+.3f}"),
            (f"{self.chosen('activation')}(z)", f"{y:.3f}"),
            ("wrong", f"{self.mistakes(step)} of 4"),
            ("updates", str(now.updates)),
        ]

    def code(self, step: int) -> str:
        """The perceptron rule up to this step, then the neuron that it leaves."""
        names = {"step": "(z >= 0).float()", "relu": "torch.relu(z)"}
        output = names.get(self.chosen("activation"), f"torch.{self.chosen('activation')}(z)")
        return (
            "import torch\n\n"
            f"w = torch.tensor([{self['w1']:.2f}, {self['w2']:.2f}])\n"
            f"b = {self['b']:.2f}\n{self._shown(step) if step else ''}\n"
            f"x = torch.tensor([{self['x1']:.2f}, {self['x2']:.2f}])\n"
            "z = w @ x + b\n"
            f"y = {output}\n"
            'print(f"w {w.tolist()}  b {b:+.2f}  z = {z.item():+.3f}  y = {y.item():.3f}")\n'
        )

    def _shown(self, step: int) -> str:
        """The examples so far, shown to PyTorch's neuron."""
        points = [[float(x) for x in point] for point in POINTS]
        return (
            f"points = torch.tensor({points})\n"
            f"targets = {list(LABELS[self.chosen('data')])}\n"
            f"for n in range({step}):\n"
            "    x, t = points[n % 4], targets[n % 4]\n"
            "    error = t - int(w @ x + b >= 0)\n"
            "    w, b = w + error * x, b + error\n"
        )
