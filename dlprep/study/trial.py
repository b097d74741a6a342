"""What has happened so far at one challenge, and the grade that it suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dlprep.answers.question import Mark
from dlprep.bank.items import Challenge
from dlprep.schedule.memory import Grade

if TYPE_CHECKING:
    from dlprep.judge.verdict import Verdict


SEEN = "The solution was looked at before the tests passed: that counts as Again."


class Trial(NamedTuple):
    """Attempts at a challenge: how many failed, hints taken, the last verdict, the solution seen."""

    challenge: Challenge
    failures: int = 0
    hints: int = 0
    verdict: Verdict | None = None
    solution_seen: bool = False

    @property
    def passed(self) -> bool:
        """Whether the last verdict passed, and not with the solution seen before."""
        return self.verdict is not None and self.verdict.passed and not self.solution_seen

    @property
    def told(self) -> str:
        """In words what counts for the grade, but for the time."""
        failed = f"{self.failures or 'no'} failed run{'s' * (self.failures > 1)}"
        hints = f"{self.hints} hint{'s' * (self.hints != 1)}" if self.hints else "no hint"
        return f"{failed}, {hints}" + (", the solution seen" if self.solution_seen else "")

    def tried(self, verdict: Verdict) -> Trial:
        """After one more verdict; one that could not be reached is nobody's failure."""
        failed = not verdict.passed and verdict.status != "unavailable"
        return self._replace(verdict=verdict, failures=self.failures + failed)

    def hinted(self) -> tuple[Trial, str | None]:
        """After one more hint, and its text; None when all were given."""
        if self.hints == len(self.challenge.hints):
            return self, None
        return self._replace(hints=self.hints + 1), self.challenge.hints[self.hints]

    def suggested(self, minutes: float) -> Grade:
        """Again unless passed; Hard after two failures or hints or twice the time; Easy in half of it."""
        if not self.passed:
            return Grade.AGAIN
        if self.failures > 1 or self.hints > 1 or minutes > 2 * self.challenge.minutes:
            return Grade.HARD
        clean = not self.failures and not self.hints
        return Grade.EASY if clean and minutes < self.challenge.minutes / 2 else Grade.GOOD

    def mark(self) -> Mark:
        """The trial as a mark, with the misconception of the last diagnosis."""
        diagnosis = self.verdict.diagnosis if self.verdict else None
        return Mark(
            right=self.passed,
            score=float(self.passed),
            expected=f"```python\n{self.challenge.reference.rstrip()}\n```",
            feedback=SEEN if self.solution_seen else diagnosis.text if diagnosis else None,
            misconception=diagnosis.misconception if diagnosis else None,
        )

    def story(self) -> dict[str, Any]:
        """The trial as the log keeps it."""
        status = self.verdict.status if self.verdict else None
        return {
            "status": status,
            "failures": self.failures,
            "hints": self.hints,
            "solution_seen": self.solution_seen,
        }
