"""Confinement on Linux: Landlock, the system-call filter, limits; namespaces and a pids cgroup where allowed.

`prepare` finds out in the zygote, once, what this machine allows; `Policy.apply` is all that a child does.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from dlprep.judge.confine import (
    abilities,
    attempts,
    capabilities,
    cgroup,
    kernel,
    landlock,
    layers,
    namespaces,
    rlimits,
    roots,
    seccomp,
)
from dlprep.judge.confine.tiers import Confinement, ConfinementError, Layer, Limits

_DEVICE_TO_WRITE = "/dev/null"
_ALL_THREADS = Limits().threads * 3  # of all children together, where a child cannot be counted alone


@dataclass(frozen=True)
class Policy:
    """How children of this process are confined. Holds no descriptors."""

    zygote: int
    readable: tuple[str, ...]
    abi: int  # of Landlock; 0 where there is none
    filter: bytes | None
    way: str | None  # one of namespaces.WAYS
    counting: str  # of threads: "exact", "shared" with all of the user's, "exempt"
    group: cgroup.Group | None
    unconfined: bool

    def apply(self, limits: Limits, run_folder: str | os.PathLike[str] | None) -> tuple[Layer, ...]:
        """Confine this freshly forked process of one thread, for ever, and enter the run folder.

        Returns what is in force. Raises ConfinementError when something that was promised cannot be had:
        the child must then end without reading its request.
        """
        if self.filter is None and not self.unconfined:
            raise ConfinementError("this machine cannot confine a child: it has no system-call filter")
        try:
            self._apply(limits, None if run_folder is None else os.path.realpath(run_folder))
        except (OSError, ValueError) as error:
            raise ConfinementError(f"a child could not be confined: {error}") from error
        return self._layers(run_folder is not None)

    def _apply(self, limits: Limits, folder: str | None) -> None:
        """In this order: what needs privileges, giving them up, limits, the locks that never open again."""
        rlimits.go_first()
        if self.group:
            self.group.enter()
        if self.way:
            namespaces.enter(self.way)
            if folder:
                namespaces.cover(folder, limits.folder)
        if folder:
            os.chdir(folder)  # after it was covered: the working directory is the new one
            tempfile.tempdir = folder  # otherwise looked for by writing, which tier B refuses everywhere
        capabilities.drop()
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        kernel.die_with_parent(self.zygote)  # a change of credentials has cleared it
        rlimits.restrict(limits, threads_are_shared=self.counting == "shared")
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        if self.abi:
            landlock.restrict(self.abi, self._rules(folder))
        if self.filter:
            seccomp.install(self.filter)

    def _rules(self, folder: str | None) -> Iterable[tuple[str, int]]:
        for path in self.readable:
            yield path, landlock.READ if os.path.isdir(path) else landlock.READ_FILE
        yield _DEVICE_TO_WRITE, landlock.READ_FILE | landlock.WRITE_FILE
        if folder:
            yield folder, landlock.WRITE

    @cached_property
    def confinement(self) -> Confinement:
        """What is in force, as one confined child found by trying. Forks: have one thread."""
        return attempts.confinement(self)

    def close(self) -> None:
        """Give back what the machine was asked for."""
        if self.group:
            self.group.remove()

    def _layers(self, has_folder: bool) -> tuple[Layer, ...]:
        return (
            layers.landlock(self.abi),
            layers.system_calls(self.filter),
            layers.privileges(),
            layers.resources(),
            layers.threads(self.counting, self.group),
            layers.folder(self.way, has_folder),
            layers.network(self.way),
        )


def prepare(
    hidden: Iterable[str | os.PathLike[str]] = (),
    *,
    unconfined: bool = False,
    abi: int | None = None,
    filtered: bool = True,
    bonuses: bool = True,
) -> Policy:
    """Find out what this machine allows, in the process that will fork the children. It has one thread.

    `hidden`: more folders that must not be read. `unconfined`: go on where nothing can be confined. The
    rest stands in for lesser machines: an older Landlock (0: none), no filter, neither namespaces nor
    cgroups.
    """
    known = landlock.abi() if abi is None else min(abi, landlock.abi())
    program = seccomp.compiled(paths=known > 0, truncation_is_watched=known >= 3) if filtered else None
    way, counting = abilities.namespaces_and_counting() if bonuses else (None, abilities.counting())
    group = abilities.group(_ALL_THREADS) if bonuses and counting == "exempt" else None
    return Policy(os.getpid(), roots.readable(hidden), known, program, way, counting, group, unconfined)
