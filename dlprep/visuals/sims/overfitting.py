"""A curve fitted to few noisy points, epoch by epoch, and where early stopping would end it."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin, sqrt
from random import Random
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

NOISE, HELD_OUT = 0.5, 40
"""Standard deviation around the true curve; points of the validation set."""
SEEDS = {"train": 3, "valid": 99}
RATE = 0.05
Point = tuple[float, float]


class Fit(NamedTuple):
    """The weights after some epochs, and the losses of all epochs so far."""

    weights: tuple[float, ...]
    train: tuple[float, ...]
    valid: tuple[float, ...]

    @property
    def best(self) -> int:
        """The epoch of the lowest validation loss so far."""
        return self.valid.index(min(self.valid))


class Overfitting(Sim[Fit]):
    """A step is an epoch of full-batch gradient descent on the mean squared error, plus λ/2·‖w‖².

    Early stopping (Prechelt 1998) watches the validation loss and ends after `patience` epochs
    without a new lowest one; the picture goes on, to show what it saves from.
    """

    title = "Overfitting and early stopping"
    formula = "ŷ = w·φ(x),  φ = (1, sin(kπx)/√k, cos(kπx)/√k, ...)"
    knobs = (
        Knob("points", "points", 12, low=6, high=60, by=6, form=".0f"),
        Knob("waves", "waves", 10, low=1, high=12, by=1, form=".0f"),
        Knob("decay", "λ", 0.0, low=0.0, high=0.5, by=0.05, form=".2f"),
        Knob("patience", "patience", 10, low=1, high=40, by=1, form=".0f", live=True),
    )
    pace = 10.0
    last = 120

    def first(self) -> Fit:
        """Weights 0: the prediction is 0 everywhere."""
        return self._scored((0.0,) * (2 * int(self["waves"]) + 1), (), ())

    def next(self, state: Fit) -> Fit:
        """One epoch."""
        points, decay = self.points("train"), self["decay"]
        gradient = [decay * w for w in state.weights]
        for (x, y), row in zip(points, self._rows("train"), strict=True):
            slope = 2 * (self.predicted(state, x, row) - y) / len(points)
            gradient = [g + slope * f for g, f in zip(gradient, row, strict=True)]
        moved = tuple(w - RATE * g for w, g in zip(state.weights, gradient, strict=True))
        return self._scored(moved, state.train, state.valid)

    def points(self, part: str) -> list[Point]:
        """The points of `train` or `valid`: one wave of a sine with noise, x between -1 and 1."""
        count, draw = (int(self["points"]) if part == "train" else HELD_OUT), Random(SEEDS[part])
        places = (draw.uniform(-1, 1) for _ in range(count))
        return [(x, sin(pi * x) + NOISE * draw.gauss(0, 1)) for x in places]

    def predicted(self, state: Fit, x: float, row: Sequence[float] | None = None) -> float:
        """ŷ at x; its features may be given."""
        return sum(w * f for w, f in zip(state.weights, row or self.features(x), strict=True))

    def features(self, x: float) -> list[float]:
        """φ(x): fast waves are small, so they are learned late."""
        waves = range(1, int(self["waves"]) + 1)
        return [1.0, *(wave(pi * k * x) / sqrt(k) for k in waves for wave in (sin, cos))]

    def stopped(self, step: int) -> int | None:
        """The epoch after which early stopping has ended by this step, if it has."""
        best, patience = 0, int(self["patience"])
        valid = self.state(step).valid
        for epoch, loss in enumerate(valid):
            if loss < valid[best]:
                best = epoch
            elif epoch - best >= patience:
                return epoch
        return None

    def caption(self, step: int) -> str:
        """How the two losses go, and when training would have ended."""
        now = self.state(step)
        if step == 0:
            return f"{self['points']:.0f} noisy points, {len(now.weights)} weights. Play, and watch ○."
        end = self.stopped(step)
        if end is not None:
            best = self.state(end).best
            return (
                f"Stopped after epoch {end}, back to the weights of {best}: {now.valid[best]:.3f}. "
                f"Going on: {now.valid[-1]:.3f}."
            )
        if now.best == step:
            return f"Epoch {step}: validation {now.valid[-1]:.3f} is the lowest so far. Keep these weights."
        waited = f"{step - now.best} of {self['patience']:.0f}"
        return f"Training {now.train[-1]:.3f}. Validation was lowest at epoch {now.best}: waited {waited}."

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """Losses, the best epoch, and whether training would have ended."""
        now, end = self.state(step), self.stopped(step)
        return [
            ("train", f"{now.train[-1]:.4f}"),
            ("valid", f"{now.valid[-1]:.4f}"),
            ("lowest at epoch", str(now.best)),
            ("stopped", "no" if end is None else f"after epoch {end}"),
        ]

    def code(self, step: int) -> str:
        """The same training, with early stopping around it."""
        pairs = {part: [[round(v, 4) for v in point] for point in self.points(part)] for part in SEEDS}
        return (
            "import copy\nimport math\nimport torch\nfrom torch import nn\n\n"
            f"train = torch.tensor({pairs['train']})\nvalid = torch.tensor({pairs['valid']})\n\n"
            f"k = torch.arange(1, {self['waves']:.0f} + 1)\n"
            "phi = lambda x: torch.cat([f(math.pi * k * x) / k**0.5 for f in (torch.sin, torch.cos)], 1)\n"
            "model = nn.Linear(2 * len(k), 1)\nnn.init.zeros_(model.weight), nn.init.zeros_(model.bias)\n"
            f"opt = torch.optim.SGD(model.parameters(), lr={RATE}, weight_decay={self['decay']:.2f})\n"
            "loss_of = lambda part: nn.functional.mse_loss(model(phi(part[:, :1])), part[:, 1:])\n\n"
            f"best, waited, patience = float('inf'), 0, {self['patience']:.0f}\n"
            f"for epoch in range({self.last + 1}):\n"
            "    with torch.no_grad():\n        now = loss_of(valid).item()\n"
            "    if now < best:\n        best, waited, kept = now, 0, copy.deepcopy(model.state_dict())\n"
            "    else:\n        waited += 1\n"
            "    if waited >= patience:\n        break\n"
            "    opt.zero_grad()\n    loss_of(train).backward()\n    opt.step()\n"
            "model.load_state_dict(kept)\n"
            'print(f"stopped after epoch {epoch}, back to {epoch - waited}: {best:.3f}")\n'
        )

    def _rows(self, part: str) -> list[list[float]]:
        return [self.features(x) for x, _ in self.points(part)]

    def _scored(self, weights: tuple[float, ...], train: tuple[float, ...], valid: tuple[float, ...]) -> Fit:
        losses = []
        for part in SEEDS:
            now = Fit(weights, (), ())
            pairs = zip(self.points(part), self._rows(part), strict=True)
            errors = [(self.predicted(now, x, row) - y) ** 2 for (x, y), row in pairs]
            losses.append(sum(errors) / len(errors))
        return Fit(weights, (*train, losses[0]), (*valid, losses[1]))
