"""Learning-rate schedules as curves over the steps of a training."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import cos, pi
from typing import NamedTuple

from dlprep.visuals.sims.sim import Knob, Sim

STEPS = 100
PLATEAU_FROM = 30
"""The step from which the validation loss of the plateau schedule no longer falls."""
FACTOR, PATIENCE = 0.1, 10
PCT, DIV, FINAL_DIV = 0.3, 25.0, 1e4


def constant(step: int, warmup: int) -> float:
    """Always 1."""
    return 1.0


def cosine(step: int, warmup: int) -> float:
    """Half a cosine from 1 to 0 over T_max = 100 steps (Loshchilov and Hutter 2017, without restarts)."""
    return (1 + cos(pi * step / STEPS)) / 2


def stairs(step: int, warmup: int) -> float:
    """A tenth, every 30 steps."""
    return 0.1 ** (step // 30)


def plateau(step: int, warmup: int) -> float:
    """ReduceLROnPlateau with patience 10: a tenth each time 11 steps have brought nothing."""
    return FACTOR ** (max(0, step - PLATEAU_FROM) // (PATIENCE + 1))


def one_cycle(step: int, warmup: int) -> float:
    """OneCycleLR: up from 1/25 over 30 % of the steps, down to 1/250,000, both by cosine."""
    up = PCT * STEPS - 1
    if step <= up:
        return _annealed(1 / DIV, 1.0, step / up)
    return _annealed(1.0, 1 / DIV / FINAL_DIV, min(1.0, (step - up) / (STEPS - 1 - up)))


def warm_cosine(step: int, warmup: int) -> float:
    """A straight line up over the warm-up, then half a cosine to 0: the usual recipe for transformers."""
    if step < warmup:
        return step / warmup
    return (1 + cos(pi * (step - warmup) / max(1, STEPS - warmup))) / 2


def _annealed(start: float, end: float, share: float) -> float:
    return end + (start - end) / 2 * (1 + cos(pi * share))


SCHEDULES: Mapping[str, Callable[[int, int], float]] = {
    "constant": constant,
    "step": stairs,
    "cosine": cosine,
    "plateau": plateau,
    "one-cycle": one_cycle,
    "warm-up + cosine": warm_cosine,
}
WHY: Mapping[str, str] = {
    "constant": "too small at first or too large in the end.",
    "step": "jumps down at set steps, which must be guessed before.",
    "cosine": "falls smoothly; T_max counts the steps, no period repeats.",
    "plateau": "waits until the validation loss stalls: step() needs it.",
    "one-cycle": "rises, then falls far lower; step() after each batch.",
    "warm-up + cosine": "starts at 0: Adam's first estimates are rough.",
}


MADE: Mapping[str, str] = {
    "constant": "S.ConstantLR(o, factor=1.0)",
    "step": "S.StepLR(o, step_size=30, gamma=0.1)",
    "cosine": "S.CosineAnnealingLR(o, T_max=steps)",
    "plateau": "S.ReduceLROnPlateau(o, factor=0.1, patience=10)",
    "one-cycle": "S.OneCycleLR(o, max_lr={rate:.2f}, total_steps=steps)",
    "warm-up + cosine": """S.SequentialLR(o, [
    S.LambdaLR(o, lambda t: t / warmup),
    S.CosineAnnealingLR(o, T_max=steps - warmup),
], milestones=[warmup])""",
}
"""Each one in PyTorch."""


class Rate(NamedTuple):
    """A step of the training and its rate, as a share of the highest."""

    step: int
    share: float


class Schedules(Sim[Rate]):
    """A step is a step of the training."""

    title = "Learning-rate schedules"
    formula = "ηₜ = η·s(t)"
    knobs = (
        Knob("schedule", "schedule", 2, names=tuple(SCHEDULES)),
        Knob("warmup", "warm-up", 10, low=1, high=50, by=1, form=".0f"),
        Knob("rate", "η", 0.1, low=0.01, high=1.0, by=0.01, form=".2f"),
    )
    timeless = True
    pace = 12.0
    last = STEPS

    def share(self, step: int, name: str = "") -> float:
        """The rate at a step, as a share of the highest."""
        return SCHEDULES[name or self.chosen("schedule")](step, int(self["warmup"]))

    def first(self) -> Rate:
        """Before the first step."""
        return Rate(0, self.share(0))

    def next(self, state: Rate) -> Rate:
        """A step later."""
        return Rate(state.step + 1, self.share(state.step + 1))

    def caption(self, step: int) -> str:
        """The rate now, and why the schedule has this form."""
        name, rate = self.chosen("schedule"), self["rate"] * self.share(step)
        return f"{name.capitalize()}, step {step}: η = {rate:.2g}. It {_it(WHY[name])}"

    def numbers(self, step: int) -> Sequence[tuple[str, str]]:
        """The rate of each schedule at this step."""
        return [(name, f"{self['rate'] * self.share(step, name):.2e}") for name in SCHEDULES]

    def code(self, step: int) -> str:
        """PyTorch's scheduler, and the rate of each step."""
        name = self.chosen("schedule")
        warmup = f"warmup = {self['warmup']:.0f}\n" if "warm" in name else ""
        loss = f"max({PLATEAU_FROM} - step, 1) / 100" if name == "plateau" else ""
        return (
            "import torch\nfrom torch.optim import lr_scheduler as S\n\n"
            f"steps = {STEPS}\n{warmup}"
            f"o = torch.optim.SGD([torch.zeros(1)], lr={self['rate']:.2f})\n"
            f"scheduler = {MADE[name].format(rate=self['rate'])}\n"
            "rates = []\n"
            "for step in range(steps - 1):\n"
            '    rates.append(o.param_groups[0]["lr"])\n'
            "    o.step()\n"
            f"    scheduler.step({loss}){'  # the validation loss' if loss else ''}\n"
            "for step in range(0, steps - 1, 7):\n"
            '    print(f"{step:2}: {rates[step]:.2g}")\n'
        )


def _it(why: str) -> str:
    return f"is {why}" if why.startswith("too ") else why
