"""A challenge as requests to children: who is told what.

Only the reference child hears the secret seed and the reference; the candidate child hears its own source,
the tests' code and a seed for the driver from which the secret cannot be worked out; the comparer hears the
rules, and sees the frames.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dlprep.bank.items import Challenge
from dlprep.judge.frame import pack


def limits(seconds: float, memory_mb: int = 2048) -> Mapping[str, int]:
    """What confinement holds a child to.

    The wall clock, kept outside, is what ends a run: `cpu` stands behind it and is coarse, so that most
    challenges can use the same spare children.
    """
    return {"memory": memory_mb << 20, "cpu": 2 * max(10, math.ceil(seconds))}


@dataclass(frozen=True, slots=True)
class Case:
    """A challenge on one seed; `tensors` are those that its topic ships."""

    challenge: Challenge
    seed: int
    tensors: bytes = b""

    def limits(self) -> Mapping[str, int]:
        """The limits of the candidate's child, and of the reference's."""
        return limits(self.challenge.limits.seconds, self.challenge.limits.memory_mb)

    def reference(self) -> bytes:
        """Draw the inputs, then observe the reference."""
        return self._ask("reference", self.tensors, source=self.challenge.reference, secret=self.seed)

    def candidate(self, inputs: bytes) -> bytes:
        """Observe a candidate's source, which follows."""
        return self._ask("candidate", forbidden=self._forbidden(), progress=True) + inputs

    def source(self, source: str) -> bytes:
        """The source that a candidate's child runs and a comparer reads, without a byte order mark."""
        return pack({"source": source.removeprefix("\ufeff")})

    def variants(self, sources: Sequence[str], inputs: bytes) -> bytes:
        """Observe several sources, an answer each."""
        return self._ask("variants", sources=list(sources)) + inputs

    def compare(self, inputs: bytes, reference: bytes) -> bytes:
        """Judge a candidate by the reference; its source and its frame follow."""
        return (
            pack({"role": "compare", "forbidden": self._forbidden(), "tests": self._rules()})
            + inputs
            + reference
        )

    def diagnose(self, reference: bytes, candidate: bytes, wrong: Sequence[bytes]) -> bytes:
        """Find the wrong solutions that agree with a candidate's frame."""
        return pack({"role": "diagnose", "tests": self._rules()}) + reference + candidate + b"".join(wrong)

    def constant(self, first: bytes, second: bytes) -> bytes:
        """Find the tests on which two frames of observations agree."""
        return pack({"role": "constant", "tests": self._rules()}) + first + second

    def _ask(self, role: str, tensors: bytes = b"", **more: Any) -> bytes:
        tests = [
            {"name": test.name, "run": test.run, "inputs": test.inputs or self.challenge.inputs}
            for test in self.challenge.tests
        ]
        if role != "reference":
            tests = [{**test, "inputs": ""} for test in tests]
        digest = hashlib.blake2b(f"driver {self.seed}".encode(), digest_size=7).digest()
        common = {"entry": self.challenge.entry, "seed": int.from_bytes(digest, "little"), "tests": tests}
        return pack({"role": role, **common, **more}, tensors)

    def _forbidden(self) -> list[str]:
        return list(self.challenge.forbid.names) if self.challenge.forbid else []

    def _rules(self) -> list[dict[str, Any]]:
        return [
            {
                "name": test.name,
                "expect": test.expect,
                "tolerance": [test.tolerance.rtol, test.tolerance.atol] if test.tolerance else None,
            }
            for test in self.challenge.tests
        ]
