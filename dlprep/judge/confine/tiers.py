"""What confinement promises: the limits of one child, the layers in force, and the tier they add up to.

The tier is decided by what a confined child was seen to be refused, not by what a kernel says of itself.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

MIB = 1 << 20

#: Names of layers.
LANDLOCK = "Landlock"
SECCOMP = "system-call filter"
SEATBELT = "Seatbelt"
FOLDER = "own run folder"
NETWORK = "own network"
THREADS = "thread limit"
RESOURCES = "memory and CPU limits"
CAPABILITIES = "no capabilities"


class ConfinementError(Exception):
    """A child could not be confined as promised; it must exit without reading its request."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use. Sizes are bytes, `cpu` is seconds; the wall clock is the caller's."""

    memory: int = 2048 * MIB  # address space on top of what the child has when it is confined
    cpu: int = 10
    file: int = 16 * MIB  # the largest single file
    files: int = 64  # open descriptors
    threads: int = 128
    folder: int = 64 * MIB  # everything in the run folder together


@dataclass(frozen=True, slots=True)
class Layer:
    """One mechanism: whether it is in force, why, and what it would take where it is not."""

    name: str
    held: bool
    detail: str
    improve: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing a confined child tried to do on this machine, and whether it was refused."""

    what: str
    refused: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Confinement:
    """What is in force on this machine.

    Tier A: files by Landlock, everything else by the system-call filter. Tier B: the filter alone, and
    nothing can be opened. Tier C: neither, or something that should have been refused was not.
    """

    tier: str
    layers: tuple[Layer, ...]
    attempts: tuple[Attempt, ...]

    def layer(self, name: str) -> Layer:
        """The layer of that name; one that was never applied is not held."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        return Layer(name, False, "not applied on this machine")

    def to_json(self) -> str:
        """The whole record as one JSON object."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Confinement:
        """The inverse of `to_json`. Raises ValueError, KeyError or TypeError on anything else."""
        record = json.loads(text)
        return cls(
            record["tier"],
            tuple(Layer(**layer) for layer in record["layers"]),
            tuple(Attempt(**attempt) for attempt in record["attempts"]),
        )


def judged(layers: tuple[Layer, ...], attempts: tuple[Attempt, ...]) -> Confinement:
    """The tier that these layers and attempts add up to: one attempt that got through makes it C."""
    held = {layer.name for layer in layers if layer.held}
    all_refused = bool(attempts) and all(attempt.refused for attempt in attempts)
    if not all_refused or not held & {SECCOMP, SEATBELT}:
        return Confinement("C", layers, attempts)
    return Confinement("A" if held & {LANDLOCK, SEATBELT} else "B", layers, attempts)
