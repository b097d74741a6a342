"""Nine activation functions and their derivatives, with a z that moves along the axis."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import copysign, erf, exp, expm1, log1p, pi, sqrt, tanh
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

LOW, HIGH = -6.0, 6.0
PER_UNIT = 4
"""Steps from one whole z to the next."""
FLAT = 0.05
"""Slopes below this in size count as saturated."""
SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


class Curve(NamedTuple):
    """A function of (z, α), its derivative, its range in words, and its name in PyTorch."""

    of: Callable[[float, float], float]
    slope: Callable[[float, float], float]
    range: str
    torch: str
    parametric: bool = False


def sigmoid(z: float) -> float:
    """1/(1 + e⁻ᶻ), without overflow."""
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def normal(z: float) -> float:
    """Φ, the standard normal distribution's cumulative function."""
    return (1 + erf(z / sqrt(2))) / 2


def density(z: float) -> float:
    """φ, the standard normal density."""
    return exp(-z * z / 2) / sqrt(2 * pi)


CURVES: Mapping[str, Curve] = {
    "sigmoid": Curve(
        lambda z, a: sigmoid(z), lambda z, a: sigmoid(z) * (1 - sigmoid(z)), "(0, 1)", "torch.sigmoid(z)"
    ),
    "tanh": Curve(lambda z, a: tanh(z), lambda z, a: 1 - tanh(z) ** 2, "(−1, 1)", "torch.tanh(z)"),
    "relu": Curve(lambda z, a: max(0.0, z), lambda z, a: float(z > 0), "[0, ∞)", "torch.relu(z)"),
    "leaky relu": Curve(
        lambda z, a: z if z > 0 else a * z,
        lambda z, a: 1.0 if z > 0 else a,
        "(−∞, ∞)",
        "F.leaky_relu(z, {alpha})",
        True,
    ),
    "elu": Curve(
        lambda z, a: z if z > 0 else a * expm1(z),
        lambda z, a: 1.0 if z > 0 else a * exp(z),
        "(−α, ∞)",
        "F.elu(z, {alpha})",
        True,
    ),
    "selu": Curve(
        lambda z, a: SELU_SCALE * (z if z > 0 else SELU_ALPHA * expm1(z)),
        lambda z, a: SELU_SCALE * (1.0 if z > 0 else SELU_ALPHA * exp(z)),
        "(−1.758, ∞)",
        "F.selu(z)",
    ),
    "gelu": Curve(
        lambda z, a: z * normal(z), lambda z, a: normal(z) + z * density(z), "[−0.170, ∞)", "F.gelu(z)"
    ),
    "silu": Curve(
        lambda z, a: z * sigmoid(z),
        lambda z, a: sigmoid(z) * (1 + z * (1 - sigmoid(z))),
        "[−0.278, ∞)",
        "F.silu(z)",
    ),
    "softplus": Curve(
        lambda z, a: log1p(exp(-abs(z))) + max(z, 0.0), lambda z, a: sigmoid(z), "(0, ∞)", "F.softplus(z)"
    ),
}


class Reading(NamedTuple):
    """What the function gives at one z."""

    z: float
    value: float
    slope: float


class Activations(Sim[Reading]):
    """z runs from −6 to 6. Derivatives are PyTorch's, 0 at the kink of ReLU included."""

    title = "Activation functions"
    formula = "y = φ(z), and the slope φ′(z) that a gradient is multiplied by"
    knobs = (
        Knob("function", "φ", 2, names=tuple(CURVES)),
        Knob("alpha", "α", 0.1, low=0.01, high=1.0, by=0.01, form=".2f"),
        Knob("layers", "layers", 10, low=1, high=30, by=1, form=".0f"),
    )
    timeless = True
    pace = 6.0
    last = int((HIGH - LOW) * PER_UNIT)

    def idle(self) -> Collection[str]:
        """α belongs to two of the curves."""
        return () if "{alpha}" in self.curve.torch else ("alpha",)

    @property
    def curve(self) -> Curve:
        """The chosen function."""
        return CURVES[self.chosen("function")]

    def at(self, z: float) -> Reading:
        """The function and its slope at any z."""
        return Reading(z, self.curve.of(z, self["alpha"]), self.curve.slope(z, self["alpha"]))

    def z(self, step: float) -> float:
        """The z of a step, also between two."""
        return LOW + step / PER_UNIT

    def first(self) -> Reading:
        """The leftmost z."""
        return self.at(LOW)

    def next(self, state: Reading) -> Reading:
        """A quarter further right."""
        return self.at(state.z + 1 / PER_UNIT)

    def region(self, z: float) -> str:
        """`dead` where the slope is 0, `saturated` where it is small and still falls, else `alive`.

        Smallness alone would also name the lowest point of GELU and SiLU, and all of a leak.
        """
        slope, beyond = (abs(self.at(at).slope) for at in (z, z + copysign(1, z)))
        return "dead" if slope == 0 else "saturated" if beyond < slope < FLAT else "alive"

    def caption(self, step: int) -> str:
        """What a gradient meets at this z."""
        z, _, slope = self.state(step)
        region, name = self.region(z), self.chosen("function")
        factor = f"{slope:.3f}" if abs(slope) >= 0.001 else f"{slope:.1e}"
        if region == "dead":
            return f"Dead: at z = {z:+.2f} the slope of {name} is 0, so no gradient passes."
        if region == "saturated":
            return f"Saturated: at z = {z:+.2f} a gradient is multiplied by {factor}, in each layer."
        return f"At z = {z:+.2f} a gradient is multiplied by {factor} on its way back through {name}."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Value, slope, the slope to the power of the layers, the range."""
        z, value, slope = self.state(step)
        layers = int(self["layers"])
        return [
            ("z", f"{z:+.2f}"),
            ("φ(z)", f"{value:+.4f}"),
            ("φ′(z)", f"{slope:+.4f}"),
            (f"φ′ to the {layers}", f"{slope**layers:+.1e}"),
            ("range", self.curve.range),
        ]

    def code(self, step: int) -> str:
        """The function and autograd's slope."""
        call = self.curve.torch.format(alpha=f"{self['alpha']:.2f}")
        return (
            "import torch\nimport torch.nn.functional as F\n\n"
            "z = torch.linspace(-6, 6, 13, requires_grad=True)\n"
            f"y = {call}\n"
            "y.sum().backward()\n"
            "for point, value, slope in zip(z.tolist(), y.tolist(), z.grad.tolist()):\n"
            '    print(f"z {point:+.0f}  y {value:+.4f}  slope {slope:+.4f}")\n'
        )
