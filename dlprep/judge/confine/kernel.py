"""The few kernel calls that Python does not offer, through the C library already loaded.

Numbers and structures: include/uapi/linux of the kernel; landlock(7), seccomp(2), unshare(2),
capabilities(7), prctl(2).
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

# The same three on every architecture; seccomp(2) is older than that agreement.
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
SECCOMP = {"x86_64": 317, "aarch64": 277}

# CDLL(None) and not find_library(), which starts processes.
_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def _checked(result: int, what: str) -> int:
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
    return result


def syscall(what: str, number: int, *arguments: object) -> int:
    """A raw system call. Raises OSError that names `what`."""
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _checked(_libc.syscall(ctypes.c_long(number), *words), what)


def prctl(option: int, value: int = 0, what: str = "prctl") -> int:
    """prctl(2) with one value. Raises OSError."""
    zero = ctypes.c_ulong(0)
    return _checked(_libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero), what)


def unshare(flags: int) -> None:
    """unshare(2). Raises OSError: EPERM where namespaces are not allowed, ENOSPC where there are too many."""
    _checked(_libc.unshare(flags), "unshare")


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """mount(2). Raises OSError."""
    options = ctypes.c_ulong(flags)
    result = _libc.mount(source.encode(), os.fsencode(target), kind.encode(), options, data.encode())
    _checked(result, f"mount {kind or 'propagation'}")


def set_capabilities(header: bytes, sets: bytes) -> None:
    """capset(2) with packed structures. Raises OSError."""
    _checked(_libc.capset(header, sets), "capset")


def die_with_parent(parent: int) -> None:
    """Be killed when the thread that forked us ends; raises ProcessLookupError when it has ended already."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL, "PR_SET_PDEATHSIG")
    if os.getppid() != parent:
        raise ProcessLookupError("the parent ended before the child was confined")


def machine() -> str:
    """The architecture, by the kernel's name for it."""
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(name := platform.machine().lower(), name)
