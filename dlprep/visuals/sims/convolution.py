"""A kernel slides over a small image: one sum, or one maximum, for each place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

IMAGE = (
    "........",
    ".99999..",
    ".11159..",
    "....95..",
    "...59...",
    "...95...",
    "..59....",
    "..9.....",
)
"""A seven; digits are tenths of full brightness, a dot is 0: so a sum that is spelled out adds up."""
SIZE = len(IMAGE)
PIXELS = tuple(tuple(0.0 if c == "." else int(c) / 10 for c in row) for row in IMAGE)
Kernel = tuple[tuple[float, float, float], ...]
KERNELS: Mapping[str, Kernel] = {
    "vertical edge": ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    "horizontal edge": ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    "blur": ((1 / 9,) * 3,) * 3,
    "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "identity": ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
}
"""The edges are Sobel's."""
POOLS = ("max pool", "mean pool")


class Place(NamedTuple):
    """How many outputs are there."""

    outputs: int


class Convolution(Sim[Place]):
    """A step computes one output. The kernel is not flipped: `nn.Conv2d` is a cross-correlation."""

    title = "Convolution"
    formula = "out = ⌊(in + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1"
    knobs = (
        Knob("kernel", "kernel", 0, names=(*KERNELS, *POOLS)),
        Knob("padding", "padding", 0, low=0, high=1, by=1, form=".0f"),
        Knob("stride", "stride", 1, low=1, high=3, by=1, form=".0f"),
        Knob("dilation", "dilation", 1, low=1, high=2, by=1, form=".0f"),
    )
    timeless = True
    pace = 4.0

    @property
    def side(self) -> int:
        """Outputs in a row."""
        return (SIZE + 2 * int(self["padding"]) - 2 * self.dilation - 1) // int(self["stride"]) + 1

    @property
    def dilation(self) -> int:
        """Pixels from one weight to the next; PyTorch's mean pooling has none."""
        return 1 if self.chosen("kernel") == "mean pool" else int(self["dilation"])

    @property
    def last(self) -> int:  # type: ignore[override]
        """A step for each output."""
        return self.side**2

    @property
    def pooling(self) -> bool:
        """Whether the window is pooled instead of weighted."""
        return self.chosen("kernel") in POOLS

    def first(self) -> Place:
        """Nothing computed."""
        return Place(0)

    def next(self, state: Place) -> Place:
        """One output more."""
        return Place(state.outputs + 1)

    def window(self, row: int, column: int) -> list[list[tuple[int, int]]]:
        """The pixels under the kernel for an output, as rows of (y, x); outside the image is padding."""
        padding, stride, dilation = int(self["padding"]), int(self["stride"]), self.dilation
        top, left = row * stride - padding, column * stride - padding
        return [[(top + dilation * i, left + dilation * j) for j in range(3)] for i in range(3)]

    def pixel(self, y: int, x: int) -> float:
        """A pixel; padding is 0, and −∞ under max pooling, as in PyTorch."""
        if 0 <= y < SIZE and 0 <= x < SIZE:
            return PIXELS[y][x]
        return float("-inf") if self.chosen("kernel") == "max pool" else 0.0

    def output(self, row: int, column: int) -> float:
        """The sum or maximum of a window."""
        seen = [self.pixel(y, x) for line in self.window(row, column) for y, x in line]
        if self.chosen("kernel") == "max pool":
            return max(seen)
        if self.chosen("kernel") == "mean pool":
            return sum(seen) / 9
        weights = [w for line in KERNELS[self.chosen("kernel")] for w in line]
        return sum(w * p for w, p in zip(weights, seen, strict=True))

    def caption(self, step: int) -> str:
        """The sum that was just made, spelled out."""
        side = self.side
        if step == 0:
            over = f"8 + 2·{self['padding']:.0f} − {self.dilation}·2 − 1"
            return f"8×8 in, {side}×{side} out: ⌊({over})/{self['stride']:.0f}⌋ + 1."
        row, column = divmod(step - 1, side)
        value = self.output(row, column)
        if self.pooling:
            kind = self.chosen("kernel").removesuffix(" pool")
            return f"[{row}, {column}]: the {kind} of nine pixels is {value:.2f}. No weights."
        return f"[{row}, {column}] = {self.terms(row, column)} = {value:+.2f}."

    def terms(self, row: int, column: int) -> str:
        """The products of an output that are not 0."""
        weights = [w for line in KERNELS[self.chosen("kernel")] for w in line]
        seen = [self.pixel(y, x) for line in self.window(row, column) for y, x in line]
        if len(set(weights)) == 1:
            return f"({' + '.join(f'{p:.1f}' for p in seen if p) or '0'})/9"
        return " ".join(f"{w:+.0f}·{p:.1f}" for w, p in zip(weights, seen, strict=True) if w and p) or "0"

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Sizes, the output, the weights that all places share."""
        side, shared = self.side, 0 if self.pooling else 9
        shown = f"{self.output(*divmod(step - 1, side)):+.2f}" if step else "none"
        return [
            ("in", "8×8"),
            ("out", f"{side}×{side}"),
            ("value", shown),
            ("weights", f"{shared} for all places"),
        ]

    def code(self, step: int) -> str:
        """The same in PyTorch."""
        padding, stride, dilation = (int(self[name]) for name in ("padding", "stride", "dilation"))
        pixels = [[round(p, 4) for p in row] for row in PIXELS]
        options = f"padding={padding}, stride={stride}"
        calls = {
            "max pool": f"F.max_pool2d(image, 3, {options}, dilation={dilation})",
            "mean pool": f"F.avg_pool2d(image, 3, {options})",
        }
        name = self.chosen("kernel")
        kernel = (
            "" if self.pooling else f"kernel = torch.tensor({[list(row) for row in KERNELS[name]]}).float()\n"
        )
        call = calls.get(name, f"F.conv2d(image, kernel[None, None], {options}, dilation={dilation})")
        return (
            "import torch\nimport torch.nn.functional as F\n\n"
            f"image = torch.tensor({pixels})[None, None]\n{kernel}"
            f"out = {call}\n"
            "torch.set_printoptions(precision=2, sci_mode=False)\nprint(tuple(out.shape))\nprint(out[0, 0])\n"
        )
