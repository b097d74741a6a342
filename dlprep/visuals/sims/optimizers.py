"""Five optimizers race down one surface from the same start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite, sqrt
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

BETA1, BETA2, MOMENTUM, ALPHA, EPS, DECAY = 0.9, 0.999, 0.9, 0.99, 1e-8, 0.01
LOST = 1e6
"""Beyond this a runner has left the surface for good."""


class Surface(NamedTuple):
    """A function of two weights, its gradient, the square that is shown, a start, and the lowest points."""

    of: Callable[[float, float], float]
    slope: Callable[[float, float], tuple[float, float]]
    reach: float
    start: tuple[float, float]
    lowest: tuple[tuple[float, float], ...]


SURFACES: Mapping[str, Surface] = {
    "bowl": Surface(lambda x, y: (x * x + y * y) / 2, lambda x, y: (x, y), 3.0, (-2.4, 2.0), ((0.0, 0.0),)),
    "ravine": Surface(
        lambda x, y: (x * x + 40 * y * y) / 2, lambda x, y: (x, 40 * y), 3.0, (-2.6, 0.9), ((0.0, 0.0),)
    ),
    "saddle": Surface(
        lambda x, y: x * x - y * y + y**4 / 4,
        lambda x, y: (2 * x, -2 * y + y**3),
        2.2,
        (-1.8, 0.02),
        ((0.0, sqrt(2)), (0.0, -sqrt(2))),
    ),
    "rosenbrock": Surface(
        lambda x, y: (1 - x) ** 2 + 10 * (y - x * x) ** 2,
        lambda x, y: (-2 * (1 - x) - 40 * x * (y - x * x), 20 * (y - x * x)),
        2.2,
        (-1.5, 1.6),
        ((1.0, 1.0),),
    ),
}


class Runner(NamedTuple):
    """Where one optimizer is; `velocity` and `squares` are its moments, `updates` its steps."""

    x: float
    y: float
    velocity: tuple[float, float] = (0.0, 0.0)
    squares: tuple[float, float] = (0.0, 0.0)
    updates: int = 0

    @property
    def lost(self) -> bool:
        """Whether it has left the surface."""
        return not (isfinite(self.x) and isfinite(self.y)) or max(abs(self.x), abs(self.y)) > LOST


Rule = Callable[[Runner, tuple[float, float], float], Runner]


def _sgd(at: Runner, grad: tuple[float, float], rate: float) -> Runner:
    return at._replace(x=at.x - rate * grad[0], y=at.y - rate * grad[1])


def _momentum(at: Runner, grad: tuple[float, float], rate: float) -> Runner:
    """v ← μv + g, w ← w − ηv: PyTorch's form (Sutskever et al. 2013 scale v by η instead)."""
    vx, vy = (MOMENTUM * v + g for v, g in zip(at.velocity, grad, strict=True))
    return at._replace(x=at.x - rate * vx, y=at.y - rate * vy, velocity=(vx, vy))


def _rmsprop(at: Runner, grad: tuple[float, float], rate: float) -> Runner:
    """Hinton's lecture 6e, with PyTorch's α = 0.99."""
    sx, sy = (ALPHA * s + (1 - ALPHA) * g * g for s, g in zip(at.squares, grad, strict=True))
    x, y = at.x - rate * grad[0] / (sqrt(sx) + EPS), at.y - rate * grad[1] / (sqrt(sy) + EPS)
    return at._replace(x=x, y=y, squares=(sx, sy))


def _adam(at: Runner, grad: tuple[float, float], rate: float) -> Runner:
    """Kingma and Ba 2015, algorithm 1."""
    n = at.updates + 1
    vx, vy = (BETA1 * v + (1 - BETA1) * g for v, g in zip(at.velocity, grad, strict=True))
    sx, sy = (BETA2 * s + (1 - BETA2) * g * g for s, g in zip(at.squares, grad, strict=True))
    first, second = 1 - BETA1**n, 1 - BETA2**n
    x = at.x - rate * (vx / first) / (sqrt(sx / second) + EPS)
    y = at.y - rate * (vy / first) / (sqrt(sy / second) + EPS)
    return Runner(x, y, (vx, vy), (sx, sy), n)


def _adamw(at: Runner, grad: tuple[float, float], rate: float) -> Runner:
    """Loshchilov and Hutter 2019, algorithm 2: the decay goes past the moments."""
    kept = 1 - rate * DECAY
    return _adam(at._replace(x=at.x * kept, y=at.y * kept), grad, rate)


RULES: Mapping[str, Rule] = {
    "SGD": _sgd,
    "momentum": _momentum,
    "RMSProp": _rmsprop,
    "Adam": _adam,
    "AdamW": _adamw,
}
ADAPTIVE = frozenset({"RMSProp", "Adam", "AdamW"})
"""These take steps of about their rate, whatever the gradient's size, so they have one of their own."""

MADE: Mapping[str, tuple[str, str]] = {
    "SGD": ("SGD", ""),
    "momentum": ("SGD", f", momentum={MOMENTUM}"),
    "RMSProp": ("RMSprop", ""),
    "Adam": ("Adam", ""),
    "AdamW": ("AdamW", f", weight_decay={DECAY}"),
}
"""Each one's class in torch.optim, and its further arguments."""

Race = dict[str, Runner]


class Optimizers(Sim[Race]):
    """A step is one update of each. The gradient is exact: what differs is the rule alone."""

    title = "Optimizers"
    formula = "w ← w − η·(what the rule makes of ∂L/∂w)"
    knobs = (
        Knob("surface", "surface", 1, names=tuple(SURFACES)),
        Knob("rate", "η", 0.045, low=0.005, high=1.0, by=0.005, form=".3f", live=True),
        Knob("adaptive", "η adaptive", 0.05, low=0.005, high=1.0, by=0.005, form=".3f", live=True),
    )
    pace = 8.0
    last = 200

    @property
    def surface(self) -> Surface:
        """The chosen surface."""
        return SURFACES[self.chosen("surface")]

    def rate(self, name: str) -> float:
        """An optimizer's learning rate."""
        return self["adaptive" if name in ADAPTIVE else "rate"]

    def first(self) -> Race:
        """All at the start."""
        return {name: Runner(*self.surface.start) for name in RULES}

    def next(self, state: Race) -> Race:
        """One update of each; who is lost stays so."""
        return {name: at if at.lost else self._moved(name, at) for name, at in state.items()}

    def loss(self, name: str, step: int) -> float:
        """How high an optimizer stands; infinite when it is lost."""
        at = self.state(step)[name]
        return float("inf") if at.lost else self.surface.of(at.x, at.y)

    def caption(self, step: int) -> str:
        """Who leads, who is lost."""
        if step == 0:
            return "All start at the same point: S and M at η, the adaptive R, A and W at theirs. Play."
        lost = [name for name in RULES if self.loss(name, step) == float("inf")]
        if lost:
            return f"{' and '.join(lost)} diverged: η times the steepest curvature is more than it bears."
        best = min(RULES, key=lambda name: self.loss(name, step))
        worst = max(RULES, key=lambda name: self.loss(name, step))
        low, high = self._short(best, step), self._short(worst, step)
        after = f"After {step} update{'s' if step > 1 else ''}"
        if low == high:
            return f"{after} all have come to {low}."
        return f"{after} {best} is lowest ({low}), {worst} highest ({high})."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Each one's loss."""
        return [(name, self._short(name, step)) for name in RULES]

    def code(self, step: int) -> str:
        """The same race with torch.optim."""
        terms = {
            "bowl": "(x * x + y * y) / 2",
            "ravine": "(x * x + 40 * y * y) / 2",
            "saddle": "x * x - y * y + y**4 / 4",
            "rosenbrock": "(1 - x) ** 2 + 10 * (y - x * x) ** 2",
        }
        made = "".join(
            f'    "{name}": lambda w: torch.optim.{call}(w, lr={self.rate(name):.4f}{more}),\n'
            for name, (call, more) in MADE.items()
        )
        return (
            "import torch\n\n\ndef surface(w):\n    x, y = w\n"
            f"    return {terms[self.chosen('surface')]}\n\n\n"
            f"racers = {{\n{made}}}\n"
            "for name, make in racers.items():\n"
            f"    w = torch.tensor({list(self.surface.start)}, requires_grad=True)\n"
            "    optimizer = make([w])\n"
            "    for _ in range(50):\n"
            "        optimizer.zero_grad()\n"
            "        surface(w).backward()\n"
            "        optimizer.step()\n"
            '    print(f"{name:9} {w.tolist()}  loss {surface(w).item():.5f}")\n'
        )

    def _moved(self, name: str, at: Runner) -> Runner:
        try:
            return RULES[name](at, self.surface.slope(at.x, at.y), self.rate(name))
        except OverflowError:
            return at._replace(x=float("inf"))

    def _short(self, name: str, step: int) -> str:
        loss = self.loss(name, step)
        return "lost" if loss == float("inf") else f"{loss:.2g}"
