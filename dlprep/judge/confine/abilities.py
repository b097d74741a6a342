"""What this machine allows beyond the locks, tried in forked children of the caller, which has one thread."""

from __future__ import annotations

import _thread
import resource
from pathlib import Path

from dlprep.judge.confine import capabilities, cgroup, namespaces
from dlprep.judge.confine.trial import trial


def namespaces_and_counting() -> tuple[str | None, str]:
    """The best way to have namespaces, and whom RLIMIT_NPROC counts there."""
    for way in namespaces.WAYS:
        try:
            return way, trial(lambda way=way: _entered(way))  # type: ignore[misc]
        except ChildProcessError:
            continue  # refused here; the next way asks for less
    return None, counting()


def _entered(way: str) -> str:
    namespaces.enter(way)
    namespaces.cover(str(Path(__file__).parent), 1 << 20)  # any folder: only the trial child sees it covered
    return _counting()


def counting() -> str:
    """Whom RLIMIT_NPROC counts for a child without namespaces."""
    answer: str = trial(_counting)
    return answer


def _counting() -> str:
    """Whom RLIMIT_NPROC counts, by leaving room for one more thread and starting two.

    "exact": one starts. "shared": none does, because others are counted too. "exempt": both do, as for root.
    """
    capabilities.drop()
    ceiling = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    resource.setrlimit(resource.RLIMIT_NPROC, (2, ceiling))
    held = _thread.allocate_lock()
    held.acquire()
    try:
        _thread.start_new_thread(held.acquire, ())
    except RuntimeError:
        return "shared"
    try:
        _thread.start_new_thread(held.acquire, ())
    except RuntimeError:
        return "exact"
    return "exempt"


def group(threads: int) -> cgroup.Group | None:
    """A pids cgroup that a child could enter, or None."""
    made = cgroup.create(threads)
    if made:
        try:
            trial(made.enter)
        except ChildProcessError:
            made.remove()
            return None
    return made
