"""The sims by name, and their pictures; each imported when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.sims.sim import Sim

NAMES = (
    "neuron",
    "activations",
    "forward",
    "losses",
    "backprop",
    "optimizers",
    "schedules",
    "strides",
    "broadcasting",
    "matmul",
    "graph",
    "initialization",
    "training",
    "overfitting",
    "dropout",
    "decay",
    "normalization",
    "convolution",
    "receptive",
    "recurrent",
    "attention",
    "finetuning",
    "faults",
)
"""In the order in which they are met."""


class UnknownSim(ValueError):  # noqa: N818 - named for what happened
    """There is no sim of that name."""


def picture(name: str, settings: Mapping[str, float | str | bool] | None = None) -> Picture[Any]:
    """A sim's picture, with its knobs as given. Raises UnknownSim, and ValueError for a knob out of range."""
    if name not in NAMES:
        raise UnknownSim(f"There is no picture {name!r}. Pictures: {', '.join(NAMES)}.")
    module = import_module(f"dlprep.visuals.pictures.{name}")
    found: type[Picture[Any]] = getattr(module, f"{name.title().replace('-', '')}Picture")
    return found(found.sim_type(settings))


def sim(name: str, settings: Mapping[str, float | str | bool] | None = None) -> Sim[Any]:
    """The numbers alone."""
    found: Sim[Any] = picture(name, settings).sim
    return found
