"""A verdict, test by test."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from dlprep.judge.verdict import Verdict
from dlprep.study.telling import HEADLINES
from dlprep.text.clean import clean
from dlprep.text.style import style


class VerdictPane(Static):
    """Headline, tests with their differences, the diagnosis, what was printed."""

    DEFAULT_CSS = "VerdictPane { height: auto; padding: 0 1; }"

    def waiting(self, message: str) -> None:
        """Say what is going on while there is no verdict."""
        self.update(Text(message, style("muted")))

    def show(self, verdict: Verdict, misconception: str | None = None) -> None:
        """Show a verdict; `misconception` is the diagnosed one's name."""
        self.update(report(verdict, misconception))


def report(verdict: Verdict, misconception: str | None) -> Text:
    """The verdict as text; ✓ and ✗ carry the meaning that the colours repeat."""
    hue = "right" if verdict.passed else "wrong"
    text = Text()
    text.append(f"{'✓' if verdict.passed else '✗'} {HEADLINES[verdict.status]}", f"bold {style(hue)}")
    text.append(f"   {verdict.seconds:.2f} s\n", style("muted"))
    for test in verdict.tests:
        text.append("\n✓ " if test.passed else "\n✗ ", style("right" if test.passed else "wrong"))
        text.append(clean(test.name))
        if test.message:
            text.append("\n" + _indented(test.message))
    if verdict.error:
        text.append("\n\n" + clean(verdict.error.rstrip()))
    if verdict.diagnosis:
        text.append(f"\n\n◆ {misconception or 'A known mistake'}\n", style("active"))
        text.append(clean(verdict.diagnosis.text))
    for name, output in (("printed", verdict.stdout), ("stderr", verdict.stderr)):
        if output.strip():
            text.append(f"\n\n{name}\n", style("muted"))
            text.append(clean(output.rstrip()[-4000:]))
    return text


def _indented(message: str) -> str:
    return "\n".join(f"  {line}" for line in clean(message.rstrip()).splitlines())
