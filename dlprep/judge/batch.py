"""Many submissions: a folder of files, judged by warm workers, told in their order."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlprep.bank.items import Challenge
from dlprep.judge.exam import Cancelled
from dlprep.judge.judge import Judge

MOST = 1 << 20
"""Bytes of a file that is still taken for a submission."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One file handed in to a challenge."""

    file: Path
    challenge: Challenge


class NoChallenge(Exception):  # noqa: N818 - named for what happened
    """Folders that are named for no challenge; the message lists them."""


def submissions(folder: Path, challenges: Iterable[Challenge]) -> list[Submission]:
    """The files `folder/<challenge or entry name>/*.py`, in order. Raises NoChallenge and OSError.

    An entry name that several challenges share stands for the one to implement.
    """
    known = _by_name(challenges)
    folders = sorted(place for place in folder.iterdir() if place.is_dir() and not place.name.startswith("."))
    if strange := [place.name for place in folders if place.name not in known]:
        raise NoChallenge(f"No challenge or entry is called {', '.join(strange)}. Nothing was judged.")
    return [Submission(file, known[place.name]) for place in folders for file in sorted(place.glob("*.py"))]


def grade(
    judge: Judge, handed_in: list[Submission], *, workers: int = 2, kept: Path | None = None
) -> Iterator[dict[str, Any]]:
    """A verdict for each submission, in order: the fields of `Verdict` and `file`.

    `kept` is a folder of earlier verdicts by content: what was judged before an interruption is not
    judged again. Ends every run when the iterator is closed.
    """
    ledger = _Ledger(kept)
    cancel = threading.Event()
    with ThreadPoolExecutor(workers) as pool:
        try:
            waiting = [pool.submit(_verdict, judge, one, ledger, cancel) for one in handed_in]
            for one, done in zip(handed_in, waiting, strict=True):
                yield {**done.result(), "file": str(one.file)}
        finally:
            cancel.set()
            pool.shutdown(wait=True, cancel_futures=True)


def _verdict(judge: Judge, one: Submission, ledger: _Ledger, cancel: threading.Event) -> dict[str, Any]:
    try:
        source = _read(one.file)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        return _unreadable(one, str(error))
    if earlier := ledger.find(one.challenge, source):
        return earlier
    try:
        verdict = judge.run(one.challenge, source, cancel=cancel).to_json()
    except Cancelled:
        return _unreadable(one, "stopped before it was judged")
    if verdict["status"] != "unavailable":
        ledger.keep(one.challenge, source, verdict)
    return verdict


class _Ledger:
    """Verdicts by the content they were given for, one file each, so that a kill loses none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def find(self, challenge: Challenge, source: str) -> dict[str, Any] | None:
        place = self._place(challenge, source)
        try:
            found: dict[str, Any] | None = json.loads(place.read_text("utf-8")) if place else None
        except (FileNotFoundError, ValueError):  # a torn file is as good as none
            return None
        return found

    def keep(self, challenge: Challenge, source: str, verdict: Mapping[str, Any]) -> None:
        if place := self._place(challenge, source):
            place.write_text(json.dumps(verdict), "utf-8")

    def _place(self, challenge: Challenge, source: str) -> Path | None:
        if self._folder is None:
            return None
        content = f"{challenge.id}\0{challenge.digest}\0{source}"
        return self._folder / f"{hashlib.sha256(content.encode()).hexdigest()[:32]}.json"


def _by_name(challenges: Iterable[Challenge]) -> dict[str, Challenge]:
    known: dict[str, Challenge] = {}
    for challenge in sorted(challenges, key=lambda c: c.task != "implement"):
        known.setdefault(challenge.entry, challenge)
        known[challenge.id] = challenge
    return known


def _read(file: Path) -> str:
    """What was handed in, which may be a pipe or a device, or a link to one: those are not read."""
    with open(file, "rb", opener=lambda path, flags: os.open(path, flags | os.O_NONBLOCK)) as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise ValueError("not a plain file")
        data = opened.read(MOST + 1)
    if len(data) > MOST:
        raise ValueError(f"larger than {MOST} bytes")
    return data.decode().replace("\r\n", "\n")


def _unreadable(one: Submission, why: str) -> dict[str, Any]:
    from dlprep.judge.verdict import Verdict

    return Verdict(challenge=one.challenge.id, status="unavailable", error=why).to_json()
