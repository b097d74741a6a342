"""The interface's side of one child: write its request, read its answer, and never wait longer than agreed.

A worker is used once. It does not matter what the child does with its pipes: every one has a cap, the
wall clock ends the run, and a quarter of a second after the child's death nobody listens any more.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dlprep.judge import confine
from dlprep.judge.frame import MOST_BYTES, Frame, Malformed, size, unpack

CHUNK = 1 << 20
SHOWN_OUTPUT = 256 << 10
MOST_OUTPUT = 16 << 20
GRACE = 0.25
TICK = 0.05
LONGEST_PROGRESS = 80
"""Bytes; a longer frame is an answer, and not looked into here."""
STARTING = 10.0
"""Seconds within which the zygote must have forked the child; else it is taken for dead."""
Ended = Literal["answered", "timeout", "output", "malformed", "died", "cancelled", "orphaned"]


@dataclass(slots=True)
class Outcome:
    """How a run ended, and what it left: answers, the shown part of the output, the exit code."""

    ended: Ended = "died"
    raw: list[bytes] = field(default_factory=list)
    stdout: bytes = b""
    stderr: bytes = b""
    exit: int | None = None
    cpu: float = 0.0
    seconds: float = 0.0
    started: int = -1
    detail: str = ""


class Worker:
    """A child of the zygote, by its pipes and its status socket."""

    def __init__(
        self,
        request: int,
        answer: int,
        stdout: int,
        stderr: int,
        status: socket.socket,
        folder: Path,
        room: int | None,
    ) -> None:
        self._request = request
        self._pipes = {answer: bytearray(), stdout: bytearray(), stderr: bytearray()}
        self._answer, self._stdout, self._stderr = answer, stdout, stderr
        self._status = status
        self._folder = folder
        self._room = room
        self._floor = confine.floor(folder) if room is not None else 0
        self._pidfd = -1
        self.pid = -1
        for descriptor in (request, answer, stdout, stderr):
            os.set_blocking(descriptor, False)
        status.setblocking(False)

    def run(
        self,
        request: bytes,
        *,
        seconds: float,
        answers: int = 1,
        cancel: threading.Event | None = None,
        heard: Callable[[Frame], None] = lambda frame: None,
        arrived: Callable[[bytes], None] = lambda raw: None,
    ) -> Outcome:
        """Send the request and wait for `answers` frames, at most `seconds`; the child is dead afterwards.

        `heard` gets each small frame of progress, `arrived` the bytes of each answer as soon as it is whole.
        """
        exchange = _Exchange(self, request, seconds, answers, cancel, heard, arrived)
        try:
            return exchange.run()
        finally:
            self.close()

    def feed(self, data: bytes, seconds: float = 10.0) -> None:
        """Send a first part of the request ahead. A child that will not take it is killed: `run` tells."""
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._request, select.POLLOUT)
        view = memoryview(data)
        while view and (left := deadline - time.monotonic()) > 0:
            poll.poll(left * 1_000)
            with contextlib.suppress(BlockingIOError):
                try:
                    view = view[os.write(self._request, view[:CHUNK]) :]
                except BrokenPipeError:
                    return
        if view:
            self.end_request()

    def alive(self) -> bool:
        """Whether its end was not reported so far; one that waits may be ended, as when memory runs out."""
        return self.learn() is None

    def close(self) -> None:
        """Kill the child if it lives, and let go of every descriptor."""
        self.learn()
        if self._pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            os.close(self._pidfd)
            self._pidfd = -1
        for descriptor in self._pipes:
            os.close(descriptor)
        self._pipes.clear()
        self.end_request()
        self._status.close()
        confine.remove(self._folder)

    def end_request(self) -> None:
        """Close the request's pipe: the child has it whole, or will get none."""
        if self._request >= 0:
            os.close(self._request)
            self._request = -1

    def overfull(self) -> bool:
        """Whether the child's folder holds more than it may, where nothing else prevents that."""
        return self._room is not None and confine.overfull(self._folder, self._room, self._floor)

    def learn(self) -> dict[str, float] | None:
        """What the zygote reported: the pidfd comes first, later the end; `{}` when the zygote is gone."""
        while self._status.fileno() >= 0:
            try:
                message, descriptors, _, _ = socket.recv_fds(self._status, 4096, 1)
            except BlockingIOError:
                return None
            except OSError:
                return {}
            if not message:
                return {}
            report: dict[str, float] = json.loads(message)
            if not descriptors:
                return report
            self._pidfd, self.pid = descriptors[0], int(report["pid"])
        return None


class _Exchange:
    """One run of a worker: a poll loop over its pipes, its status, the clock and the cancel event."""

    def __init__(
        self,
        worker: Worker,
        request: bytes,
        seconds: float,
        answers: int,
        cancel: threading.Event | None,
        heard: Callable[[Frame], None],
        arrived: Callable[[bytes], None],
    ) -> None:
        self.worker = worker
        self.unsent = memoryview(request)
        self.begun = time.monotonic()
        self.deadline = self.begun + seconds
        self.answers = answers
        self.cancel = cancel
        self.heard = heard
        self.arrived = arrived
        self.outcome = Outcome()
        self.flood = 0
        self.dead_since: float | None = None
        self.open = set(worker._pipes)
        self.poll = select.poll()
        for descriptor in self.open:
            self.poll.register(descriptor, select.POLLIN)
        self.poll.register(worker._status, select.POLLIN)
        self._send()
        if worker._request >= 0:
            self.poll.register(worker._request, select.POLLOUT)

    def run(self) -> Outcome:
        ended: Ended | None = None
        while ended is None:
            for descriptor, _ in self.poll.poll(self._patience() * 1_000):
                self._serve(descriptor)
            ended = self._frames() or self._over()
        self._drain()
        self.outcome.ended, self.outcome.seconds = ended, time.monotonic() - self.begun
        pipes = self.worker._pipes
        self.outcome.stdout = bytes(pipes[self.worker._stdout][:SHOWN_OUTPUT])
        self.outcome.stderr = bytes(pipes[self.worker._stderr][:SHOWN_OUTPUT])
        return self.outcome

    def _patience(self) -> float:
        left = self.deadline - time.monotonic()
        if self.dead_since is not None:
            left = min(left, self.dead_since + GRACE - time.monotonic())
        return max(0.0, min(left, TICK if self.cancel or self.worker._room else 1.0)) + 0.001

    def _serve(self, descriptor: int) -> None:
        if descriptor == self.worker._status.fileno():
            self._learn()
        elif descriptor == self.worker._request:
            self._send()
        else:
            self._read(descriptor)

    def _learn(self) -> None:
        report = self.worker.learn()
        if report is None:
            return
        self.poll.unregister(self.worker._status)
        self.dead_since = time.monotonic()
        if "exit" in report:
            self.outcome.exit, self.outcome.cpu = int(report["exit"]), report["cpu"]

    def _send(self) -> None:
        if self.worker._request < 0:
            return
        try:
            self.unsent = self.unsent[os.write(self.worker._request, self.unsent[:CHUNK]) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self.unsent = self.unsent[:0]
        if not self.unsent:
            with contextlib.suppress(KeyError):  # the first attempt comes before it is registered
                self.poll.unregister(self.worker._request)
            self.worker.end_request()

    def _read(self, descriptor: int) -> bool:
        try:
            data = os.read(descriptor, CHUNK)
        except BlockingIOError:
            return False
        if not data:
            self.poll.unregister(descriptor)
            self.open.discard(descriptor)
            return False
        kept = self.worker._pipes[descriptor]
        if descriptor == self.worker._answer:
            kept += data
        else:
            self.flood += len(data)
            kept += data[: max(0, SHOWN_OUTPUT - len(kept))]
        return True

    def _frames(self) -> Ended | None:
        """Take whole frames off the answer; what ends the run, if anything does."""
        buffer = self.worker._pipes[self.worker._answer]
        try:
            while (length := size(buffer)) is not None and len(buffer) >= length:
                self._take(bytes(buffer[:length]))
                del buffer[:length]
                if len(self.outcome.raw) == self.answers:
                    return "answered"
        except Malformed as error:
            self.outcome.detail = str(error)
            return "malformed"
        return None

    def _take(self, raw: bytes) -> None:
        small = unpack(raw) if len(raw) <= LONGEST_PROGRESS else Frame({})
        if isinstance(index := small.meta.get("started"), int):
            if index > self.outcome.started:  # once a test: a flood of them must not keep anybody busy
                self.outcome.started = index
                self.heard(small)
            return
        self.outcome.raw.append(raw)
        self.arrived(raw)

    def _over(self) -> Ended | None:
        now = time.monotonic()
        if self.flood > MOST_OUTPUT or len(self.worker._pipes[self.worker._answer]) > MOST_BYTES:
            return "output"
        if self.worker.overfull():
            return "output"
        if self.cancel is not None and self.cancel.is_set():
            return "cancelled"
        if self.dead_since is not None and (now > self.dead_since + GRACE or not self.open):
            return "died" if self.outcome.exit is not None else "orphaned"
        if self.worker.pid < 0 and now >= min(self.deadline, self.begun + STARTING):
            return "orphaned"  # no child was ever there: it is not the code that took too long
        return "timeout" if now >= self.deadline else None

    def _drain(self) -> None:
        """Read what was printed before the end and still stands in the pipes."""
        for descriptor in self.open - {self.worker._answer}:
            while self.flood <= MOST_OUTPUT and self._read(descriptor):
                pass
