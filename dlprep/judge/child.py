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
from typing import NoReturn

from dlprep.judge import roles, warmth
from dlprep.judge.confine import Limits, Policy
from dlprep.judge.experiment import Refusal
from dlprep.judge.frame import Frame, size, unpack

REQUEST, ANSWER = 3, 4
PR_SET_PDEATHSIG = 1
FAILED = 70
CHUNK = 1 << 20


def live(descriptors: Sequence[int], policy: Policy, limits: Limits, folder: str, parked: bool) -> NoReturn:
    """Be a child. `descriptors`: request, answer, stdout, stderr. Never returns.

    `parked`: nobody waits yet, so there is time to touch the memory that the request will need.
    """
    code = FAILED
    try:
        cut_loose(descriptors, folder)
        policy.apply(limits, folder)
        if parked:
            warmth.touch_again()
        roles.answer(Frames(REQUEST), send)
        flush()
        code = 0
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
    except BaseException:  # noqa: BLE001 - nothing may climb back into the parent's loop
        traceback.print_exc()
    finally:
        flush()
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
    places = dict.fromkeys(("HOME", "TMPDIR", "TORCHINDUCTOR_CACHE_DIR", "XDG_CACHE_HOME"), folder)
    os.environ.update(places, PATH="", LANG="C.UTF-8", OMP_NUM_THREADS="1", USER="candidate")
    tempfile.tempdir = None
    _fresh_streams()
    faulthandler.enable(2)
    sys.argv = ["solution.py"]


def _fresh_streams() -> None:
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc]  # noqa: SIM115 - lives as long as we do
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        stream = open(descriptor, "w", errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


class Frames:
    """The frames of a request, each as soon as it is there; ends with the pipe."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._buffer = bytearray()

    def __iter__(self) -> Frames:
        return self

    def __next__(self) -> Frame:
        while (length := size(self._buffer)) is None or len(self._buffer) < length:
            part = os.read(self._descriptor, CHUNK)
            if not part:
                raise StopIteration
            self._buffer += part
        frame = unpack(bytes(self._buffer[:length]))
        del self._buffer[:length]
        return frame


def send(data: bytes) -> None:
    """Write a frame to the answer's pipe, after what the code printed so far."""
    flush()
    view = memoryview(data)
    while view:
        view = view[os.write(ANSWER, view) :]


def flush() -> None:
    """Write out what the code printed, whatever it did to the streams."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):  # the code may have replaced or closed them
            stream.flush()
