"""One challenge in the candidate's own editor, until it is graded or left."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from dlprep.judge import Judge
from dlprep.judge.verdict import Verdict
from dlprep.progress.errors import ProgressError
from dlprep.schedule.memory import Grade
from dlprep.study.sitting import Sitting
from dlprep.study.telling import afterword, challenge_told
from dlprep.study.trial import Trial
from dlprep.study.verdicts import Line, cost_lines, output_lines, verdict_lines
from dlprep.text.clean import clean
from dlprep.text.difference import side_by_side, unified
from dlprep.text.markdown import render
from dlprep.text.style import style
from dlprep.watch.run import Run
from dlprep.watch.saves import saves, single_keys

KEYS = {"r": "run", "h": "hint", "s": "solution", "n": "next", "q": "quit"}
STOPS = {"r": "stop", "q": "quit"}
NO_TEXT = "cannot be read as UTF-8 text. Nothing was judged."
NOT_THERE = "is not there. Nothing was judged."
CLEAR = "\x1b[2J\x1b[3J\x1b[H"
AT_ONCE = 0.3
"""Seconds that a run may take before its progress is shown."""
RENAMED = 0.5
"""Seconds within which an editor that saves by renaming has the file back in its place."""
GONE = float("inf")
"""Missed for so long that it was said."""
WIDE = 110
"""Columns from which one's own code and the solution stand side by side."""


def begin(file: Path, source: str) -> bool:
    """Write what there is to start from; False, and nothing written, where the file exists."""
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(source)
    except FileExistsError:
        return False
    return True


class Watching:
    """Judges `file` at each save; `existed`: it was there before, and is used as it is."""

    def __init__(self, sitting: Sitting, judge: Judge, file: Path, width: int, *, existed: bool) -> None:
        self.sitting, self.judge, self.file, self.width = sitting, judge, file, width
        assert sitting.asked is not None
        assert sitting.asked.trial is not None
        self.challenge = sitting.asked.trial.challenge
        self._existed = existed
        self._keys = sys.stdin.isatty() and sys.stdout.isatty()
        self._clears = self._keys and os.environ.get("TERM", "dumb") != "dumb"
        self._console = Console(highlight=False, width=width, soft_wrap=False)
        self._run: Run | None = None
        self._seen: str | None = None
        self._missed: float | None = None
        self._warned = False

    def run(self) -> bool:
        """Judge and take keys; whether the candidate graded it and wants the next."""
        self._seen = self._read()  # what stands there is judged by r, or when it changes
        self._ask()
        try:
            with saves(self.file) as saved, single_keys(self._keys):
                self._hint_at(KEYS)
                return self._heed(saved)
        finally:
            self._end_run()

    def _heed(self, saved: int) -> bool:
        """Wait for saves, keys and verdicts, and act on them; whether it was graded."""
        while True:
            waiting = [saved, *([0] if self._keys else []), *([self._run.news] if self._run else [])]
            ready = select.select(waiting, [], [])[0]
            if self._run and self._run.news in ready:
                os.read(self._run.news, 1)
                self._heard()
            if saved in ready:
                os.read(saved, 4096)
                self._look()
            if 0 in ready:
                key = os.read(0, 1).decode(errors="replace")
                if key in {"q", ""}:
                    return False
                if self._pressed(key):
                    return True

    def _ask(self) -> None:
        self._mark(challenge_told(self.challenge))
        how = "There already, and used as it is (r judges it)" if self._existed else "Edit this file"
        self._print(f"\n{how}; each save is judged:\n{self.file}\n")
        if self._trial != Trial(self.challenge):
            self._print(f"You have been at it before: {self._trial.told}.\n")
        if not self._keys:
            self._print("No terminal to take keys from: each save is judged, Ctrl+C ends it.")

    def _pressed(self, key: str) -> bool:
        """Carry a key out; whether the challenge was graded."""
        if self._run is not None:
            if key == "r":
                self._run.stop()
            return False
        if key == "r":
            self._judge()
        elif key == "h":
            self._recorded(self._hint)
        elif key == "s":
            self._solution()
        elif key == "n":
            return self._graded()
        if self._run is None:
            self._hint_at(KEYS)
        return False

    def _hint(self) -> None:
        hint = self.sitting.hinted()
        count = f"**Hint {self._trial.hints} of {len(self.challenge.hints)}.** "
        self._mark(count + hint if hint else "That was the last hint.")

    def _solution(self) -> None:
        """Pressed once before passing it says what it costs, pressed twice it shows."""
        if not (self._trial.passed or self._trial.solution_seen or self._warned):
            self._warned = True
            self._print("Looking at the solution now counts as Again, also if you pass later. s shows it.")
            return
        if not self._recorded(self.sitting.show_solution):
            return
        side = side_by_side if self.width >= WIDE else unified
        self._print("\n- only in your code   + only in the solution\n", "muted")
        for line in side(self._read() or "", self.challenge.reference, self.width):
            self._console.print(line)
        self._mark(afterword(self.challenge))
        if self._trial.solution_seen:
            self._print("\nThe solution was shown before the tests passed: it counts as Again.", "active")

    def _graded(self) -> bool:
        """Take one of the grades, or Enter for the one that the trial suggests; any other key goes back."""
        if not (self._trial.passed or self._trial.solution_seen):
            self._print("Next comes after passing, or after the solution (s).")
            return False
        outcome = self.sitting.conclude()
        offered = {str(int(grade)): grade for grade in outcome.grades}
        if len(offered) == 1:
            self._print("The solution was shown before the tests passed: it counts as Again. Enter goes on.")
        names = "  ".join(f"{number} {grade.name.title()}" for number, grade in offered.items())
        self._console.print(f"{names}  \\[{outcome.suggested.value}] ", end="")
        sys.stdout.flush()
        key = os.read(0, 1).decode(errors="replace")
        grade = outcome.suggested if key in {"\n", "\r", "n"} else offered.get(key)
        self._print(grade.name.title() if grade else "not graded")
        return grade is not None and self._record(grade)

    def _record(self, grade: Grade) -> bool:
        return self._recorded(lambda: self.sitting.grade(grade))

    def _look(self) -> None:
        """Judge what was saved, if it is new; say so when it is gone."""
        source = self._read()
        missing = source is None and not self.file.exists()
        self._miss(missing)
        if source is None and not missing and self._seen is not None:
            self._seen = None
            self._end_run()
            self._print(f"{self.file} {NO_TEXT}")
        if source is not None and source != self._seen:
            self._seen = source
            self._recorded(lambda: self.sitting.save_draft(self.challenge, source))
            self._judge()
        elif self._run is not None:
            self._progress()

    def _miss(self, missing: bool) -> None:
        """Say that the file is gone, once that has lasted longer than a rename, and that it is back."""
        now = time.monotonic()
        if not missing:
            if self._missed == GONE:
                self._print(f"{self.file} is back.")
            self._missed = None
        elif self._missed is None:
            self._missed = now
        elif self._missed != GONE and now - self._missed > RENAMED:
            self._missed = GONE
            self._print(
                f"{self.file} is gone. Save it again and it is judged; your last save is kept as a draft."
            )

    def _judge(self) -> None:
        """Begin a run of what stands in the file; one that is under way is of an older save."""
        self._end_run()
        source = self._read()
        if source is None:
            self._print(f"{self.file} {NO_TEXT if self.file.exists() else NOT_THERE}")
            return
        self._clear()
        self._run = Run(self.judge, self.challenge, source)

    def _end_run(self) -> None:
        if self._run is not None:
            self._run.close()
            self._run = None

    def _heard(self) -> None:
        """A verdict, or that it was stopped."""
        assert self._run is not None
        if not self._run.over:
            if self._keys and self._run.found is not None:
                self._show(self._run.found, "◇ looking for a known mistake …")
            return
        verdict, source = self._run.verdict, self._run.source
        self._end_run()
        if verdict is None:
            self._print("\nStopped.")
        else:
            self._show(verdict)
            self._recorded(lambda: self.sitting.attempted(source, verdict))
            if verdict.passed:
                grade = self.sitting.suggested().name.title()
                told = f"{self._trial.told}: {grade} is suggested"
                self._print(f"{told}. n grades it; s holds it against the reference.\n")
        self._hint_at(KEYS)

    def _show(self, verdict: Verdict, more: str = "") -> None:
        self._clear()
        self._print(str(self.file), "muted")
        self._lines(verdict_lines(verdict, self.sitting.bank.misconceptions()))
        self._print(more, "muted")
        self._lines(output_lines(verdict))
        if verdict.passed:
            self._lines([*cost_lines(self.challenge), ("", "")])

    def _progress(self) -> None:
        """Where a run is, on one line, once it takes long."""
        assert self._run is not None
        if (passed := time.monotonic() - self._run.since) < AT_ONCE or not self._clears or self._run.found:
            return
        what = "PyTorch is warming up, once per start" if self._run.cold else f"Running  {self._run.test}"
        print(f"\r\x1b[K{what}  {passed:.1f} s   ", end="")
        self._hint_at(STOPS, end="")

    @property
    def _trial(self) -> Trial:
        assert self.sitting.asked is not None
        assert self.sitting.asked.trial is not None
        return self.sitting.asked.trial

    def _read(self) -> str | None:
        """What is in the file; None while an editor replaces it, and when it is no text."""
        try:
            return self.file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def _recorded(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except ProgressError as error:
            self._print(f"Not saved: {error}")
            return False
        return True

    def _clear(self) -> None:
        print(CLEAR if self._clears else "", end="", flush=True)

    def _mark(self, markdown: str) -> None:
        self._console.print()
        self._console.print(render(markdown, self.width))

    def _lines(self, lines: Iterable[Line]) -> None:
        for role, line in lines:
            self._print(line, role)

    def _print(self, text: str, role: str = "") -> None:
        self._console.print(Text(clean(text), style(*filter(None, [role]))))
        sys.stdout.flush()

    def _hint_at(self, keys: dict[str, str], end: str = "\n") -> None:
        if self._keys:
            self._console.print(
                Text("  ").join(
                    Text.assemble((key, style("active")), f" {does}") for key, does in keys.items()
                ),
                end=end,
            )
            sys.stdout.flush()
