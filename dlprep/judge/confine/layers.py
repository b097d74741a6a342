"""A Linux policy in words: which layers are in force, why not where they are not, and what it would take."""

from __future__ import annotations

from dlprep.judge.confine.cgroup import Group
from dlprep.judge.confine.tiers import (
    CAPABILITIES,
    FOLDER,
    LANDLOCK,
    NETWORK,
    RESOURCES,
    SECCOMP,
    THREADS,
    Layer,
)

_NAMESPACES = "a system that allows user namespaces"


def landlock(abi: int) -> Layer:
    """Which files a child may read and write."""
    if not abi:
        why = "the kernel has no Landlock, so a child cannot open any file"
        return Layer(LANDLOCK, False, why, "Linux 5.13 or newer, with landlock among its security modules")
    newer = "" if abi >= 6 else "Linux 6.12 or newer, which also keeps signals and abstract sockets in"
    return Layer(LANDLOCK, True, f"ABI {abi}: only Python's libraries can be read", newer)


def system_calls(program: bytes | None) -> Layer:
    """What a child may ask of the kernel."""
    if program is None:
        why = "no filters here, or the processor is neither x86-64 nor 64-bit ARM"
        return Layer(SECCOMP, False, why, "a kernel with seccomp filters; in a container, seccomp(2) allowed")
    return Layer(SECCOMP, True, f"an allowlist of {len(program) // 8} instructions")


def privileges() -> Layer:
    """What is left of root."""
    return Layer(CAPABILITIES, True, "every capability is given up, also by root")


def resources() -> Layer:
    """What a child may use up."""
    return Layer(RESOURCES, True, "address space, CPU time, file size and descriptors")


def threads(counting: str, group: Group | None) -> Layer:
    """How many threads a child may start."""
    if counting == "exact":
        return Layer(THREADS, True, "counted for each child alone")
    if counting == "shared":
        return Layer(THREADS, True, "counted together with the user's other threads", _NAMESPACES)
    if group:
        return Layer(THREADS, True, f"all children share the pids cgroup {group.folder.name}")
    return Layer(THREADS, False, "threads of root are not counted", "running dlprep as an ordinary user")


def folder(way: str | None, wanted: bool) -> Layer:
    """Where a child may write."""
    if not wanted:
        return Layer(FOLDER, False, "this child has no run folder")
    if way is None:
        why = "no mount namespace: what a child writes is watched, not limited"
        return Layer(FOLDER, False, why, _NAMESPACES)
    return Layer(FOLDER, True, f"a file system in memory, {way}")


def network(way: str | None) -> Layer:
    """What network a child would see if it had sockets."""
    if way is None or "network shared" in way:
        return Layer(NETWORK, False, "the filter alone refuses sockets", _NAMESPACES)
    return Layer(NETWORK, True, "an empty network namespace, behind the filter")
