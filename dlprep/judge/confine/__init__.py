"""Confinement of the judge's children: one seam, one implementation a platform.

policy = prepare()                    in the zygote, once
policy.apply(limits, run_folder)      in a freshly forked child
probe()                               from anywhere: what is in force on this machine
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any, Protocol

from dlprep.judge.confine.folder import floor, overfull, remove
from dlprep.judge.confine.reasons import explain
from dlprep.judge.confine.tiers import Attempt, Confinement, ConfinementError, Layer, Limits

__all__ = [
    "Attempt",
    "Confinement",
    "ConfinementError",
    "Layer",
    "Limits",
    "Policy",
    "explain",
    "floor",
    "overfull",
    "prepare",
    "probe",
    "remove",
]


class Policy(Protocol):
    """How the children of one process are confined."""

    @property
    def confinement(self) -> Confinement:
        """What is in force, as a confined child found by trying; the first access forks one."""

    def apply(self, limits: Limits, run_folder: str | os.PathLike[str] | None) -> tuple[Layer, ...]:
        """Confine this process for ever and enter the run folder. Raises ConfinementError: then end."""

    def close(self) -> None:
        """Give back what the machine was asked for."""


def prepare(
    hidden: Iterable[str | os.PathLike[str]] = (), *, unconfined: bool = False, **lesser: Any
) -> Policy:
    """Find out, in the process that will fork the children, how they can be confined. It has one thread.

    `hidden`: folders besides dlprep's own that must not be read. `unconfined`: let `apply` go on where
    nothing can be confined. `lesser`: stands in for lesser machines, see `linux.prepare`. Raises
    ConfinementError on a platform without an implementation.
    """
    if sys.platform == "linux":
        from dlprep.judge.confine import linux

        return linux.prepare(hidden, unconfined=unconfined, **lesser)
    if sys.platform == "darwin":
        from dlprep.judge.confine import macos

        return macos.prepare(hidden, unconfined=unconfined)
    raise ConfinementError("code can be judged on Linux and macOS; on Windows, use dlprep inside WSL2")


def probe() -> Confinement:
    """What is in force on this machine, tried out in a process of its own (0.3 s).

    Raises ConfinementError when that process cannot be run.
    """
    from dlprep.judge.confine.attempts import fresh

    return fresh()
