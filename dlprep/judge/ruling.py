"""From how the children ended to a verdict. Whatever is missing, malformed or late is never a pass."""

from __future__ import annotations

import signal
from typing import Any

from dlprep.bank.items import Challenge
from dlprep.judge.frame import Frame, Malformed, unpack
from dlprep.judge.verdict import Snippet, Status, TestResult, Verdict
from dlprep.judge.worker import MOST_OUTPUT, Outcome

LONGEST_REPORT = 40_000
MOST_KIB = 1 << 40
"""More than any machine has; an integer without bounds could not become a float."""


def unavailable(challenge: Challenge, why: str) -> Verdict:
    """Nothing could be judged."""
    return Verdict(challenge=challenge.id, status="unavailable", error=why)


def ended_early(challenge: Challenge, outcome: Outcome) -> Verdict:
    """The candidate's process gave no whole answer."""
    status, error = _ending(challenge.limits.seconds, outcome)
    tests = [TestResult(test.name, False, "not reached") for test in challenge.tests]
    if 0 <= outcome.started < len(tests):
        running = challenge.tests[outcome.started].name
        tests[outcome.started] = TestResult(running, False, "running when the process ended")
        error += f" The test {running!r} was running."
    return _verdict(challenge, status, outcome, tests=tuple(tests), error=error)


def _ending(seconds: float, outcome: Outcome) -> tuple[Status, str]:
    if outcome.ended == "timeout" or outcome.exit == -signal.SIGXCPU:
        return "timeout", f"It took longer than the {seconds:g} s that it may."
    if outcome.ended == "output":
        return (
            "output",
            f"It printed more than {MOST_OUTPUT >> 20} MB, or wrote more files than it may, and was stopped.",
        )
    if outcome.ended == "malformed":
        return "crashed", f"What its process answered could not be read: {outcome.detail}."
    return "crashed", f"The process ended before the tests were done ({_exit(outcome.exit)})."


def _exit(code: int | None) -> str:
    if code is None:
        return "no exit code"
    if code >= 0:
        return f"exit code {code}"
    if code == -signal.SIGKILL:
        return "signal SIGKILL, as when the machine runs out of memory"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def compared(challenge: Challenge, outcome: Outcome, answer: Frame) -> Verdict:
    """What the comparer made of the candidate's answer."""
    found = answer.meta
    error, messages = found["error"], found["tests"] or ["not observed"] * len(challenge.tests)
    tests = tuple(
        TestResult(test.name, not message, message)
        for test, message in zip(challenge.tests, messages, strict=True)
    )
    status: Status = "passed" if found["tests"] and all(test.passed for test in tests) else "failed"
    if error:
        status = "memory" if error["memory"] else "error"
    report = error["report"] if error else None
    if found["malformed"] and not error:
        status, report = "crashed", f"What its process answered could not be read: {found['malformed']}."
    if found["used"]:
        status, report = "forbidden", _forbidden(challenge, found["used"])
    return _verdict(challenge, status, outcome, tests=tests, error=report, peak_mb=_mebibytes(found["peak"]))


def _mebibytes(kibibytes: Any) -> float:
    """The peak that a candidate's process told, which may be anything."""
    return max(0, min(kibibytes, MOST_KIB)) / 1024 if isinstance(kibibytes, (int, float)) else 0.0


def snippet(outcome: Outcome, seconds: float) -> Snippet:
    """What became of code that was run for its output."""
    status, error = _told(outcome.raw[0]) if outcome.ended == "answered" else _ending(seconds, outcome)
    return Snippet(
        status=status,
        stdout=outcome.stdout.decode(errors="replace"),
        stderr=outcome.stderr.decode(errors="replace"),
        error=error,
        seconds=outcome.seconds,
    )


def _told(raw: bytes) -> tuple[Status, str | None]:
    """What the code's own process said of its end, which the code may have said in its place."""
    try:
        failure = unpack(raw).meta["error"]
        if failure is None:
            return "passed", None
        return "memory" if failure["memory"] is True else "error", str(failure["report"])[:LONGEST_REPORT]
    except (Malformed, KeyError, TypeError) as error:
        return "crashed", f"What its process answered could not be read: {error}."


def _forbidden(challenge: Challenge, used: list[str]) -> str:
    why = f": {challenge.forbid.why.strip()}" if challenge.forbid else ""
    return f"It uses {', '.join(used)}, which this challenge does not allow{why}"


def _verdict(challenge: Challenge, status: Status, outcome: Outcome, **more: Any) -> Verdict:
    return Verdict(
        challenge=challenge.id,
        status=status,
        stdout=outcome.stdout.decode(errors="replace"),
        stderr=outcome.stderr.decode(errors="replace"),
        seconds=outcome.seconds,
        **more,
    )
