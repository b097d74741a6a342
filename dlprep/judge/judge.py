"""Does this code work? The judge keeps the processes that find out, and asks them."""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from dlprep.bank.items import Challenge
from dlprep.judge import ruling
from dlprep.judge.case import Case, limits
from dlprep.judge.exam import Cancelled, Exam, Fault, Watcher, admit, finish
from dlprep.judge.frame import pack
from dlprep.judge.nursery import Nursery, Orphaned, Unavailable, Zygote
from dlprep.judge.shipped import shipped
from dlprep.judge.verdict import Snippet, Verdict
from dlprep.judge.worker import TICK

ATTEMPTS = 3
AGAIN = "The judge's process died again and again. Nothing was judged; try once more."

T = TypeVar("T")


class Judge:
    """Judges sources against challenges in confined single-use processes.

    Cheap to make; the processes start with `warm` or the first run, and end with `close` or with the
    interface. Runs may be asked for from several threads.
    """

    def __init__(
        self,
        *,
        unconfined: bool = False,
        hidden: Iterable[Path] = (),
        lesser: Mapping[str, Any] | None = None,
    ) -> None:
        """`unconfined`: go on where nothing can be confined (tier C); the candidate was asked.

        `hidden`: more folders that no code may read, such as those of packs. `lesser`: stands in for a
        machine that can do less, see `confine.linux.prepare`; for tests.
        """
        policy = {"unconfined": unconfined, "hidden": [str(place.resolve()) for place in hidden]}
        self._nursery = Nursery({**policy, **(lesser or {})})
        self._tier = ""
        self._lock = threading.Lock()
        self._ahead: tuple[Challenge, Future[Exam]] | None = None

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

    def prepare(self, challenge: Challenge) -> Future[Exam]:
        """Get ready for a challenge in the background: observe the reference on a seed, park children.

        Returns at once; the promise is kept when everything is ready.
        """
        promise: Future[Exam] = Future()
        with self._lock:
            if self._ahead is not None and self._ahead[0] == challenge:
                return self._ahead[1]
            before, self._ahead = self._ahead, (challenge, promise)
        if before is not None:
            before[1].add_done_callback(_discard)
        threading.Thread(target=self._park, args=(challenge, promise), daemon=True).start()
        return promise

    def close(self) -> None:
        """End every process of the judge."""
        with self._lock:
            self._ahead = None
        self._nursery.close()

    def run(
        self,
        challenge: Challenge,
        source: str,
        *,
        seed: int | None = None,
        cancel: threading.Event | None = None,
        progress: Callable[[str], None] | None = None,
        found: Callable[[Verdict], None] | None = None,
    ) -> Verdict:
        """Judge a source; blocks. `progress` hears the name of each test that begins.

        `found` hears a verdict whose diagnosis is still looked for, which can take longer than the verdict.

        Raises `Cancelled` soon after `cancel` is set. Every other trouble is a verdict: `unavailable`
        when the fault is not the candidate's.
        """
        watcher = Watcher(cancel, progress, found)
        ahead = self._take(challenge, cancel) if seed is None else None

        def judge(zygote: Zygote) -> Verdict:
            nonlocal ahead
            exam, ahead = ahead, None
            if exam is None or exam.zygote is not zygote:
                exam = Exam(zygote, _case(challenge, secrets.randbits(63) if seed is None else seed))
            return replace(exam.judge(source, watcher), tier=zygote.tier)

        prepared = ahead is not None
        try:
            return self._with_zygote(judge, cancel)
        except Unavailable as error:
            return ruling.unavailable(challenge, str(error))
        finally:
            if prepared:
                self.prepare(challenge)

    def run_snippet(
        self,
        code: str,
        *,
        of: str = "",
        seconds: float = 10,
        memory_mb: int = 2048,
        cancel: threading.Event | None = None,
        home: str = "",
    ) -> Snippet:
        """Run code for what it prints, confined like a candidate's. Raises `Cancelled`.

        `of`: the item or topic that it stands in; a pack's is not run where nothing can confine it.
        `home`: the topic's folder, whose shipped tensors the code sees.
        """
        return self._run_code("snippet", code, of, home, limits(seconds, memory_mb), seconds, cancel)

    def run_check(self, code: str, *, of: str = "", home: str = "", seconds: float = 20) -> Snippet:
        """Whether a property holds: an expression that is true, or statements whose asserts hold."""
        return self._run_code("property", code, of, home, limits(seconds), seconds, None)

    def _run_code(
        self,
        role: str,
        code: str,
        of: str,
        home: str,
        held_to: Mapping[str, int],
        seconds: float,
        cancel: threading.Event | None,
    ) -> Snippet:
        def run(zygote: Zygote) -> Snippet:
            admit(zygote, of)
            worker = zygote.child(held_to)
            request = pack({"role": role, "source": code}, shipped(home))
            return ruling.snippet(finish(worker.run(request, seconds=seconds, cancel=cancel)), seconds)

        try:
            return self._with_zygote(run, cancel)
        except Unavailable as error:
            return Snippet(status="unavailable", error=str(error))

    def run_all(
        self,
        challenge: Challenge,
        sources: Sequence[str],
        *,
        seed: int,
        cancel: threading.Event | None = None,
    ) -> list[Verdict]:
        """The verdicts on several sources by one truth, without diagnoses; for proving a challenge."""

        def judge(zygote: Zygote) -> list[Verdict]:
            exam = Exam(zygote, _case(challenge, seed), diagnosing=False)
            return [replace(exam.judge(source, Watcher(cancel)), tier=zygote.tier) for source in sources]

        try:
            return self._with_zygote(judge, cancel)
        except Unavailable as error:
            return [ruling.unavailable(challenge, str(error)) for _ in sources]

    def constant_tests(self, challenge: Challenge, *, seeds: tuple[int, int]) -> tuple[str, ...]:
        """Names of the tests whose observations of the reference are the same on two seeds."""

        def look(zygote: Zygote) -> tuple[str, ...]:
            return Exam(zygote, _case(challenge, seeds[0])).constant_tests(_case(challenge, seeds[1]))

        return self._with_zygote(look, None)

    def _with_zygote(self, act: Callable[[Zygote], T], cancel: threading.Event | None) -> T:
        """Act with the zygote; with a new one when it dies meanwhile."""
        for _ in range(ATTEMPTS):
            zygote = self._zygote(cancel)
            try:
                result = act(zygote)
            except Orphaned:
                self._nursery.lost(zygote)
            else:
                with contextlib.suppress(Orphaned):  # the next run will find out
                    zygote.stock()
                return result
        raise Unavailable(AGAIN)

    def _zygote(self, cancel: threading.Event | None) -> Zygote:
        zygote = _wait(self._nursery.begin(), cancel)
        self._tier = zygote.tier
        return zygote

    def _park(self, challenge: Challenge, promise: Future[Exam]) -> None:
        """Fill a promise of an exam that only lacks the source; a failed one shows when it is used."""
        try:
            exam = Exam(self._zygote(None), _case(challenge, secrets.randbits(63)))
            with contextlib.suppress(Fault):
                exam.park()
            exam.zygote.stock()
            promise.set_result(exam)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it is
            known = isinstance(error, (Unavailable, Orphaned))
            promise.set_exception(error if known else Unavailable(f"getting ready failed: {error}"))

    def _take(self, challenge: Challenge, cancel: threading.Event | None) -> Exam | None:
        """The exam that was prepared for this challenge, if one was."""
        with self._lock:
            if self._ahead is None or self._ahead[0] != challenge:
                return None
            (_, promise), self._ahead = self._ahead, None
        try:
            return _wait(promise, cancel)
        except (Unavailable, Orphaned):
            return None
        except Cancelled:
            promise.add_done_callback(_discard)
            raise


def _wait(promise: Future[T], cancel: threading.Event | None) -> T:
    """The promised thing, as long as nobody cancels."""
    while True:
        if cancel is not None and cancel.is_set():
            raise Cancelled
        with contextlib.suppress(NotYet):
            return promise.result(timeout=TICK if cancel is not None else None)


def _case(challenge: Challenge, seed: int) -> Case:
    return Case(challenge, seed, shipped(challenge.home))


def _discard(promise: Future[Exam]) -> None:
    if promise.exception() is None:
        promise.result().close()
