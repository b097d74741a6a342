"""Does this code work? The judge orchestrates: reference and candidate observed apart, compared in a third place."""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, replace
from types import TracebackType

from dlprep.bank.items import Challenge
from dlprep.judge import diagnose, ruling
from dlprep.judge.case import Case, limits
from dlprep.judge.frame import Frame, pack, unpack
from dlprep.judge.nursery import Nursery, Orphaned, Unavailable, Zygote
from dlprep.judge.verdict import Diagnosis, Snippet, Verdict
from dlprep.judge.worker import TICK, Outcome, Worker

ATTEMPTS = 3
SLACK = 10.0
"""Seconds more than the challenge's own for the reference and the comparer, which are ours."""


class Cancelled(Exception):
    """The run was cancelled before there was a verdict."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A challenge on one seed, with the inputs drawn and the reference observed: frames as bytes."""

    case: Case
    inputs: bytes
    reference: bytes


class Judge:
    """Judges sources against challenges in confined single-use processes.

    Cheap to make; the processes start with `warm` or the first run, and end with `close` or with the
    interface. Runs may be asked for from several threads.
    """

    def __init__(self) -> None:
        self._nursery = Nursery()
        self._tier = ""

    def __enter__(self) -> Judge:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def tier(self) -> str:
        """The confinement in force, "" until it is known."""
        return self._tier

    def warm(self) -> None:
        """Begin to start in the background; returns at once."""
        with contextlib.suppress(Unavailable):
            self._nursery.begin()

    def prepare(self, challenge: Challenge) -> None:
        """Get ready for a challenge in the background; returns at once."""
        self.warm()

    def close(self) -> None:
        """End every process of the judge."""
        self._nursery.close()

    def run(
        self,
        challenge: Challenge,
        source: str,
        *,
        seed: int | None = None,
        cancel: threading.Event | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> Verdict:
        """Judge a source; blocks. `progress` hears the name of each test that begins.

        Raises `Cancelled` soon after `cancel` is set. Every other trouble is a verdict: `unavailable`
        when the fault is not the candidate's.
        """
        for _ in range(ATTEMPTS):
            try:
                zygote = self._zygote(cancel)
            except Unavailable as error:
                return ruling.unavailable(challenge, str(error))
            try:
                case = Case(challenge, secrets.randbits(63) if seed is None else seed)
                return replace(_Run(zygote, case, source, cancel, progress).verdict(), tier=zygote.tier)
            except Orphaned:
                self._nursery.lost(zygote)
        return ruling.unavailable(challenge, "The judge's process died again and again; try once more.")

    def run_snippet(
        self, code: str, *, seconds: float = 10, memory_mb: int = 2048, cancel: threading.Event | None = None
    ) -> Snippet:
        """Run code for what it prints, confined like a candidate's."""
        for _ in range(ATTEMPTS):
            try:
                zygote = self._zygote(cancel)
            except Unavailable as error:
                return Snippet(status="unavailable", error=str(error))
            try:
                worker = zygote.spawn(limits(seconds, memory_mb))
                request = pack({"role": "snippet", "source": code})
                outcome = _finish(worker.run(request, seconds=seconds, cancel=cancel))
                return ruling.snippet(outcome, seconds)
            except Orphaned:
                self._nursery.lost(zygote)
        return Snippet(status="unavailable", error="The judge's process died again and again; try once more.")

    def _zygote(self, cancel: threading.Event | None) -> Zygote:
        """The running zygote, waiting for it as long as nobody cancels."""
        promise = self._nursery.begin()
        while True:
            if cancel is not None and cancel.is_set():
                raise Cancelled
            with contextlib.suppress(NotYet):
                zygote = promise.result(timeout=TICK)
                self._tier = zygote.tier
                return zygote


def _finish(outcome: Outcome) -> Outcome:
    """Pass on a child's outcome; a cancelled or orphaned one is none."""
    if outcome.ended == "cancelled":
        raise Cancelled
    if outcome.ended == "orphaned":
        raise Orphaned("the judge's process died during a run")
    return outcome


class _Fault(Exception):
    """Our own or the challenge's process did not do its part."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One verdict in the making."""

    zygote: Zygote
    case: Case
    source: str
    cancel: threading.Event | None
    progress: Callable[[str], None] | None

    def verdict(self) -> Verdict:
        """Observe the reference and the candidate, compare, and look for the misconception."""
        challenge = self.case.challenge
        with contextlib.ExitStack() as stack:
            reference, candidate, comparer = (self._spawn(stack) for _ in range(3))
            try:
                return self._judge(reference, candidate, comparer)
            except _Fault as fault:
                return ruling.unavailable(challenge, str(fault))

    def _spawn(self, stack: contextlib.ExitStack) -> Worker:
        worker = self.zygote.spawn(self.case.limits())
        stack.callback(worker.close)
        return worker

    def _judge(self, reference: Worker, candidate: Worker, comparer: Worker) -> Verdict:
        truth = self._truth(reference)
        outcome = self._observe(candidate, truth.inputs)
        if outcome.ended != "answered":
            return ruling.ended_early(self.case.challenge, outcome)
        request = self.case.compare(self.source, truth.inputs, truth.reference, outcome.raw[0])
        answer = self._ask(comparer, request)
        if "fault" in answer.meta:
            raise _Fault(f"This challenge's own reference raises an exception.\n{answer.meta['fault']}")
        verdict = ruling.compared(self.case.challenge, outcome, answer)
        if verdict.status not in ("failed", "error") or not answer.meta["tests"]:
            return verdict
        return replace(verdict, diagnosis=self._diagnosis(truth, outcome.raw[0]))

    def _truth(self, worker: Worker) -> Truth:
        seconds = self.case.challenge.limits.seconds + SLACK
        outcome = _finish(worker.run(self.case.reference(), seconds=seconds, answers=2, cancel=self.cancel))
        if outcome.ended != "answered":
            said = outcome.stderr.decode(errors="replace").strip()[-2_000:]
            raise _Fault(f"This challenge's own reference could not be run ({outcome.ended}). {said}")
        return Truth(self.case, *outcome.raw)

    def _observe(self, worker: Worker, inputs: bytes) -> Outcome:
        request = self.case.candidate(self.source, inputs)
        seconds = self.case.challenge.limits.seconds
        return _finish(worker.run(request, seconds=seconds, cancel=self.cancel, heard=self._heard))

    def _heard(self, frame: Frame) -> None:
        index, tests = frame.meta["started"], self.case.challenge.tests
        if self.progress is not None and 0 <= index < len(tests):
            self.progress(tests[index].name)

    def _ask(self, worker: Worker, request: bytes) -> Frame:
        outcome = _finish(worker.run(request, seconds=SLACK, cancel=self.cancel))
        if outcome.ended != "answered":
            said = outcome.stderr.decode(errors="replace").strip()[-2_000:]
            raise _Fault(f"The comparison could not be made ({outcome.ended}). {said}")
        return unpack(outcome.raw[0])

    def _diagnosis(self, truth: Truth, candidate: bytes) -> Diagnosis | None:
        """The one misconception, or else the one pair, that explains everything observed."""
        for group in diagnose.groups(self.case.challenge):
            found = self._matches(truth, candidate, group)
            if found:
                return diagnose.named(found)
        return None

    def _matches(
        self, truth: Truth, candidate: bytes, group: Sequence[diagnose.Variant]
    ) -> list[diagnose.Variant]:
        seconds = self.case.challenge.limits.seconds
        with contextlib.ExitStack() as stack:
            observer, comparer = (self._spawn(stack) for _ in range(2))
            request = self.case.variants([variant.source for variant in group], truth.inputs)
            wrong = _finish(
                observer.run(request, seconds=seconds, answers=len(group), cancel=self.cancel)
            ).raw
            request = self.case.diagnose(truth.reference, candidate, wrong)
            return [group[index] for index in self._ask(comparer, request).meta["matches"]]
