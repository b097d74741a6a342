"""How much of the input one output sees, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

WIDTH = 63
"""Inputs along one axis; the picture is of one dimension, an image has the same along both."""


class Layer(NamedTuple):
    """A convolution or pooling along one axis."""

    kernel: int
    stride: int = 1
    dilation: int = 1


STACKS: Mapping[str, tuple[Layer, ...]] = {
    "3×3 convolutions": (Layer(3),) * 5,
    "convolutions and pooling": (Layer(3), Layer(2, 2), Layer(3), Layer(2, 2), Layer(3)),
    "dilation 1 2 4 8": (Layer(3), Layer(3, 1, 2), Layer(3, 1, 4), Layer(3, 1, 8)),
    "one 7×7": (Layer(7),),
}


class Field(NamedTuple):
    """The receptive field after some layers, and the step in inputs between two neighbours (the jump)."""

    layer: int
    size: int
    jump: int


class Receptive(Sim[Field]):
    """A step is a layer: r ← r + (kernel − 1)·dilation·jump, jump ← jump·stride (Dumoulin and Visin 2016)."""

    title = "Receptive field"
    formula = "r ← r + (k − 1)·dilation·jump     jump ← jump·stride"
    knobs = (Knob("stack", "layers", 0, names=tuple(STACKS)),)
    pace = 0.8

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The chosen stack."""
        return STACKS[self.chosen("stack")]

    @property
    def last(self) -> int:  # type: ignore[override]
        """A step for each layer."""
        return len(self.layers)

    def first(self) -> Field:
        """An input sees itself."""
        return Field(0, 1, 1)

    def next(self, state: Field) -> Field:
        """One layer deeper."""
        layer = self.layers[state.layer]
        size = state.size + (layer.kernel - 1) * layer.dilation * state.jump
        return Field(state.layer + 1, size, state.jump * layer.stride)

    def taps(self, step: int) -> list[set[int]]:
        """The units of each level that one output of layer `step` reads, the inputs first.

        Positions are in half inputs, counted from the output's own middle; a level is as coarse as its jump.
        """
        reached = [{0}]
        for number in range(step, 0, -1):
            reached.insert(0, {below for place in reached[0] for below in self.read(number, place)})
        return reached

    def read(self, level: int, place: int) -> list[int]:
        """The units of the level below that a unit reads."""
        layer, jump = self.layers[level - 1], self.state(level - 1).jump
        offsets = ((2 * t - layer.kernel + 1) * layer.dilation * jump for t in range(layer.kernel))
        return [place + offset for offset in offsets]

    def caption(self, step: int) -> str:
        """What this layer adds."""
        now = self.state(step)
        if step == 0:
            return "One input sees itself. Each layer lets an output see more; play."
        layer, before = self.layers[step - 1], self.state(step - 1)
        added = (layer.kernel - 1) * layer.dilation * before.jump
        return (
            f"Layer {step} (kernel {layer.kernel}, stride {layer.stride}, dilation {layer.dilation}): "
            f"{before.size} + {added} = {now.size} inputs."
        )

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Field, jump, and weights so far (one channel)."""
        now = self.state(step)
        weights = sum(layer.kernel**2 for layer in self.layers[:step] if layer.stride == 1)
        return [("field", f"{now.size}×{now.size}"), ("jump", str(now.jump)), ("weights", str(weights))]

    def code(self, step: int) -> str:
        """The field measured by a gradient."""
        lines = "".join(
            f"    nn.Conv2d(1, 1, {one.kernel}, stride={one.stride}, dilation={one.dilation}, bias=False),\n"
            for one in self.layers
        )
        return (
            f"import torch\nfrom torch import nn\n\nlayers = nn.Sequential(\n{lines})\n"
            "for layer in layers:\n    nn.init.ones_(layer.weight)\n"
            f"x = torch.zeros(1, 1, {WIDTH}, {WIDTH}, requires_grad=True)\n"
            "out = layers(x)\n"
            "out[0, 0, out.shape[2] // 2, out.shape[3] // 2].backward()\n"
            "seen = x.grad[0, 0].nonzero()\n"
            "print((seen.max(0).values - seen.min(0).values + 1).tolist())\n"
        )
