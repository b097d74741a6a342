"""Confinement on macOS: Seatbelt. Not tested: written from Apple's sandbox(7) and sandbox_init(3) manuals.

There is no fork after torch here (the Objective-C runtime aborts it), so a worker is started fresh, imports
torch, applies this to itself and then reads its single request. Memory has no hard limit on macOS; the parent
watches the footprint.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dlprep.judge.confine import roots, tiers
from dlprep.judge.confine.tiers import Confinement, ConfinementError, Layer, Limits

_FALLBACK = "/usr/bin/sandbox-exec"
_SYSTEM = ("/System/Library", "/usr/lib", "/usr/share", "/private/var/db/timezone", "/dev")


@dataclass(frozen=True)
class Policy:
    """How a worker of this machine confines itself."""

    readable: tuple[str, ...]

    def apply(self, limits: Limits, run_folder: str | os.PathLike[str] | None) -> tuple[Layer, ...]:
        """Confine this process for ever and enter the run folder. Raises ConfinementError."""
        folder = None if run_folder is None else os.path.realpath(run_folder)
        try:
            _limit(limits)
            if folder:
                os.chdir(folder)
                tempfile.tempdir = folder
            _seatbelt(profile(self.readable, folder))
        except (OSError, ValueError, AttributeError) as error:
            raise ConfinementError(f"a worker could not be confined: {error}") from error
        return _layers()

    @property
    def confinement(self) -> Confinement:
        """What should be in force; a fresh process tries it out, since this one may not fork."""
        from dlprep.judge.confine.attempts import fresh

        return fresh()

    def close(self) -> None:
        """Nothing was asked of the machine."""


def prepare(hidden: Iterable[str | os.PathLike[str]] = (), *, unconfined: bool = False) -> Policy:
    """Find out what a worker may read. `unconfined` changes nothing: every macOS has Seatbelt."""
    return Policy(roots.readable(hidden) + tuple(place for place in _SYSTEM if os.path.exists(place)))


def profile(readable: Iterable[str], folder: str | None) -> str:
    """The policy in Seatbelt's language: nothing, then what Python needs, then the run folder."""
    writable = [_path(folder)] if folder else []
    return "\n".join(
        (
            "(version 1)",
            "(deny default)",
            "(allow file-read-metadata)",
            "(allow sysctl-read)",
            "(allow process-info* (target self))",
            "(allow signal (target self))",
            '(allow file-write-data (literal "/dev/null"))',
            *(f"(allow file-read* {_path(place)})" for place in readable),
            *(f"(allow file-read* file-write* {place})" for place in writable),
        )
    )


def _path(place: str) -> str:
    kind = "subpath" if os.path.isdir(place) else "literal"
    quoted = place.replace("\\", "\\\\").replace('"', '\\"')
    return f'({kind} "{quoted}")'


def _seatbelt(policy: str) -> None:
    """sandbox_init(3), deprecated and in use by every browser. Raises OSError with what it says."""
    library = ctypes.CDLL("/usr/lib/libsandbox.1.dylib", use_errno=True)
    complaint = ctypes.c_char_p()
    if library.sandbox_init(policy.encode(), ctypes.c_uint64(0), ctypes.byref(complaint)) != 0:
        said = complaint.value.decode(errors="replace") if complaint.value else "no reason given"
        raise OSError(ctypes.get_errno(), f"sandbox_init: {said}")


def wrapped(command: list[str], readable: Iterable[str], folder: str | None) -> list[str]:
    """The command under sandbox-exec(1), for a system whose library no longer has sandbox_init."""
    if not Path(_FALLBACK).exists():
        raise ConfinementError(f"neither sandbox_init nor {_FALLBACK} is on this system")
    return [_FALLBACK, "-p", profile(readable, folder), *command]


def footprint(process: int) -> int:
    """Resident bytes of a worker, for the parent that watches it; 0 when it has ended."""
    command = ["/bin/ps", "-o", "rss=", "-p", str(process)]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    return int(shown.stdout.strip() or 0) * 1024


def _limit(limits: Limits) -> None:
    for kind, value in (
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.file),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))


def _layers() -> tuple[Layer, ...]:
    return (
        Layer(tiers.SEATBELT, True, "deny by default; Python's libraries can be read"),
        Layer(tiers.RESOURCES, False, "memory is watched, not limited (best effort)"),
        Layer(tiers.FOLDER, False, "what is written is watched, not limited"),
    )
