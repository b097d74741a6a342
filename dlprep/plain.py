"""The same sitting as plain prompts: for screen readers, pipes and terminals that cannot do more.

What is typed is an answer, or a command: a colon and a word. The end of the input ends the sitting.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from dlprep.answers.question import NotAnAnswer, Question, Ticks
from dlprep.bank.items import Challenge
from dlprep.judge import Judge
from dlprep.progress.errors import ProgressError
from dlprep.schedule.memory import Grade
from dlprep.study.asking import Asked, Outcome
from dlprep.study.sitting import Sitting
from dlprep.study.telling import UNCONFINED, believed, challenge_told, returning, summary_told, told
from dlprep.study.verdicts import output_lines, verdict_lines
from dlprep.text.markdown import plain

COMMANDS = ":s skip  :u undo  :f flag  :b bury  :x suspend  :q finish  :help"
CODE_HELP = (
    "Name a file to judge it, or type code and end it with a line that holds only a dot.\n"
    ":e your $EDITOR, then judge it  :r judge your draft again\n"
    ":h hint  :solution show the solution (counts as Again)  :done grade  " + COMMANDS
)


def _any_of(grades: Sequence[Grade]) -> str:
    return " or ".join(", ".join(str(int(g)) for g in grades).rsplit(", ", 1))


class _Moved(Exception):  # noqa: N818
    """A command has changed what is asked."""


class _Finished(Exception):  # noqa: N818
    """The candidate is done."""


class PlainSitting:
    """Asks by printing, takes answers by lines; `read` and `say` are the terminal."""

    def __init__(
        self,
        sitting: Sitting,
        judge: Judge,
        *,
        width: int = 78,
        read: Callable[[str], str] = input,
        say: Callable[[str], None] = print,
    ) -> None:
        self.sitting, self.judge, self.width = sitting, judge, width
        self._read, self._say = read, say

    def run(self) -> None:
        """Ask until nothing is left or the input ends, then sum up."""
        if self.sitting.asked is not None:
            self._say(f"Type an answer, or a command: {COMMANDS}")
        try:
            while self.sitting.asked is not None:
                self._turn(self.sitting.asked)
        except (_Finished, EOFError):
            self._say("")
        self._say(self._text(summary_told(self.sitting.summary(), self.sitting.log.saved)))

    def _turn(self, asked: Asked) -> None:
        tally = self.sitting.tally
        flag = ", flagged" if self.sitting.flagged else ""
        changed = ", changed since you last saw it" if asked.changed else ""
        changed += ", a leech" if asked.leech else ""
        self._say(
            f"\n[{tally.done + 1} of {tally.done + tally.left}] "
            f"{asked.item.kind}, level {asked.item.level}, {asked.standing}{changed}{flag}\n"
        )
        try:
            outcome = self._solve(asked) if asked.trial else self._answer(asked)
            self._say(
                "\n" + self._text(told(asked.item, asked.question, outcome, believed(self.sitting, outcome)))
            )
            self._grade(outcome)
        except _Moved:
            return

    def _answer(self, asked: Asked) -> Outcome:
        question = asked.question
        assert question is not None
        self._say(self._text(question.prompt) + "\n")
        while True:
            try:
                return self.sitting.answer(ASK[question.card.kind](self, question))
            except NotAnAnswer as slip:
                self._say(str(slip))

    def _grade(self, outcome: Outcome) -> None:
        names = [
            f"{g.value} {g.name.title()}"
            + (f" {returning(g, outcome.intervals[g])}" if outcome.intervals else "")
            for g in outcome.grades
        ]
        while True:
            line = self._line(f"\n{'  '.join(names)}  [{outcome.suggested.value}] ") or str(
                outcome.suggested.value
            )
            if line in map(str, map(int, outcome.grades)):
                if self._recorded(lambda: self.sitting.grade(Grade(int(line)))):  # noqa: B023 - called at once
                    return
            else:
                self._say(f"Type {_any_of(outcome.grades)}, or Enter for the one in brackets.")

    def _recorded(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except ProgressError as error:
            self._say(f"Not saved: {error}")
            return False
        return True

    def _line(self, prompt: str) -> str:
        """A line that is no command; commands are carried out here."""
        while True:
            line = self._read(prompt).strip()
            if not line.startswith(":"):
                return line
            self._command(line[1:])

    def _command(self, name: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            "u": self.sitting.undo,
            "s": self.sitting.skip,
            "b": self.sitting.bury,
            "x": self.sitting.suspend,
        }
        if name == "q":
            raise _Finished
        if name == "f":
            if self._recorded(self.sitting.flag):
                self._say("Flagged." if self.sitting.flagged else "No longer flagged.")
        elif name == "u" and not self.sitting.can_undo:
            self._say("Nothing to undo.")
        elif name in acts:
            if self._recorded(acts[name]):
                raise _Moved
        else:
            self._say(COMMANDS)

    def _text(self, markdown: str) -> str:
        return plain(markdown, self.width)

    def ask_recall(self, _: Question) -> None:
        """Think, then Enter reveals."""
        self._line("Enter reveals the answer. ")

    def ask_cloze(self, question: Question) -> tuple[str, ...]:
        """One line a blank."""
        count: int = question.blanks  # type: ignore[attr-defined]
        return tuple(self._line(f"{n}: " if count > 1 else "> ") for n in range(1, count + 1))

    def ask_choice(self, question: Question) -> int:
        """The number of an option."""
        self._rows(question.options)  # type: ignore[attr-defined]
        return self._number("Number: ") - 1

    def ask_numeric(self, question: Question) -> str:
        """A number or an expression."""
        unit = question.unit  # type: ignore[attr-defined]
        return self._line(f"Number{f' ({unit})' if unit else ''}: ")

    def ask_output(self, question: Question) -> str:
        """As many lines as the program prints."""
        count = len(question.card.answer.strip().splitlines())  # type: ignore[attr-defined]
        return "\n".join(self._line("prints> ") for _ in range(count))

    def ask_bug(self, question: Question) -> int:
        """The number of the faulty line."""
        for number, line in enumerate(question.lines, 1):  # type: ignore[attr-defined]
            self._say(f"{number:>3}  {line}")
        return self._number("\nFaulty line: ")

    def ask_order(self, question: Question) -> tuple[int, ...]:
        """The numbers of the steps, in order."""
        self._rows(question.steps)  # type: ignore[attr-defined]
        typed = self._line("Numbers in order, such as 3 1 2: ").replace(",", " ").split()
        if not all(part.isdecimal() for part in typed):
            raise NotAnAnswer("Type the numbers of the steps with spaces between them.")
        return tuple(int(part) - 1 for part in typed)

    def ask_derive(self, question: Question) -> tuple[bool, ...]:
        """Each step revealed, then ticked."""
        ticks = []
        for number, step in enumerate(question.steps, 1):  # type: ignore[attr-defined]
            self._line(f"Step {number}: Enter reveals it. ")
            self._say(self._text(step))
            ticks.append(self._yes("Did you have it? [y/n] "))
        return tuple(ticks)

    def ask_interview(self, question: Question) -> Ticks:
        """Spoken against the clock, then ticked point by point."""
        rubric = question.card.rubric  # type: ignore[attr-defined]
        began = time.monotonic()
        self._line(f"Say it aloud, in about {rubric.seconds} seconds. Enter when done. ")
        self._say(f"{time.monotonic() - began:.0f} s.")

        def ticked(points: Sequence[str], lead: str) -> tuple[bool, ...]:
            return tuple(self._yes(f"{self._text(f'{lead}{point}')}  [y/n] ") for point in points)

        return Ticks(
            must=ticked(rubric.must, ""),
            nice=ticked(rubric.nice, "A plus: "),
            red_flags=ticked(rubric.red_flags, "Red flag: "),
        )

    def _rows(self, rows: Sequence[str]) -> None:
        for number, row in enumerate(rows, 1):
            lines = plain(row, self.width - 5).splitlines()
            self._say("\n".join([f"{number:>3}  {lines[0]}", *(f"     {line}" for line in lines[1:])]))

    def _number(self, prompt: str) -> int:
        typed = self._line(prompt)
        if not typed.isdecimal():
            raise NotAnAnswer("Type a number.")
        return int(typed)

    def _yes(self, prompt: str) -> bool:
        while (typed := self._line(prompt).lower()) not in {"y", "yes", "n", "no"}:
            self._say("Type y or n.")
        return typed.startswith("y")

    def _solve(self, asked: Asked) -> Outcome:
        assert asked.trial is not None
        challenge = asked.trial.challenge
        draft = self.sitting.draft()
        code = f"{'Your draft' if draft else 'The starter'}:\n\n```python\n{draft or challenge.starter}\n```"
        self._say(self._text(f"{challenge_told(challenge)}\n\n{code}"))
        self._say("\n" + CODE_HELP)
        while True:
            line = self._read("code> ").rstrip()
            if line == ":solution":
                if self._recorded(self.sitting.show_solution):
                    return self.sitting.conclude()
            elif line == ":done":
                return self.sitting.conclude()
            elif line in {":h", ":hint"}:
                self._recorded(
                    lambda: self._say(self._text(self.sitting.hinted() or "That was the last hint."))
                )
            elif line in {":?", ":help"}:
                self._say(CODE_HELP)
            elif line in {":e", ":r"}:
                self._judge(challenge, self._edited(challenge) if line == ":e" else self.sitting.draft())
            elif line.startswith(":"):
                self._command(line[1:])
            elif line:
                self._judge(challenge, self._source(line))

    def _edited(self, challenge: Challenge) -> str | None:
        """The draft as it comes back from the candidate's own editor; kept before it is judged."""
        from dlprep.study import own_editor

        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            self._say("There is no terminal for an editor. Name a file instead.")
            return None
        try:
            return own_editor.edited(
                own_editor.command(), self.sitting.draft() or challenge.starter, challenge.entry
            )
        except own_editor.NoEditor as error:
            self._say(str(error))
            return None

    def _judge(self, challenge: Challenge, source: str | None) -> None:
        if source is None:
            self._say("Nothing was judged.")
            return
        self._recorded(lambda: self.sitting.save_draft(challenge, source))
        self._say("Running … Ctrl+C stops.")
        try:
            verdict = self.judge.run(challenge, source)
        except KeyboardInterrupt:
            self._say("\nStopped. Nothing was judged.")
            return
        self._recorded(lambda: self.sitting.attempted(source, verdict))
        for _, line in (*verdict_lines(verdict, self.sitting.bank.misconceptions()), *output_lines(verdict)):
            self._say(line)
        if verdict.passed:
            self._say(f"{self.sitting.suggested().name.title()} is suggested. :done grades it.")

    def _source(self, first: str) -> str | None:
        """The file that was named, or the lines up to a dot."""
        if first.endswith(".py") and " " not in first.strip():
            try:
                return Path(first.strip()).expanduser().read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                self._say(f"{first.strip()} cannot be read: {error}.")
                return None
        lines = [first]
        while (line := self._read("")) != ".":
            lines.append(line)
        return "\n".join(lines) + "\n"


ASK: dict[str, Callable[[PlainSitting, Question], object]] = {
    "recall": PlainSitting.ask_recall,
    "cloze": PlainSitting.ask_cloze,
    "choice": PlainSitting.ask_choice,
    "numeric": PlainSitting.ask_numeric,
    "output": PlainSitting.ask_output,
    "bug": PlainSitting.ask_bug,
    "order": PlainSitting.ask_order,
    "derive": PlainSitting.ask_derive,
    "interview": PlainSitting.ask_interview,
}


def run(sitting: Sitting, width: int, *, unconfined: bool = False) -> None:
    """Hold the sitting on this process's input and output."""
    if unconfined:
        print(UNCONFINED)
    with Judge(unconfined=unconfined, hidden=sitting.bank.folders) as judge:
        if sitting.has_challenges:
            judge.warm()
        echo = not sys.stdin.isatty()

        def read(prompt: str) -> str:
            line = input(prompt)
            if echo:  # a transcript shows what was answered
                print(line)
            return line

        PlainSitting(sitting, judge, width=min(width, 100), read=read).run()
