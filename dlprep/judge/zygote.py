"""The process that imports torch once and forks a single-use child for every run.

It holds three things from its parent: `ctl`, a socket on which requests for a child arrive; a lifeline, the
end of a pipe whose other end only the interface holds; and nothing else. Each request brings five
descriptors: the child's request, answer, stdout and stderr, and a status socket on which the zygote reports
the child's pidfd and later its end. Sources and seeds go through the child's own pipes: no process that is
forked again ever holds one.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import json
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any, NoReturn

from dlprep.judge import child

PR_SET_CHILD_SUBREAPER = 36
MESSAGE = 1 << 16
DESCRIPTORS = 5


def main(ctl: int, lifeline: int) -> NoReturn:
    """Get ready, say so, then fork children until the interface is gone."""
    hang_on(lifeline)
    link = socket.socket(fileno=ctl)
    begun = time.perf_counter()
    try:
        policy = prepare()
    except BaseException as error:  # noqa: BLE001 - the interface tells the person
        link.send(json.dumps({"failed": f"{type(error).__name__}: {error}"[:4_000]}).encode())
        os._exit(1)
    ready = {"tier": policy.confinement.tier, "seconds": time.perf_counter() - begun, "pid": os.getpid()}
    link.send(json.dumps(ready).encode())
    Cradle(link, policy, child.live).run()


def hang_on(lifeline: int) -> None:
    """Have the kernel end this process when the interface is gone, even in the middle of an import."""
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)  # type: ignore[attr-defined]
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        os._exit(0)


def prepare() -> Any:
    """Import and touch what children would otherwise import or touch each for itself (3-5 s); the policy."""
    import torch

    from dlprep.judge import confine, warmth

    torch.set_num_threads(1)
    warmth.touch()
    policy = confine.prepare()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    gc.collect()
    gc.freeze()
    return policy


@dataclass(slots=True)
class Nursery:
    """The children that live, by pidfd: (pid, status socket)."""

    link: socket.socket
    policy: Any
    children: dict[int, tuple[int, socket.socket]] = field(default_factory=dict)
    poll: select.poll = field(default_factory=select.poll)

    def run(self) -> NoReturn:
        """Fork on request, report on death; ends when the control socket closes."""
        self.poll.register(self.link, select.POLLIN)
        while True:
            for descriptor, _ in self.poll.poll():
                if descriptor == self.link.fileno():
                    self._next_request()
                else:
                    self._bury(descriptor)

    def _next_request(self) -> None:
        message, descriptors, _, _ = socket.recv_fds(self.link, MESSAGE, DESCRIPTORS)
        if not message:
            self._end()
        request = json.loads(message)
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            self.born(descriptors, self.policy, **request)
        self._keep(pid, socket.socket(fileno=descriptors[4]))
        for descriptor in descriptors[:4]:
            os.close(descriptor)

    def _keep(self, pid: int, status: socket.socket) -> None:
        pidfd = os.pidfd_open(pid)
        self.children[pidfd] = (pid, status)
        self.poll.register(pidfd, select.POLLIN)
        _report(status, {"pid": pid}, [pidfd])

    def _bury(self, pidfd: int) -> None:
        """Report how a child ended, after ending whatever it may have left in its session."""
        pid, status = self.children.pop(pidfd)
        self.poll.unregister(pidfd)
        os.close(pidfd)
        _, code, usage = os.wait4(pid, 0)
        self._sweep()
        cpu = usage.ru_utime + usage.ru_stime
        _report(status, {"exit": os.waitstatus_to_exitcode(code), "rss": usage.ru_maxrss, "cpu": cpu})
        status.close()

    def _sweep(self) -> None:
        """Kill descendants that a child left to us, which confinement should not have let it make."""
        ours = {pid for pid, _ in self.children.values()}
        with open(f"/proc/self/task/{os.getpid()}/children") as listing:
            strays = {int(pid) for pid in listing.read().split()} - ours
        for pid in strays:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _end(self) -> NoReturn:
        for pidfd in self.children:
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        self.policy.close()
        os._exit(0)


def _report(status: socket.socket, message: dict[str, Any], descriptors: list[int] | None = None) -> None:
    """Tell the interface, which may have lost interest."""
    try:
        socket.send_fds(status, [json.dumps(message).encode()], descriptors or [])
    except OSError:
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
