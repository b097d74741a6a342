"""What a verdict says, as lines: the same words on the screen, in plain mode and beside one's own editor.

A line is a pair of the role it plays (see `text.style`, "" for none) and its text. What code printed or
raised could steer a terminal, even write a verdict of its own there: every line of it is cleaned here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dlprep.bank.items import Challenge, Misconception
from dlprep.text.clean import clean

if TYPE_CHECKING:
    from dlprep.judge.verdict import TestResult, Verdict

HEADLINES = {
    "passed": "Passed",
    "failed": "Not yet",
    "error": "Your code raised an exception",
    "forbidden": "Uses what the exercise forbids",
    "timeout": "Out of time",
    "memory": "Out of memory",
    "output": "Printed too much",
    "crashed": "The process crashed",
    "unavailable": "Could not be judged",
}
"""A verdict's status in words."""
UNREACHED = ("not observed", "not reached")
"""What the judge says of a test that was not reached."""
SHOWN = 20_000
"""Characters of a stream that are shown, from its end."""
KEPT = 256 << 10
"""Bytes of a stream that the judge keeps, from its beginning (`judge.worker.SHOWN_OUTPUT`)."""

Line = tuple[str, str]


def verdict_lines(
    verdict: Verdict, known: Mapping[str, Misconception], *, full: bool = False
) -> Iterator[Line]:
    """A verdict without what was printed; what helps most comes first.

    Headline, the diagnosed misconception, the candidate's exception, then the tests: the first failing one
    with its difference, `full` all of them.
    """
    yield headline(verdict)
    yield from diagnosis_lines(verdict, known)
    if verdict.error:
        yield "", ""
        yield from (("", clean(line)) for line in verdict.error.rstrip().splitlines())
    if verdict.tests:
        yield "", ""
        yield from _tests(verdict, full)


def headline(verdict: Verdict) -> Line:
    """One line: the status, how many tests pass, the time."""
    passing = sum(test.passed for test in verdict.tests)
    count = f"  {passing} of {len(verdict.tests)} tests" if verdict.tests else ""
    hue = "right" if verdict.passed else "wrong"
    return hue, f"{_tick(verdict.passed)} {HEADLINES[verdict.status]}{count}  ({verdict.seconds:.2f} s)"


def diagnosis_lines(verdict: Verdict, known: Mapping[str, Misconception]) -> Iterator[Line]:
    """The misconception that explains everything observed; two where only both together do."""
    if not verdict.diagnosis:
        return
    yield "", ""
    for name in filter(None, (verdict.diagnosis.misconception, verdict.diagnosis.also)):
        belief = known.get(name)
        yield "active", f"◆ {belief.name if belief else 'A known mistake'}"
        yield "", f"  {' '.join((belief.what if belief else verdict.diagnosis.text).split())}"


def output_lines(verdict: Verdict) -> Iterator[Line]:
    """What the code printed, stdout then stderr; what is not shown is said."""
    for name, output in (("stdout", verdict.stdout), ("stderr", verdict.stderr)):
        if not output.strip():
            continue
        yield "muted", f"── {name} ──"
        if (cut := len(output.rstrip()) - SHOWN) > 0:
            yield "muted", f"… the first {cut:,} characters are not shown"
        yield from (("", clean(line)) for line in output.rstrip()[-SHOWN:].splitlines())
        if len(output.encode(errors="replace")) >= KEPT:
            yield "muted", f"… only the first {KEPT >> 10} KiB were kept; the rest is lost"
        yield "", ""


def cost_lines(challenge: Challenge) -> Iterator[Line]:
    """What a passing solution is asked about next."""
    yield "", f"The reference: time {challenge.complexity.time}, memory {challenge.complexity.memory}."
    yield "", ""
    yield "heading", "Asked next"
    yield from (("", f"- {' '.join(question.replace('`', '').split())}") for question in challenge.follow_ups)


def raised_at(verdict: Verdict) -> int | None:
    """The line of the candidate's code, from 1, that raised, or that uses something forbidden."""
    if verdict.status == "forbidden":
        found = re.findall(r"\(line (\d+)\)", verdict.error or "")[:1]
    else:
        found = re.findall(r'^ *File "solution\.py", line (\d+)', verdict.error or "", re.MULTILINE)[-1:]
    return int(found[0]) if found else None


def _tests(verdict: Verdict, full: bool) -> Iterator[Line]:
    first = next((test for test in verdict.tests if _failed(test)), None)
    for test in verdict.tests:
        if test.passed:
            yield "right", f"✓ {test.name}"
        elif not _failed(test):
            yield "muted", f"· {test.name}  not reached"
        else:
            yield "wrong", f"✗ {test.name}"
            raised = verdict.error and test.message.startswith("raised ")  # told above
            if full or (test is first and not raised):
                yield from (("", f"  {clean(line)}") for line in test.message.splitlines())


def _failed(test: TestResult) -> bool:
    return not test.passed and test.message not in UNREACHED


def _tick(passed: bool) -> str:
    return "✓" if passed else "✗"
