"""A batch on its way through two hidden layers to a loss, with the shape at each stage."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt
from random import Random
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

FEATURES, FIRST, SECOND, CLASSES = 3, 5, 4, 3
Matrix = list[list[float]]


class Stage(NamedTuple):
    """A name, what is computed, and the numbers: one row an example."""

    name: str
    made: str
    values: Matrix

    @property
    def shape(self) -> str:
        """Rows and columns, as PyTorch writes them."""
        return f"({len(self.values)}, {len(self.values[0])})"


class Forward(Sim[int]):
    """A step is a stage: Input, Linear, ReLU, Linear, ReLU, Output, softmax, loss."""

    title = "Forward pass and loss"
    formula = "Linear: Z = XWᵀ + b     loss = mean of −log p(right class)"
    knobs = (
        Knob("batch", "batch", 4, low=1, high=6, by=1, form=".0f"),
        Knob("size", "weights", 1.0, low=0.0, high=4.0, by=0.25, form=".2f"),
        Knob("shift", "labels", 0, names=("as they are", "all one further")),
    )
    timeless = True
    pace = 0.8
    last = 7

    def first(self) -> int:
        """The input."""
        return 0

    def next(self, state: int) -> int:
        """The next stage."""
        return state + 1

    @property
    def inputs(self) -> Matrix:
        """The batch."""
        draw = Random(2)
        return [[draw.gauss(0, 1) for _ in range(FEATURES)] for _ in range(int(self["batch"]))]

    @property
    def labels(self) -> list[int]:
        """The right class of each example."""
        return [(n + int(self["shift"])) % CLASSES for n in range(int(self["batch"]))]

    def weights(self) -> list[Matrix]:
        """Weights of the three layers, one row a unit, the bias last."""
        draw = Random(9)
        sizes = ((FEATURES, FIRST), (FIRST, SECOND), (SECOND, CLASSES))
        return [
            [[self["size"] * draw.gauss(0, sqrt(2 / m)) for _ in range(m)] + [0.0] for _ in range(n)]
            for m, n in sizes
        ]

    def stages(self) -> list[Stage]:
        """All stages, the loss of each example last."""
        first, second, third = self.weights()
        z1 = linear(self.inputs, first)
        a1 = relu(z1)
        z2 = linear(a1, second)
        a2 = relu(z2)
        logits = linear(a2, third)
        shares = [softmax(row) for row in logits]
        losses = [[cross_entropy(row, label)] for row, label in zip(logits, self.labels, strict=True)]
        return [
            Stage("X", "the batch: one row an example, one column a feature", self.inputs),
            Stage("Z₁", f"X W₁ᵀ + b₁, W₁ is ({FIRST}, {FEATURES})", z1),
            Stage("A₁", "ReLU: what is negative becomes 0", a1),
            Stage("Z₂", f"A₁ W₂ᵀ + b₂, W₂ is ({SECOND}, {FIRST})", z2),
            Stage("A₂", "ReLU", a2),
            Stage("logits", f"A₂ W₃ᵀ + b₃, W₃ is ({CLASSES}, {SECOND}): no activation at the output", logits),
            Stage("softmax", "each row sums to 1", shares),
            Stage("loss", "−log p of the right class", losses),
        ]

    def loss(self) -> float:
        """The mean over the batch."""
        losses = [row[0] for row in self.stages()[-1].values]
        return sum(losses) / len(losses)

    def caption(self, step: int) -> str:
        """What this stage computes, with its shape."""
        stage = self.stages()[step]
        if step == self.last:
            return f"Loss: {stage.made}, then the mean over the batch: one number, {self.loss():.4f}."
        if self["size"] == 0 and step >= 5:
            return f"{stage.name} {stage.shape}: with weights 0 each class gets 1/3: loss ln 3 = 1.0986."
        return f"{stage.name} {stage.shape}: {stage.made}."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Shapes so far; the rows of this stage."""
        stage = self.stages()[step]
        rows = [(f"row {n}", " ".join(f"{v:+.2f}" for v in row)) for n, row in enumerate(stage.values)]
        return [
            (stage.name, stage.shape),
            *rows,
            ("loss", f"{self.loss():.4f}" if step == self.last else "not yet"),
        ]

    def code(self, step: int) -> str:
        """The same pass in PyTorch."""
        tensors = "".join(
            f"W{n} = torch.tensor({[[round(w, 4) for w in row[:-1]] for row in matrix]})\n"
            for n, matrix in enumerate(self.weights(), 1)
        )
        return (
            "import torch\nimport torch.nn.functional as F\n\n"
            f"X = torch.tensor({[[round(x, 4) for x in row] for row in self.inputs]})\n{tensors}"
            f"labels = torch.tensor({self.labels})\n\n"
            "A1 = torch.relu(X @ W1.T)\nA2 = torch.relu(A1 @ W2.T)\nlogits = A2 @ W3.T\n"
            "print(tuple(X.shape), tuple(A1.shape), tuple(A2.shape), tuple(logits.shape))\n"
            'print(f"loss {F.cross_entropy(logits, labels).item():.4f}")\n'
        )


def linear(inputs: Matrix, weights: Matrix) -> Matrix:
    """XWᵀ + b; the bias is the last of each row of weights."""
    return [[sum(map(float.__mul__, row, x)) + row[-1] for row in weights] for x in inputs]


def relu(values: Matrix) -> Matrix:
    """max(0, z), element by element."""
    return [[max(0.0, value) for value in row] for row in values]


def softmax(row: Sequence[float]) -> list[float]:
    """e^z over its sum, with the largest taken off first."""
    powers = [exp(z - max(row)) for z in row]
    return [power / sum(powers) for power in powers]


def cross_entropy(row: Sequence[float], label: int) -> float:
    """−log of the label's softmax, from the logits: its probability may be too small for a float."""
    most = max(row)
    return most + log(sum(exp(z - most) for z in row)) - row[label]
