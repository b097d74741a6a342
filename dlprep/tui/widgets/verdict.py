"""A verdict, test by test."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text
from textual.widgets import Static

from dlprep.bank.items import Misconception
from dlprep.judge.verdict import Verdict
from dlprep.study.telling import verdict_lines
from dlprep.text.clean import clean
from dlprep.text.style import style


class VerdictPane(Static):
    """What the judge says; ✓ ✗ ◆ carry the meaning that the colours repeat."""

    DEFAULT_CSS = "VerdictPane { height: auto; padding: 0 1; }"

    def waiting(self, message: str) -> None:
        """Say what is going on while there is no verdict."""
        self.update(Text(message, style("muted")))

    def show(self, verdict: Verdict, known: Mapping[str, Misconception]) -> None:
        """Show a verdict; `known` names the misconceptions."""
        lines = [
            Text(clean(line), style(*filter(None, [role]))) for role, line in verdict_lines(verdict, known)
        ]
        self.update(Text("\n").join(lines))
