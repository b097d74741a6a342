"""What a run of the judge says: plain frozen values that survive a round trip through JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Status = Literal[
    "passed",
    "failed",
    "error",
    "forbidden",
    "timeout",
    "memory",
    "output",
    "crashed",
    "unavailable",
]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test of a challenge; `message` says how the observations differ, and is empty when they agree."""

    name: str
    passed: bool
    message: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The misconception whose known wrong solution shows exactly the same observations.

    `also` names a second one when only both slips together explain what was observed.
    """

    misconception: str
    text: str
    also: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The judgement of one source against one challenge.

    `status` is `unavailable` when nothing could be judged; `error` then says why. `error` is otherwise
    the candidate's traceback, or one sentence on how the run ended. `seconds` is wall time from the
    request to the answer, `peak_mb` the resident peak of the candidate's process in MiB, and `tier`
    the confinement in force ("A", "B" or "C").
    """

    challenge: str
    status: Status
    tests: tuple[TestResult, ...] = ()
    diagnosis: Diagnosis | None = None
    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0
    peak_mb: float = 0.0
    tier: str = ""
    error: str | None = None

    @property
    def passed(self) -> bool:
        """Whether every test passed and nothing forbidden was used."""
        return self.status == "passed"

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON values, with `passed` spelled out."""
        return {**asdict(self), "tests": [asdict(test) for test in self.tests], "passed": self.passed}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Verdict:
        """The verdict that `to_json` wrote."""
        fields = {name: value[name] for name in cls.__dataclass_fields__}
        diagnosis = fields["diagnosis"]
        fields["tests"] = tuple(TestResult(**test) for test in fields["tests"])
        fields["diagnosis"] = Diagnosis(**diagnosis) if diagnosis else None
        return cls(**fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """What code did that was run for its output alone: `status` is passed, error, timeout, memory, output,
    crashed or unavailable."""

    status: Status
    stdout: str = ""
    stderr: str = ""
    error: str | None = None
    seconds: float = 0.0
