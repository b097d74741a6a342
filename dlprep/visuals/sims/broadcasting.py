"""Two shapes stretched to one: which numbers meet in a sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

Shape = tuple[int, ...]
PAIRS: Mapping[str, tuple[Shape, Shape]] = {
    "(3,1) + (1,4)": ((3, 1), (1, 4)),
    "(3,4) + (4,)": ((3, 4), (4,)),
    "(3,4) + (3,1)": ((3, 4), (3, 1)),
    "(4,) - (4,1)": ((4,), (4, 1)),
    "(3,4) + (3,)": ((3, 4), (3,)),
}
"""The fourth is the silent bug of a loss over (N,) and (N, 1); the last cannot be broadcast."""


class Met(NamedTuple):
    """How many elements of the result are there."""

    elements: int


def broadcast(a: Shape, b: Shape) -> Shape | None:
    """The shape of the result: aligned from the right, sizes equal or 1; None where they do not fit."""
    length = max(len(a), len(b))
    sizes = zip((1,) * (length - len(a)) + a, (1,) * (length - len(b)) + b, strict=True)
    found = []
    for x, y in sizes:
        if x != y and 1 not in (x, y):
            return None
        found.append(y if x == 1 else x)
    return tuple(found)


class Broadcasting(Sim[Met]):
    """A step fills one element of the result; a counts 1, 2, 3 ..., b counts 10, 20, 30 ..."""

    title = "Broadcasting"
    formula = "from the right: sizes must be equal, or one of them 1 (then it is repeated)"
    knobs = (Knob("pair", "shapes", 0, names=tuple(PAIRS)),)
    timeless = True
    pace = 2.5

    @property
    def shapes(self) -> tuple[Shape, Shape]:
        """The shapes of a and b."""
        return PAIRS[self.chosen("pair")]

    @property
    def result(self) -> Shape | None:
        """The shape of the result, if there is one."""
        return broadcast(*self.shapes)

    @property
    def minus(self) -> bool:
        """Whether b is taken off instead of added."""
        return "-" in self.chosen("pair")

    @property
    def last(self) -> int:  # type: ignore[override]
        """A step for each element of the result."""
        return self.result[0] * self.result[1] if self.result else 1

    def first(self) -> Met:
        """Nothing is there."""
        return Met(0)

    def next(self, state: Met) -> Met:
        """One more element."""
        return Met(state.elements + 1)

    def source(self, shape: Shape, i: int, j: int) -> tuple[int, int]:
        """The row and column of a tensor that stand at (i, j) of the result; a (n,) is one row."""
        rows, columns = shape if len(shape) == 2 else (1, shape[0])
        return (0 if rows == 1 else i), (0 if columns == 1 else j)

    def element(self, shape: Shape, i: int, j: int, unit: int) -> int:
        """The number of a tensor that stands at (i, j) of the result."""
        row, column = self.source(shape, i, j)
        return unit * (row * (shape[-1] if len(shape) == 2 else 0) + column + 1)

    def sum(self, i: int, j: int) -> int:
        """The element (i, j) of the result."""
        a, b = self.shapes
        other = self.element(b, i, j, 10)
        return self.element(a, i, j, 1) + (-other if self.minus else other)

    def caption(self, step: int) -> str:
        """Which two numbers meet."""
        a, b = self.shapes
        if self.result is None:
            return (
                f"{a} and {b}: from the right, {a[-1]} meets {b[-1]}. Neither is 1: an error, and a good one."
            )
        if step == 0:
            return f"{a} and {b} give {self.result}: what has size 1, or is missing at the left, is repeated."
        i, j = divmod(step - 1, self.result[1])
        one, other, sign = self.element(a, i, j, 1), self.element(b, i, j, 10), "−" if self.minus else "+"
        told = f"[{i}, {j}] = {one} {sign} {other} = {self.sum(i, j)}."
        if self.minus and step == self.last:
            return f"{told} 16 differences of all with all, where 4 were meant: no error tells you."
        return told

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """The shapes, and how far the result is."""
        a, b = self.shapes
        return [("a", str(a)), ("b", str(b)), ("result", str(self.result or "error")), ("filled", str(step))]

    def code(self, step: int) -> str:
        """The same sum in PyTorch."""
        a, b = self.shapes
        sign = "-" if self.minus else "+"
        work = f"print(a {sign} b)\nprint(tuple((a {sign} b).shape))\n"
        if self.result is None:
            work = f"try:\n    a {sign} b\nexcept RuntimeError as error:\n    print(error)\n"
        count = [shape[0] if len(shape) == 1 else shape[0] * shape[1] for shape in (a, b)]
        return (
            f"import torch\n\na = torch.arange(1, {count[0] + 1}).reshape({a})\n"
            f"b = 10 * torch.arange(1, {count[1] + 1}).reshape({b})\n{work}"
        )
