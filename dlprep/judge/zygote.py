"""The process that imports torch once and forks a single-use child for every run.

It holds three things from its parent: `ctl`, a socket on which requests for a child arrive; a lifeline, the
end of a pipe whose other end only the interface holds; and nothing else. Each request brings five
descriptors: the child's request, answer, stdout and stderr, and a status socket on which the zygote reports
the child's pidfd and later its end. Sources and seeds go through the child's own pipes: no process that is
forked again ever holds one.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import gc
import json
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from dlprep.judge import confine
from dlprep.judge.confine.tiers import FOLDER

PR_SET_CHILD_SUBREAPER = 36
MESSAGE = 1 << 16
DESCRIPTORS = 5

Live = Callable[[list[int], confine.Policy, confine.Limits, str, bool], NoReturn]


REFUSED = (
    "nothing on this machine can confine a run (tier C): `dlprep doctor` says what it would take. "
    "To run your own code all the same, with all of your rights, use --unconfined."
)


def main(ctl: int, lifeline: int, policed: str) -> NoReturn:
    """Get ready, say so, then fork children until the interface is gone.

    `policed`: the arguments of `confine.prepare`, as JSON.
    """
    hang_on(lifeline)
    link = socket.socket(fileno=ctl)
    begun = time.perf_counter()
    try:
        live, policy = get_ready(**json.loads(policed))
    except BaseException as error:  # noqa: BLE001 - the interface tells the person
        link.send(json.dumps({"failed": _told(error)}).encode())
        os._exit(1)
    confinement = policy.confinement
    room = None if confinement.layer(FOLDER).held else confine.Limits().folder
    ready = {"tier": confinement.tier, "room": room, "seconds": time.perf_counter() - begun}
    link.send(json.dumps(ready).encode())
    Nursery(link, policy, live).run()


def get_ready(*, unconfined: bool, **wanted: Any) -> tuple[Live, confine.Policy]:
    """Import, find out what confines, and keep the collector from touching what children share."""
    live = preload()
    policy = confine.prepare(unconfined=unconfined, **wanted)
    tier = policy.confinement.tier
    if tier == "C" and not unconfined:
        raise confine.ConfinementError(REFUSED)
    if tier == "B":
        preload_lazy()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    gc.collect()
    gc.freeze()
    return live, policy


def _told(error: BaseException) -> str:
    if isinstance(error, confine.ConfinementError):
        return str(error)
    return f"{type(error).__name__}: {error}"[:4_000]


def hang_on(lifeline: int) -> None:
    """Have the kernel end this process when the interface is gone, even in the middle of an import."""
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        os._exit(0)


def preload() -> Live:
    """Import and touch what children would otherwise import and touch each for itself (2-4 s)."""
    import torch

    from dlprep.judge import child, warmth

    torch.set_num_threads(1)  # with two, any parallel operation hangs in a forked child
    warmth.touch()
    return child.live


def preload_lazy() -> None:
    """Import also what a child of tier B could no longer open."""
    from dlprep.judge import warmth

    warmth.touch_lazy()


@dataclass(slots=True)
class Nursery:
    """The children that live, by pidfd: (pid, status socket).

    A child lives only as long as the interface holds the other end of its status socket.
    """

    link: socket.socket
    policy: confine.Policy
    live: Live
    children: dict[int, tuple[int, socket.socket]] = field(default_factory=dict)
    poll: select.poll = field(default_factory=select.poll)

    def run(self) -> NoReturn:
        """Fork on request, report on death; ends when the control socket closes."""
        self.poll.register(self.link, select.POLLIN)
        while True:
            ready = [descriptor for descriptor, _ in self.poll.poll()]
            # New children last: they get the descriptors' numbers of those that are buried.
            for descriptor in sorted(ready, key=self.link.fileno().__eq__):
                if descriptor == self.link.fileno():
                    self._next_request()
                elif descriptor in self.children:
                    self._bury(descriptor)
                else:
                    self._abandon(descriptor)

    def _next_request(self) -> None:
        message, descriptors, _, _ = socket.recv_fds(self.link, MESSAGE, DESCRIPTORS)
        if not message:
            self._end()
        request: dict[str, Any] = json.loads(message)
        pid = os.fork()
        if pid == 0:
            limits = confine.Limits(**request["limits"])
            self.live(descriptors[:4], self.policy, limits, request["folder"], request["parked"])
        self._keep(pid, socket.socket(fileno=descriptors[4]))
        for descriptor in descriptors[:4]:
            os.close(descriptor)

    def _keep(self, pid: int, status: socket.socket) -> None:
        pidfd = os.pidfd_open(pid)
        self.children[pidfd] = (pid, status)
        self.poll.register(pidfd, select.POLLIN)
        self.poll.register(status, 0)  # only its hang-up
        _report(status, {"pid": pid}, [pidfd])

    def _abandon(self, status: int) -> None:
        """End the child that nobody waits for any more: the interface may not know yet that it is there."""
        for pidfd, (_, held) in self.children.items():
            if held.fileno() == status:
                self.poll.unregister(status)
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)

    def _bury(self, pidfd: int) -> None:
        """Report how a child ended, after ending whatever it may have left to us."""
        pid, status = self.children.pop(pidfd)
        self.poll.unregister(pidfd)
        with contextlib.suppress(KeyError):  # it was abandoned
            self.poll.unregister(status)
        os.close(pidfd)
        _, code, usage = os.wait4(pid, 0)
        self._sweep()
        cpu = usage.ru_utime + usage.ru_stime
        _report(status, {"exit": os.waitstatus_to_exitcode(code), "cpu": cpu})
        status.close()

    def _sweep(self) -> None:
        """Kill descendants of dead children, which confinement should not have let them make."""
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


def _report(status: socket.socket, message: dict[str, float], descriptors: list[int] | None = None) -> None:
    """Tell the interface, which may have lost interest."""
    with contextlib.suppress(OSError):
        socket.send_fds(status, [json.dumps(message).encode()], descriptors or [])
