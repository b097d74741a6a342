"""One storage, many views: how shape and stride find a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim, switch

ROWS, COLUMNS = 3, 4
WRITTEN = 99
"""What is written through the view."""


class View(NamedTuple):
    """A tensor's shape, strides and offset into the storage, and how it is made from x of shape (3, 4)."""

    shape: tuple[int, int]
    stride: tuple[int, int]
    offset: int
    made: str
    copies: bool = False


VIEWS: Mapping[str, View] = {
    "x": View((3, 4), (4, 1), 0, "x"),
    "x.T": View((4, 3), (1, 4), 0, "x.T"),
    "x.view(2, 6)": View((2, 6), (6, 1), 0, "x.view(2, 6)"),
    "x[:, ::2]": View((3, 2), (4, 2), 0, "x[:, ::2]"),
    "x[1:, 1:]": View((2, 3), (4, 1), 5, "x[1:, 1:]"),
    "row expanded": View((3, 4), (0, 1), 4, "x[1].expand(3, 4)"),
    "x.T.contiguous()": View((4, 3), (3, 1), 0, "x.T.contiguous()", True),
}


class Place(NamedTuple):
    """The element that is looked up: its number in the tensor's own order."""

    number: int


class Strides(Sim[Place]):
    """A step looks up the next element: storage[offset + i·stride₀ + j·stride₁]."""

    title = "Shape, stride, storage"
    formula = "x[i, j] is storage[offset + i·stride[0] + j·stride[1]]"
    knobs = (
        Knob("view", "y", 0, names=tuple(VIEWS)),
        switch("write", f"y[i, j] = {WRITTEN}", on=False),
    )
    timeless = True
    pace = 2.0

    @property
    def view(self) -> View:
        """The chosen view."""
        return VIEWS[self.chosen("view")]

    @property
    def storage(self) -> list[int]:
        """The numbers of y as they lie in memory, before anything is written."""
        if not self.view.copies:
            return list(range(ROWS * COLUMNS))
        return [j * COLUMNS + i for i in range(COLUMNS) for j in range(ROWS)]

    def stored(self, step: int) -> list[int]:
        """The storage of y, with what is written at this step's element."""
        numbers = self.storage
        if self["write"]:
            numbers[self.address(*self.index(step))] = WRITTEN
        return numbers

    def original(self, step: int) -> list[int]:
        """The storage of x: the same one, unless y is a copy."""
        return list(range(ROWS * COLUMNS)) if self.view.copies else self.stored(step)

    @property
    def last(self) -> int:  # type: ignore[override]
        """As many steps as elements, less one."""
        return self.view.shape[0] * self.view.shape[1] - 1

    @property
    def contiguous(self) -> bool:
        """Whether its own order is the storage's: each stride the number of elements that follow."""
        return self.view.stride == (self.view.shape[1], 1)

    def first(self) -> Place:
        """Element (0, 0)."""
        return Place(0)

    def next(self, state: Place) -> Place:
        """The next element, row by row."""
        return Place(state.number + 1)

    def index(self, step: int) -> tuple[int, int]:
        """Row and column of a step's element."""
        return divmod(step, self.view.shape[1])

    def address(self, i: int, j: int) -> int:
        """Where an element lies in the storage."""
        view = self.view
        return view.offset + i * view.stride[0] + j * view.stride[1]

    def caption(self, step: int) -> str:
        """The sum that finds the element, and what kind of tensor this is."""
        (i, j), view = self.index(step), self.view
        found = (
            f"[{i}, {j}]: {view.offset} + {i}·{view.stride[0]} + {j}·{view.stride[1]} = {self.address(i, j)}."
        )
        if self["write"]:
            return f"{found} {self._written(step)}"
        if view.copies:
            return f"{found} A copy in the new order: contiguous again, its own storage."
        if self.contiguous:
            return f"{found} Contiguous: read row by row, the storage is read from left to right."
        if self.flat:
            return f"{found} Not contiguous, but evenly spaced: .view(-1) works, .reshape(-1) copies nothing."
        return f"{found} Same storage, not contiguous: .view(-1) refuses, .reshape(-1) copies."

    @property
    def flat(self) -> bool:
        """Whether one stride leads through all elements in order, so that view(-1) needs no copy."""
        return self.view.stride[0] == self.view.shape[1] * self.view.stride[1]

    def _written(self, step: int) -> str:
        view, (i, j) = self.view, self.index(step)
        if view.copies:
            return f"y[{i}, {j}] = {WRITTEN} goes into the copy's own storage: x stays as it was."
        row, column = divmod(self.address(i, j), COLUMNS)
        same = f"x[{row}, {column}] is" if view.stride[0] else f"x[{row}, {column}] and y[:, {j}] are"
        return f"y[{i}, {j}] = {WRITTEN} goes into the one storage: {same} {WRITTEN} too."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Shape, stride, offset, and the element's value."""
        i, j = self.index(step)
        return [
            ("shape", str(self.view.shape)),
            ("stride", str(self.view.stride)),
            ("offset", str(self.view.offset)),
            (f"[{i}, {j}]", str(self.stored(step)[self.address(i, j)])),
            ("storage of x", " ".join(map(str, self.original(step)))),
            *([("storage of y", " ".join(map(str, self.stored(step))))] if self.view.copies else []),
        ]

    def code(self, step: int) -> str:
        """The same view in PyTorch, and what writing through it does."""
        i, j = self.index(step)
        write = f"y[{i}, {j}] = {WRITTEN}\n" if self["write"] else ""
        return (
            f"import torch\n\nx = torch.arange({ROWS * COLUMNS}).reshape({ROWS}, {COLUMNS})\n"
            f"y = {self.view.made}\n{write}"
            'print("x", x, "y", y, sep="\\n")\n'
            'print("shape", tuple(y.shape), "stride", y.stride(), "offset", y.storage_offset())\n'
            'print("contiguous", y.is_contiguous())\n'
            'print("same storage", y.untyped_storage().data_ptr() == x.untyped_storage().data_ptr())\n'
        )
