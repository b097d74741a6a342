"""Resource limits of one child. setrlimit(2)."""

from __future__ import annotations

import contextlib
import os
import resource
from pathlib import Path

from dlprep.judge.confine.tiers import Limits

_SLACK = (
    512  # threads a desktop may start while a child runs, where NPROC counts the user's threads everywhere
)


def restrict(limits: Limits, *, threads_are_shared: bool) -> None:
    """Set every limit, hard. Raises OSError or ValueError.

    Address space and not RLIMIT_DATA, which shared anonymous memory does not count towards. Where NPROC
    counts every thread of the user, those there are now are added.
    """
    others = threads_of_user() + _SLACK if threads_are_shared else 0
    for kind, value in (
        (resource.RLIMIT_AS, address_space() + limits.memory),
        (resource.RLIMIT_FSIZE, limits.file),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_NPROC, others + limits.threads),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        _set(kind, value, value)
    # The soft limit's SIGXCPU can be caught or blocked; the hard one's SIGKILL cannot.
    _set(resource.RLIMIT_CPU, limits.cpu, limits.cpu + 1)


def go_first() -> None:
    """Be what the kernel ends when the machine is out of memory, before any program of the user's.

    A process that is not dumpable can no longer say so.
    """
    with contextlib.suppress(OSError):  # a container may keep /proc read-only
        Path("/proc/self/oom_score_adj").write_bytes(b"1000")


def _set(kind: int, soft: int, hard: int) -> None:
    ceiling = resource.getrlimit(kind)[1]
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(kind, (soft, hard))


def address_space() -> int:
    """Bytes of address space this process has mapped now. proc_pid_statm(5)."""
    pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    return pages * resource.getpagesize()


def threads_of_user() -> int:
    """Threads of this user on the whole machine, as far as /proc shows them."""
    return sum(_threads(entry) for entry in os.scandir("/proc") if entry.name.isdigit())


def _threads(entry: os.DirEntry[str]) -> int:
    try:
        if entry.stat().st_uid != os.getuid():
            return 0
        return len(os.listdir(f"{entry.path}/task"))
    except OSError:  # ended meanwhile, or hidden from us
        return 1
