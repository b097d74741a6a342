"""What is in force on this machine, found by doing: a confined child tries what it must not be able to do.

The parent lays out things to get at (a file, a folder, a listening port, itself) and afterwards nothing may
have been got at. Reading what the kernel says of itself would miss containers, security modules and
mistakes of ours.
"""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from dlprep.judge.confine.tiers import Attempt, Confinement, ConfinementError, Layer, Limits, judged
from dlprep.judge.confine.trial import trial

_REFUSALS = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENETUNREACH)


class Confines(Protocol):
    """A policy, of any platform."""

    def apply(self, limits: Limits, run_folder: str | os.PathLike[str] | None) -> tuple[Layer, ...]:
        """Confine this process."""


def confinement(policy: Confines) -> Confinement:
    """Confine one child of this process and see what it is refused. Forks: have one thread."""
    with _bait() as bait:
        try:
            layers, attempts = trial(lambda: _child(policy, bait))
        except ChildProcessError as error:
            return judged((), (Attempt("confine a child", False, str(error)),))
    return judged(
        tuple(Layer(**layer) for layer in layers), tuple(Attempt(**attempt) for attempt in attempts)
    )


@dataclass(frozen=True, slots=True)
class _Bait:
    secret: Path  # a file outside the run folder
    run_folder: Path
    port: int  # where something listens
    parent: int


@contextmanager
def _bait() -> Iterator[_Bait]:
    with tempfile.TemporaryDirectory(prefix="dlprep-probe-") as folder, socket.socket() as listener:
        secret, run_folder = Path(folder, "secret"), Path(folder, "run")
        secret.write_text("not for a child")
        run_folder.mkdir()
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield _Bait(secret, run_folder, listener.getsockname()[1], os.getpid())


def _child(policy: Confines, bait: _Bait) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    layers = policy.apply(Limits(), bait.run_folder)
    attempts = [_tried(what, act) for what, act in _acts(bait)]
    return [asdict(layer) for layer in layers], [asdict(attempt) for attempt in attempts]


def _acts(bait: _Bait) -> tuple[tuple[str, Callable[[], object]], ...]:
    return (
        ("read a file outside the run folder", bait.secret.read_bytes),
        ("write a file outside the run folder", lambda: bait.secret.with_name("planted").write_text("x")),
        ("delete a file outside the run folder", bait.secret.unlink),
        ("list the folder above", lambda: os.listdir(bait.secret.parent)),
        ("connect to a port", lambda: socket.create_connection(("127.0.0.1", bait.port), 1).close()),
        ("start a process", _fork),
        ("run a program", lambda: os.execv("/nonexistent", ["nonexistent"])),
        ("signal another process", lambda: os.kill(bait.parent, 0)),
        ("look into another process", Path(f"/proc/{bait.parent}/environ").read_bytes),
    )


def _tried(what: str, act: Callable[[], object]) -> Attempt:
    try:
        act()
    except OSError as error:
        return Attempt(what, error.errno in _REFUSALS, error.strerror or str(error))
    return Attempt(what, False, "it was allowed")


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)
    os.wait()


_FRESH = """
import sys
sys.path.insert(0, sys.argv[1])
from dlprep.judge.confine import attempts, prepare
policy = prepare(unconfined=True)
print(attempts.confinement(policy).to_json())
policy.close()
"""


def fresh() -> Confinement:
    """The same from any process, in an interpreter of its own (0.3 s, no torch).

    Raises ConfinementError when even that cannot be run.
    """
    root = str(Path(__file__).resolve().parents[3])
    command = [sys.executable, "-I", "-c", _FRESH, root]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True, cwd="/")
        return Confinement.from_json(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError) as error:
        said = getattr(error, "stderr", None) or error
        raise ConfinementError(f"confinement could not be tried out: {said}") from error
