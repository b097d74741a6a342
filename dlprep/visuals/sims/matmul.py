"""A matrix product, one cell at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

Matrix = tuple[tuple[int, ...], ...]


def _size(name: str, label: str, start: int) -> Knob:
    return Knob(name, label, start, low=1, high=5, by=1, form=".0f")


class Cells(NamedTuple):
    """How many products have been added up so far."""

    terms: int


class Matmul(Sim[Cells]):
    """A step multiplies one pair and adds it: row i of A along column j of B, cell after cell."""

    title = "Matrix product"
    formula = "C[i, j] = Σₖ A[i, k]·B[k, j]"
    knobs = (_size("n", "n", 3), _size("k", "k", 4), _size("m", "m", 2))
    timeless = True
    pace = 3.0

    @property
    def sizes(self) -> tuple[int, int, int]:
        """n, k and m: (n, k) times (k, m)."""
        return int(self["n"]), int(self["k"]), int(self["m"])

    @property
    def last(self) -> int:  # type: ignore[override]
        """n·m·k products."""
        n, k, m = self.sizes
        return n * k * m

    @property
    def a(self) -> Matrix:
        """The left matrix, (n, k)."""
        n, k, _ = self.sizes
        return tuple(tuple((3 * i + 2 * j) % 5 - 1 for j in range(k)) for i in range(n))

    @property
    def b(self) -> Matrix:
        """The right matrix, (k, m)."""
        _, k, m = self.sizes
        return tuple(tuple((2 * i + 3 * j + 1) % 6 - 2 for j in range(m)) for i in range(k))

    def first(self) -> Cells:
        """Nothing multiplied."""
        return Cells(0)

    def next(self, state: Cells) -> Cells:
        """One more product."""
        return Cells(state.terms + 1)

    def at(self, step: int) -> tuple[int, int, int]:
        """Row, column and place in the sum of the last product."""
        _, k, m = self.sizes
        cell, term = divmod(max(0, step - 1), k)
        return cell // m, cell % m, term

    def entry(self, i: int, j: int, terms: int) -> int:
        """The sum of the first products of a cell."""
        return sum(self.a[i][t] * self.b[t][j] for t in range(terms))

    def caption(self, step: int) -> str:
        """The sum so far."""
        n, k, m = self.sizes
        if step == 0:
            return f"({n}, {k}) @ ({k}, {m}) gives ({n}, {m}): the inner sizes must agree, and vanish."
        i, j, term = self.at(step)
        terms = " ".join(f"{self.a[i][t]:+d}·{self.b[t][j]:+d}" for t in range(term + 1))
        return f"C[{i}, {j}] = {terms} = {self.entry(i, j, term + 1)}" + (
            "." if term + 1 == k else " so far."
        )

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Sizes, products so far, floating-point operations in all."""
        n, k, m = self.sizes
        return [
            ("A", f"({n}, {k})"),
            ("B", f"({k}, {m})"),
            ("products", str(step)),
            ("2nkm", str(2 * n * k * m)),
        ]

    def code(self, step: int) -> str:
        """The same product in PyTorch."""
        a, b = ([list(row) for row in matrix] for matrix in (self.a, self.b))
        return (
            f"import torch\n\nA = torch.tensor({a})\nB = torch.tensor({b})\n"
            "print(A @ B)\n"
            'print(torch.equal(A @ B, torch.einsum("ik,kj->ij", A, B)))\n'
        )
