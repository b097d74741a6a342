"""A pids cgroup for children that no RLIMIT_NPROC holds: those of root. cgroups(7).

Both layouts: version 1 (a hierarchy of its own for pids) and version 2.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NAME = "dlprep-judge-"


@dataclass(frozen=True, slots=True)
class Group:
    """A folder of the cgroup file system that children move themselves into."""

    folder: Path

    def enter(self) -> None:
        """Move this process, which has one thread, into the group. Raises OSError.

        Version 1 takes a single thread through `tasks`, at once; `cgroup.procs` waits for the whole machine's
        processors to agree, 6-13 ms.
        """
        tasks = self.folder / "tasks"
        (tasks if tasks.exists() else self.folder / "cgroup.procs").write_bytes(b"0")

    def remove(self) -> None:
        """Remove the group; while a process is left in it, it stays, and the next `create` removes it."""
        with contextlib.suppress(OSError):
            self.folder.rmdir()


def create(threads: int) -> Group | None:
    """A group for this process's children that holds at most `threads`, or None where none may be made."""
    for parent in _candidates():
        _sweep(parent)
        group = Group(parent / f"{_NAME}{os.getpid()}")
        try:
            group.folder.mkdir(exist_ok=True)
            limit = group.folder / "pids.max"
            if limit.exists():  # never create a file here: this would be a folder without the controller
                limit.write_bytes(b"%d" % threads)
                return group
        except OSError:
            pass  # read-only, or not ours: try the folder above
        group.remove()
    return None


def _candidates() -> Iterator[Path]:
    """Our own cgroup and those above it, in each hierarchy that can count processes."""
    own = dict(_memberships())
    for controller, mount in _mounts():
        if controller in own:
            home = mount / own[controller].lstrip("/")
            yield from (folder for folder in (home, *home.parents) if folder.is_relative_to(mount))


def _memberships() -> Iterator[tuple[str, str]]:
    """(controller, path) of this process; the controller of version 2 is the empty string."""
    for line in _lines("/proc/self/cgroup"):
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            yield controller, path


def _mounts() -> Iterator[tuple[str, Path]]:
    """(controller, mount point) of the hierarchies that can count processes. proc_pid_mountinfo(5)."""
    for line in _lines("/proc/self/mountinfo"):
        place, _, kind = line.partition(" - ")
        name, _, options = kind.split(" ", 2)
        if name == "cgroup2":
            yield "", Path(place.split()[4])
        elif name == "cgroup" and "pids" in options.split(","):
            yield "pids", Path(place.split()[4])


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []


def _sweep(parent: Path) -> None:
    """Remove groups whose maker was killed; one that still holds a process cannot be removed."""
    for left in parent.glob(f"{_NAME}*"):
        maker = left.name.removeprefix(_NAME)
        if not Path("/proc", maker).exists():
            Group(left).remove()
