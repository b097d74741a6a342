"""The life of a child from its fork to its end: cut loose, confined, parked, one request, one answer.

The descriptors of a child are always the same: 0 /dev/null, 1 and 2 captured output, 3 its request,
4 its answer. Whatever goes wrong before the request is read ends the child without an answer.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import fcntl
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

REQUEST, ANSWER = 3, 4
PR_SET_PDEATHSIG = 1
FAILED = 70
CHUNK = 1 << 20


def live(descriptors: Sequence[int], limits: Any, policy: Any, folder: str) -> NoReturn:
    """Be a child. `descriptors`: request, answer, stdout, stderr. Never returns."""
    code = FAILED
    try:
        cut_loose(descriptors, folder)
        policy.apply(limits, Path(folder))
        serve()
        code = 0
    except BaseException:  # noqa: BLE001 - nothing may climb back into the parent's loop
        traceback.print_exc()
    finally:
        os._exit(code)


def cut_loose(descriptors: Sequence[int], folder: str) -> None:
    """Leave everything of the parent behind: session, signals, descriptors, environment, streams."""
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    high = [fcntl.fcntl(fd, fcntl.F_DUPFD, 100) for fd in descriptors]
    null = os.open(os.devnull, os.O_RDWR)
    for source, target in zip((null, high[2], high[3], high[0], high[1]), range(5), strict=True):
        os.dup2(source, target)
    os.closerange(5, 1 << 12)
    os.environ.clear()
    os.environ.update(
        PATH="", HOME=folder, TMPDIR=folder, LANG="C.UTF-8", OMP_NUM_THREADS="1", USER="candidate"
    )
    tempfile.tempdir = None
    _fresh_streams()
    faulthandler.enable(2)
    sys.argv = ["solution.py"]


def _fresh_streams() -> None:
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc]
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        stream = open(descriptor, "w", buffering=1 << 16, errors="backslashreplace", closefd=False)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def serve() -> None:
    """Read one request, answer it, flush what was printed."""
    from dlprep.judge import frame, roles

    frames = frame.split(read_all(REQUEST))
    roles.answer(frames, send)
    flush()


def read_all(descriptor: int) -> bytes:
    """Everything up to the end of a pipe; an empty request means that the child is not needed."""
    parts = []
    while part := os.read(descriptor, CHUNK):
        parts.append(part)
    if not parts:
        os._exit(0)
    return b"".join(parts)


def send(data: bytes) -> None:
    """Write a frame to the answer's pipe, after what the code printed so far."""
    flush()
    view = memoryview(data)
    while view:
        view = view[os.write(ANSWER, view) :]


def flush() -> None:
    """Write out what the code printed, whatever it did to the streams."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # the code may have replaced or closed them
            stream.flush()
