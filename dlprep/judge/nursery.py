"""The interface's side of the zygote: start it, ask it for children, start it again when it died."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlprep.judge import confine
from dlprep.judge.case import limits
from dlprep.judge.confine.folder import REMOVE
from dlprep.judge.worker import Worker

PACKAGE_ROOT = Path(__file__).resolve().parents[2]
BOOT = """
import sys
sys.path.insert(0, sys.argv[1])
from dlprep.judge.zygote import main
main(*map(int, sys.argv[2:4]), sys.argv[4])
"""
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""Clean, because children inherit it; the tunable halves the time of a fork."""
ELSEWHERE = "Code can be judged on Linux only, so far (on Windows, inside WSL2). Cards work all the same."
FOLDER = "dlprep-judge"
SWEEP = f'read -r _; {REMOVE} || {{ sleep 0.2; rm -rf -- "$1"; }}'
"""Waits for the end of the lifeline, then removes the folder: a killed interface can not do so itself."""
SPARES = 3
"""A reference's child, a candidate's and a comparer."""
SPARE_LIMITS = limits(0)
FORKING = 10.0
"""Seconds within which a zygote must take a request for a child; else it is taken for dead."""
PIPE_SIZE = 1 << 20
F_SETPIPE_SZ = 1031


class Unavailable(Exception):  # noqa: N818 - the name says it
    """The zygote cannot be had: what happened, and what to do."""


class Orphaned(Exception):  # noqa: N818 - the name says it
    """The zygote died while a child was needed; a new one can be started."""


@dataclass(slots=True)
class Zygote:
    """One running zygote: its process, the control socket, the lifeline, and where its children may write."""

    process: subprocess.Popen[bytes]
    sweeper: subprocess.Popen[bytes]
    link: socket.socket
    lifeline: int
    folder: Path
    tier: str = ""
    room: int | None = None
    """Bytes that a child's folder may hold, where nothing but watching holds it to them."""
    children: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    spares: list[Worker] = field(default_factory=list)

    @classmethod
    def start(cls, policy: Mapping[str, Any]) -> Zygote:
        """Start the process; it gets ready on its own (3-5 s). `policy`: arguments of `confine.prepare`."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        reading, writing = os.pipe()
        told = (str(theirs.fileno()), str(reading), json.dumps(dict(policy)))
        command = [sys.executable, "-I", "-c", BOOT, str(PACKAGE_ROOT), *told]
        folder = _own_folder()
        try:
            sweeper = _sweeper(folder, reading)
            process = subprocess.Popen(
                command,
                pass_fds=(theirs.fileno(), reading),
                env={**ENVIRONMENT, "TORCHINDUCTOR_CACHE_DIR": str(folder)},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            theirs.close()
            os.close(reading)
        return cls(process, sweeper, ours, writing, folder)

    def wait(self, seconds: float) -> None:
        """Block until it is ready; `Unavailable` when it cannot get ready."""
        self.link.settimeout(seconds)
        try:
            message = self.link.recv(1 << 16)
        except TimeoutError:
            raise Unavailable(f"PyTorch was not imported within {seconds:.0f} s") from None
        except OSError:
            message = b""
        if not message:
            raise Orphaned("the judge's process ended while it was starting")
        report: Mapping[str, Any] = json.loads(message)
        if "failed" in report:
            raise Unavailable(f"the judge cannot start: {report['failed']}")
        self.tier, self.room = report["tier"], report["room"]
        self.link.settimeout(FORKING)
        self.stock()

    def child(self, limits: Mapping[str, int]) -> Worker:
        """A child that waits for its request, a spare one if its limits fit. Raises `Orphaned`."""
        with self.lock:
            while self.spares and limits == SPARE_LIMITS:
                if (spare := self.spares.pop()).alive():
                    return spare
                spare.close()
        return self._spawn(limits, parked=False)

    def stock(self) -> None:
        """Have spare children again, forked while nobody waits; costs little here. Raises `Orphaned`."""
        while len(self.spares) < SPARES:
            worker = self._spawn(SPARE_LIMITS, parked=True)
            with self.lock:
                self.spares.append(worker)

    def _spawn(self, limits: Mapping[str, int], *, parked: bool) -> Worker:
        """Ask the zygote for a child; a parked one takes the time to touch memory ahead."""
        with self.lock:
            self.children += 1
            folder = self.folder / str(self.children)
        folder.mkdir(mode=0o700)
        request, answer, stdout, stderr = (os.pipe() for _ in range(4))
        status, report = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        _widen(request[1], answer[0])
        theirs = (request[0], answer[1], stdout[1], stderr[1], report.fileno())
        message = json.dumps({"limits": dict(limits), "folder": str(folder), "parked": parked}).encode()
        worker = Worker(request[1], answer[0], stdout[0], stderr[0], status, folder, self.room)
        try:
            socket.send_fds(self.link, [message], theirs)
        except OSError as error:
            worker.close()
            raise Orphaned(f"the judge's process is gone ({error})") from None
        finally:
            report.close()
            for descriptor in theirs[:4]:
                os.close(descriptor)
        return worker

    def close(self) -> None:
        """End it and everything it started; remove what was written."""
        with self.lock:
            spares, self.spares = self.spares, []
        for worker in spares:
            worker.close()
        self.link.close()
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(OSError):
            os.close(self.lifeline)
        self.sweeper.wait()


def _own_folder() -> Path:
    """A folder for what children write; those of interfaces that were killed are removed."""
    place = Path(tempfile.gettempdir())
    for left in place.glob(f"{FOLDER}-*-*"):
        pid = left.name.split("-")[2]
        with contextlib.suppress(FileNotFoundError):  # another interface is removing it
            if pid.isdigit() and left.lstat().st_uid == os.getuid() and not Path(f"/proc/{pid}").exists():
                confine.remove(left)
    return Path(tempfile.mkdtemp(prefix=f"{FOLDER}-{os.getpid()}-"))


def _sweeper(folder: Path, lifeline: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["/bin/sh", "-c", SWEEP, "sh", str(folder)],
        stdin=lifeline,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
        start_new_session=True,
    )


def _widen(*pipes: int) -> None:
    """Let more fit into the pipes, where the user's share allows: fewer wake-ups for large tensors."""
    for descriptor in pipes:
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, F_SETPIPE_SZ, PIPE_SIZE)


class Nursery:
    """Keeps one zygote running: started when first needed, started again when it died."""

    PATIENCE = 120.0
    """Seconds that the first import of torch may take on a slow disk."""

    def __init__(self, policy: Mapping[str, Any]) -> None:
        self._policy = policy
        self._lock = threading.Lock()
        self._zygote: Zygote | None = None
        self._ready: Future[Zygote] | None = None
        self._closed = False

    def begin(self) -> Future[Zygote]:
        """The zygote to come; starts one in the background unless one is there or under way."""
        with self._lock:
            if self._closed:
                raise Unavailable("the judge is closed")
            if self._ready is None:
                self._ready = Future()
                threading.Thread(target=self._start, args=(self._ready,), daemon=True).start()
            return self._ready

    def lost(self, zygote: Zygote) -> None:
        """Forget a zygote that died, so that the next `begin` starts another."""
        with self._lock:
            if self._zygote is zygote:
                self._zygote = self._ready = None
        zygote.close()

    def close(self) -> None:
        """End the zygote and with it every child."""
        with self._lock:
            self._closed = True
            zygote, self._zygote, self._ready = self._zygote, None, None
        if zygote is not None:
            zygote.close()

    def _start(self, promise: Future[Zygote]) -> None:
        try:
            if sys.platform != "linux":
                raise Unavailable(ELSEWHERE)
            zygote = Zygote.start(self._policy)
            with self._lock:
                self._zygote = zygote
                closed = self._closed
            if closed:
                zygote.close()
            zygote.wait(self.PATIENCE)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it is
            self._forget(promise)
            promise.set_exception(error if isinstance(error, Unavailable) else Unavailable(str(error)))
        else:
            promise.set_result(zygote)

    def _forget(self, promise: Future[Zygote]) -> None:
        with self._lock:
            if self._ready is not promise:
                return
            zygote, self._zygote, self._ready = self._zygote, None, None
        if zygote is not None:
            zygote.close()
