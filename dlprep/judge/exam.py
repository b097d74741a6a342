"""One challenge on one seed: the truth observed once, and sources judged by it.

Children can be parked ahead: the candidate's with the inputs, the comparer with the truth, and an observer
that runs the known wrong solutions while one still types. What is left for the moment of the verdict is to
hand over a source and read two answers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from types import TracebackType

from dlprep.judge import diagnose, ruling
from dlprep.judge.case import Case, limits
from dlprep.judge.frame import Frame, Malformed, unpack
from dlprep.judge.nursery import Orphaned, Unavailable, Zygote
from dlprep.judge.verdict import Diagnosis, Verdict
from dlprep.judge.worker import Outcome, Worker

SLACK = 10.0
"""Seconds more than the challenge's own for the reference and the comparer, which are ours."""

TOO_LONG = "The source is longer than the 1 MB that the judge takes. Nothing was judged."
WITHOUT_FILES = (
    "\n\nOn this machine no code can open a file inside the judge (tier B), and a challenge that writes one "
    "cannot be judged; `dlprep doctor` says what would help."
)
PACK_UNCONFINED = (
    "This code comes from a pack, and nothing on this machine can confine a pack's code (tier C). "
    "It was not run, and --unconfined does not change that; `dlprep doctor` says what would."
)


class Cancelled(Exception):  # noqa: N818 - the name says it
    """The run was cancelled before there was a verdict."""


class Fault(Exception):  # noqa: N818 - the name says it
    """The challenge or the judge itself is at fault; the message says how."""


@dataclass(frozen=True, slots=True)
class Truth:
    """The inputs as they were drawn and what the reference showed on them: frames as bytes."""

    inputs: bytes
    reference: bytes


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who waits for a verdict: how to cancel it, who hears which test has begun, and who hears the verdict
    before its diagnosis."""

    cancel: threading.Event | None = None
    progress: Callable[[str], None] | None = None
    found: Callable[[Verdict], None] | None = None


class Exam:
    """A challenge on one seed, judged by the children of one zygote. Not for two threads at once."""

    def __init__(self, zygote: Zygote, case: Case, *, diagnosing: bool = True) -> None:
        """Raises `Unavailable` for a pack's challenge where nothing confines code: it is somebody else's."""
        admit(zygote, case.challenge.id)
        self.zygote = zygote
        self.diagnosing = diagnosing
        self.case = case
        self.truth: Truth | None = None
        self._parked: tuple[Worker, Worker] | None = None
        self._observer: Worker | None = None

    def __enter__(self) -> Exam:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the children that are parked."""
        parked, self._parked = self._parked, None
        observer, self._observer = self._observer, None
        for worker in (*(parked or ()), *filter(None, [observer])):
            worker.close()

    def park(self) -> None:
        """Observe the reference, and have a candidate's child and a comparer wait with all but the source.

        The known wrong solutions are run as well: a failed verdict then finds their answers in the pipe.
        """
        with ExitStack() as stack:
            truth = self._observe_reference(self._spawn(stack), Watcher())
        candidate, comparer = self._spawn(), self._spawn(ours=True)
        self._parked = candidate, comparer
        candidate.feed(self.case.candidate(truth.inputs))
        comparer.feed(self.case.compare(truth.inputs, truth.reference))
        if self.diagnosing:
            self._observer = self._spawn()
            self._observer.feed(self._known(next(diagnose.groups(self.case.challenge))))

    def judge(self, source: str, watcher: Watcher = Watcher()) -> Verdict:
        """The verdict on a source. Raises `Cancelled`, and `Orphaned` when the zygote died."""
        try:
            return self._judge(self._handed(source), watcher)
        except Fault as fault:
            without = WITHOUT_FILES if self.zygote.tier == "B" else ""
            return ruling.unavailable(self.case.challenge, f"{fault}{without}")
        finally:
            self.close()

    def constant_tests(self, other: Case) -> tuple[str, ...]:
        """Names of the tests that show the same on this seed and on another. Raises `Fault`."""
        truths = []
        for case in (self.case, other):
            with ExitStack() as stack:
                truths.append(
                    Exam(self.zygote, case)._observe_reference(self._spawn(stack), Watcher()).reference
                )
        with ExitStack() as stack:
            comparer = self._spawn(stack, ours=True)
            same = self._ask(comparer, self.case.constant(*truths), Watcher()).meta["same"]
        return tuple(self.case.challenge.tests[index].name for index in same)

    def _handed(self, source: str) -> bytes:
        try:
            return self.case.source(source)
        except Malformed:
            raise Fault(TOO_LONG) from None

    def _judge(self, handed: bytes, watcher: Watcher) -> Verdict:
        challenge = self.case.challenge
        outcome, answer = self._confront(handed, watcher)
        if answer is None:
            return ruling.ended_early(challenge, outcome)
        verdict = ruling.compared(challenge, outcome, answer)
        if not self.diagnosing or verdict.status not in ("failed", "error") or not answer.meta["tests"]:
            return verdict
        if watcher.found is not None:
            watcher.found(verdict)
        return replace(verdict, diagnosis=self._diagnosis(outcome.raw[0], watcher))

    def _confront(self, handed: bytes, watcher: Watcher) -> tuple[Outcome, Frame | None]:
        """Run the candidate, then the comparer if there is something to compare."""
        with ExitStack() as stack:
            parked = self._parked if self._parked and all(child.alive() for child in self._parked) else None
            candidate, comparer = parked or self._set_up(stack, handed, watcher)
            outcome = finish(
                candidate.run(
                    handed if parked else b"",
                    seconds=self.case.challenge.limits.seconds,
                    cancel=watcher.cancel,
                    heard=lambda frame: self._heard(frame, watcher),
                )
            )
            if outcome.ended != "answered":
                return outcome, None
            return outcome, self._ask(comparer, handed + outcome.raw[0], watcher)

    def _set_up(self, stack: ExitStack, handed: bytes, watcher: Watcher) -> tuple[Worker, Worker]:
        """Start a candidate's child as soon as the inputs are known, and give a comparer the truth."""
        reference = None if self.truth else self._spawn(stack)
        candidate, comparer = self._spawn(stack), self._spawn(stack, ours=True)
        if reference:
            truth = self._observe_reference(
                reference, watcher, lambda inputs: candidate.feed(self.case.candidate(inputs) + handed)
            )
        else:
            assert self.truth is not None
            truth = self.truth
            candidate.feed(self.case.candidate(truth.inputs) + handed)
        comparer.feed(self.case.compare(truth.inputs, truth.reference))
        return candidate, comparer

    def _observe_reference(
        self, worker: Worker, watcher: Watcher, drawn: Callable[[bytes], None] = lambda inputs: None
    ) -> Truth:
        """Draw the inputs and observe the reference; `drawn` gets the inputs as soon as they are there."""
        got: list[bytes] = []

        def arrived(raw: bytes) -> None:
            got.append(raw)
            if len(got) == 1:
                drawn(raw)

        seconds = self.case.challenge.limits.seconds + SLACK
        request = self.case.reference()
        outcome = finish(
            worker.run(request, seconds=seconds, answers=2, cancel=watcher.cancel, arrived=arrived)
        )
        if outcome.ended != "answered":
            raise Fault(f"This challenge's own reference could not be run ({_said(outcome)})")
        self.truth = Truth(*outcome.raw)
        return self.truth

    def _diagnosis(self, candidate: bytes, watcher: Watcher) -> Diagnosis | None:
        """The one misconception, or else the one pair, that explains everything observed."""
        with suppress(Fault):  # a verdict without a diagnosis is a verdict
            for group in diagnose.groups(self.case.challenge):
                if found := self._matches(candidate, group, watcher):
                    return diagnose.named(found)
        return None

    def _matches(
        self, candidate: bytes, group: Sequence[diagnose.Variant], watcher: Watcher
    ) -> list[diagnose.Variant]:
        assert self.truth is not None
        seconds = self.case.challenge.limits.seconds
        ahead, self._observer = self._observer, None  # it serves the first group, and only once
        with ExitStack() as stack:
            observer, comparer = ahead or self._spawn(stack), self._spawn(stack, ours=True)
            request = b"" if ahead else self._known(group)
            outcome = finish(
                observer.run(request, seconds=seconds, answers=len(group), cancel=watcher.cancel)
            )
            request = self.case.diagnose(self.truth.reference, candidate, outcome.raw)
            return [group[index] for index in self._ask(comparer, request, watcher).meta["matches"]]

    def _known(self, group: Sequence[diagnose.Variant]) -> bytes:
        assert self.truth is not None
        return self.case.variants([variant.source for variant in group], self.truth.inputs)

    def _ask(self, worker: Worker, request: bytes, watcher: Watcher) -> Frame:
        outcome = finish(worker.run(request, seconds=SLACK, cancel=watcher.cancel))
        if outcome.ended != "answered":
            raise Fault(f"The comparison could not be made ({_said(outcome)})")
        return unpack(outcome.raw[0])

    def _heard(self, frame: Frame, watcher: Watcher) -> None:
        index, tests = frame.meta["started"], self.case.challenge.tests
        if watcher.progress is not None and 0 <= index < len(tests):
            watcher.progress(tests[index].name)

    def _spawn(self, stack: ExitStack | None = None, *, ours: bool = False) -> Worker:
        worker = self.zygote.child(limits(SLACK) if ours else self.case.limits())
        if stack is not None:
            stack.callback(worker.close)
        return worker


def admit(zygote: Zygote, item: str) -> None:
    """Raises `Unavailable` where nothing confines code and the item is a pack's, whose ids have a colon."""
    if zygote.tier == "C" and ":" in item:
        raise Unavailable(PACK_UNCONFINED)


def finish(outcome: Outcome) -> Outcome:
    """Pass on a child's outcome; a cancelled or orphaned one is none."""
    if outcome.ended == "cancelled":
        raise Cancelled
    if outcome.ended == "orphaned":
        raise Orphaned("the judge's process died during a run")
    return outcome


def _said(outcome: Outcome) -> str:
    told = outcome.stderr.decode(errors="replace").strip()[-2_000:]
    return f"{outcome.ended}; {told}" if told else outcome.ended
