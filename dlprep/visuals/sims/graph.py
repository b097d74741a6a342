"""The graph that autograd records for (w·x − y)², built forward and walked backward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim, switch


class Node(NamedTuple):
    """A value of the expression; `parents` by name, and the derivative with respect to each."""

    name: str
    made: str
    parents: tuple[str, ...] = ()
    leaf: bool = False


NODES = (
    Node("w", "w", leaf=True),
    Node("x", "x", leaf=True),
    Node("y", "y", leaf=True),
    Node("p", "p = w·x", ("w", "x")),
    Node("d", "d = p − y", ("p", "y")),
    Node("L", "L = d²", ("d",)),
)
BACK = ("L", "d", "p", "w")
"""The order in which gradients are known."""


class Moment(NamedTuple):
    """How many nodes have a value, and how many a gradient."""

    values: int
    grads: int


class Graph(Sim[Moment]):
    """Steps: a node is made, one after another; then each gets its gradient, from L back to the leaves."""

    title = "The autograd graph"
    formula = "∂L/∂w = ∂L/∂d · ∂d/∂p · ∂p/∂w = 2d · 1 · x"
    knobs = (
        Knob("w", "w", 2.0, low=-3, high=5, by=0.5, form="+.1f"),
        Knob("x", "x", 3.0, low=-3, high=5, by=0.5, form="+.1f"),
        Knob("y", "y", 9.0, low=-3, high=12, by=0.5, form="+.1f"),
        switch("detached", "p.detach()", on=False),
    )
    timeless = True
    pace = 1.0

    @property
    def last(self) -> int:  # type: ignore[override]
        """A step for each value and each gradient; backward() on a cut graph raises at once."""
        return len(NODES) + (1 if self["detached"] else len(BACK))

    def first(self) -> Moment:
        """Nothing has been computed."""
        return Moment(0, 0)

    def next(self, state: Moment) -> Moment:
        """One node further, forward and then back."""
        if state.values < len(NODES):
            return state._replace(values=state.values + 1)
        return state._replace(grads=state.grads + 1)

    def values(self) -> dict[str, float]:
        """The value of each node."""
        w, x, y = self["w"], self["x"], self["y"]
        return {"w": w, "x": x, "y": y, "p": w * x, "d": w * x - y, "L": (w * x - y) ** 2}

    def grads(self) -> dict[str, float | None]:
        """∂L of each node on the way back; None for all where p, the only way to w, was cut off."""
        values = self.values()
        d = 2 * values["d"]
        return dict.fromkeys(BACK) if self["detached"] else {"L": 1.0, "d": d, "p": d, "w": d * values["x"]}

    def known(self, step: int) -> tuple[set[str], set[str]]:
        """The nodes that have a value, and those that have a gradient."""
        now = self.state(step)
        told = len(BACK) if now.grads and self["detached"] else now.grads
        return {node.name for node in NODES[: now.values]}, set(BACK[:told])

    def caption(self, step: int) -> str:
        """What was just computed."""
        now, values = self.state(step), self.values()
        if now.values == 0:
            return "Only w asks for a gradient. Each operation on it is recorded as it runs."
        if not now.grads:
            node = NODES[now.values - 1]
            if node.leaf:
                return f"{node.name} = {values[node.name]:+.1f}, a leaf" + (
                    ", requires_grad=True." if node.name == "w" else "."
                )
            return f"{node.made} = {values[node.name]:+.1f}; {self._kept(node.name)}."
        return self._back(BACK[now.grads - 1])

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """All values and gradients that are known."""
        (there, back), values, grads = self.known(step), self.values(), self.grads()
        shown = [(name, f"{values[name]:+.2f}") for name in values if name in there]
        found = [(f"∂L/∂{name}", _number(grads[name])) for name in BACK if name in back]
        return [*shown, *found] or [("computed", "nothing")]

    def code(self, step: int) -> str:
        """The same expression in PyTorch."""
        cut = ".detach()" if self["detached"] else ""
        work = "loss.backward()\nprint(w.grad)\n"
        if cut:
            work = "try:\n    loss.backward()\nexcept RuntimeError as error:\n    print(error)\n"
        return (
            f"import torch\n\nw = torch.tensor({float(self['w'])}, requires_grad=True)\n"
            f"x, y = torch.tensor({float(self['x'])}), torch.tensor({float(self['y'])})\n\n"
            f"p = (w * x){cut}\nd = p - y\nloss = d**2\nprint(loss.item(), loss.grad_fn)\n{work}"
        )

    def _kept(self, name: str) -> str:
        if not self["detached"]:
            return "its grad_fn remembers the inputs"
        return (
            "detached: no grad_fn" if name == "p" else "no grad_fn: nothing it is made of asks for a gradient"
        )

    def _back(self, name: str) -> str:
        grads, values = self.grads(), self.values()
        if self["detached"]:
            return "backward() raises: p was detached, so L has no grad_fn. No gradient, and w never learns."
        if name == "L":
            return "backward() starts with ∂L/∂L = 1."
        if name == "d":
            return f"∂L/∂d = 2d = {grads['d']:+.1f}: the local slope of the square, times 1."
        if name == "p":
            return f"∂d/∂p = 1, so ∂L/∂p = {grads['p']:+.1f}. y asked for no gradient: none is computed."
        product = f"{grads['p']:+.1f}·{values['x']:+.1f} = {grads['w']:+.1f}"
        return f"∂p/∂w = x, so ∂L/∂w = {product}; it is added to w.grad."


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:+.2f}"
