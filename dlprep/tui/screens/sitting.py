"""The screen of a sitting: the item, its answer, its grade."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer, Static

from dlprep.answers.question import NotAnAnswer
from dlprep.progress.errors import ProgressError
from dlprep.schedule.memory import Grade
from dlprep.study.asking import Asked
from dlprep.study.sitting import Sitting
from dlprep.study.telling import UNCONFINED, believed, told
from dlprep.tui.keys import SITTING
from dlprep.tui.messages import Answered, Concluded, Graded
from dlprep.tui.widgets.answering import Answering, answering
from dlprep.tui.widgets.grades import Grades
from dlprep.tui.widgets.prose import Prose
from dlprep.tui.widgets.tally import TallyBar
from dlprep.tui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from dlprep.tui.app import DlprepApp

TURNING = {"accept", "reveal", "grade", "skip", "bury", "suspend", "flag", "undo", "leave_field"}
"""What cannot be done while the next item is on its way to the screen."""


class SittingScreen(Screen[None]):
    """Shows what the sitting asks and hands it what the candidate does."""

    app: DlprepApp
    BINDINGS: ClassVar[list[BindingType]] = [*SITTING]
    AUTO_FOCUS = ""

    def __init__(self, sitting: Sitting, title: str, *, then: Callable[[], object] | None = None) -> None:
        super().__init__()
        self.sitting, self.called, self.then = sitting, title, then
        self._answer: Answering | None = None
        self._turning = False

    def compose(self) -> ComposeResult:
        """Tally, body, grades, hints."""
        yield TallyBar(self.called, self.sitting.tally, saved=self.sitting.log.saved)
        with VerticalScroll(id="body", can_focus=False):
            if (asked := self.sitting.asked) and asked.question is not None:
                yield from self._card(asked)
        if self.app.unconfined:
            yield Static(UNCONFINED, id="unconfined")
        yield Grades()
        yield Footer(show_command_palette=False, compact=True)
        yield TooSmall()

    def on_resize(self, event: Resize) -> None:
        """Say so when there is too little room."""
        self.query_one(TooSmall).fit(event.size)

    def on_mount(self) -> None:
        """Begin; a challenge is mounted here, since it needs the app."""
        if self.sitting.asked is None:
            self.app.finish(self)
        elif self.sitting.asked.question is None:
            self._ask()
        else:
            self._begin()

    def on_answered(self, message: Answered) -> None:
        """Mark a card's answer and show what it came to."""
        message.stop()
        if self._turning or self.sitting.asked is None or self.sitting.outcome is not None:
            return
        try:
            self.sitting.answer(message.response)
        except NotAnAnswer as slip:
            self.app.notify(str(slip), severity="warning")
            return
        assert self.sitting.asked.question is not None
        if self._answer is not None:
            self._answer.settle(message.response)
        self.reveal()

    def reveal(self) -> None:
        """Show the explanation of the outcome, and offer the grades."""
        asked, outcome = self.sitting.asked, self.sitting.outcome
        assert asked is not None
        assert outcome is not None
        belief = believed(self.sitting, outcome)
        prose = Prose(told(asked.item, asked.question, outcome, belief), id="told")
        prose.set_class(outcome.mark.right is False, "-wrong")
        self.set_focus(None)
        self.query_one("#body").mount(prose)
        self.query_one(Grades).offer(outcome)
        self.call_after_refresh(prose.scroll_visible, animate=False, top=False)
        self.refresh_bindings()

    def on_concluded(self, message: Concluded) -> None:
        """Grade a challenge, with its solution beside what was written."""
        if self.sitting.asked is None or self.sitting.outcome is not None:
            return
        self.sitting.conclude()
        assert self._answer is not None
        self._answer.settle(None)
        self.reveal()

    def on_graded(self, message: Graded) -> None:
        """Grade with the mouse."""
        self.action_grade(int(message.grade))

    def action_grade(self, number: int) -> None:
        """Commit the answer under a grade, then ask the next item."""
        if self.sitting.outcome is None or Grade(number) not in self.sitting.outcome.grades:
            return
        if self._recorded(lambda: self.sitting.grade(Grade(number))):
            self._ask()

    def action_reveal(self) -> None:
        """Show the answer of a card that is graded by oneself."""
        self.on_answered(Answered(None))

    def action_accept(self) -> None:
        """Take the suggested grade."""
        self.action_grade(int(self.query_one(Grades).suggested))

    def action_leave_field(self) -> None:
        """Escape: the letters are keys again; once more: back to the answer."""
        if self.focused is None and self.sitting.outcome is None:
            self._begin()
        else:
            self.set_focus(None)

    def action_skip(self) -> None:
        """Put the item at the end of the sitting."""
        self.sitting.skip()
        self._ask()

    def action_bury(self) -> None:
        """Hide the item until tomorrow."""
        if self._recorded(self.sitting.bury):
            self.app.notify("Buried until tomorrow. u takes it back.")
            self._ask()

    def action_suspend(self) -> None:
        """Hide the item until it is taken up again."""
        if self._recorded(self.sitting.suspend):
            self.app.notify("Suspended. u takes it back.")
            self._ask()

    def action_flag(self) -> None:
        """Set or take away the flag."""
        if self._recorded(self.sitting.flag):
            self._label()
            self.app.notify("Flagged." if self.sitting.flagged else "The flag is taken away.", timeout=2)

    def action_undo(self) -> None:
        """Take back the last step."""
        done: list[bool] = []
        if self._recorded(lambda: done.append(self.sitting.undo())):
            if done[0]:
                self._ask()
            else:
                self.app.notify("Nothing to undo.", severity="warning")

    def action_compare(self) -> None:
        """Hold the code of a challenge that is being graded against the solutions."""
        from dlprep.tui.widgets.workbench import Workbench

        if isinstance(self._answer, Workbench):
            self._answer.action_solution()

    def commands(self) -> Iterator[SystemCommand]:
        """What a challenge adds to the command palette."""
        asked = self.sitting.asked
        if asked is not None and asked.trial is not None and self.sitting.outcome is None:
            from dlprep.tui.widgets.workbench import Workbench

            for bench in self.query(Workbench):
                yield from bench.commands()

    def action_scroll(self, lines: int) -> None:
        """Move through a long card."""
        self.query_one("#body").scroll_relative(y=lines, animate=False)

    def action_finish(self) -> None:
        """End the sitting and show its summary."""
        self.app.finish(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done now is hinted at."""
        if self._turning and action in TURNING:
            return False
        if action == "accept":
            return self.sitting.outcome is not None
        if action == "reveal":
            return self._answer is None and self.sitting.asked is not None and self.sitting.outcome is None
        if action == "undo":
            return self.sitting.can_undo
        if action == "compare":
            asked = self.sitting.asked
            return self.sitting.outcome is not None and asked is not None and asked.trial is not None
        if action in {"bury", "suspend"} and self.then is not None:
            return False  # a lesson's own keys are near: b is its Back
        if action in {"skip", "bury", "suspend", "flag"}:
            return self.sitting.asked is not None
        return True

    def _recorded(self, act: Callable[[], object]) -> bool:
        """Whether recording worked; if not, the item stays and the reason is shown."""
        try:
            act()
        except ProgressError as error:
            self.app.notify(str(error), title="Not saved", severity="error", timeout=12)
            return False
        return True

    def _ask(self) -> None:
        """Show the item that the sitting asks now."""
        self.query_one(TallyBar).show(self.sitting.tally)
        self.query_one(Grades).withdraw()
        self.set_focus(None)
        asked = self.sitting.asked
        if asked is None:
            self.app.finish(self)
            return
        self._turning = True
        self.call_next(self._replace, asked)

    async def _replace(self, asked: Asked) -> None:
        body = self.query_one("#body", VerticalScroll)
        async with self.batch():
            await body.remove_children()
            await body.mount_all(self._challenge(asked) if asked.trial else self._card(asked))
        body.scroll_home(animate=False)
        self._begin()
        self._turning = False
        self.refresh_bindings()

    def _begin(self) -> None:
        if self._answer is not None:
            self._answer.begin()

    def _card(self, asked: Asked) -> list[Widget]:
        assert asked.question is not None
        self._answer = answering(asked.question)
        prompt = asked.question.prompt
        widgets: list[Widget] = [Prose(self._about(asked), id="label"), Prose(prompt, id="front")]
        return [*widgets, self._answer] if self._answer else widgets

    def _challenge(self, asked: Asked) -> list[Widget]:
        from dlprep.tui.widgets.workbench import Workbench

        assert asked.trial is not None
        self._answer = Workbench(self.sitting, asked.trial.challenge)
        return [self._answer]

    def _label(self) -> None:
        if self.sitting.asked is not None and self.query("#label"):
            self.query_one("#label", Prose).show(self._about(self.sitting.asked))

    def _about(self, asked: Asked) -> str:
        item = asked.item
        flag = "  ⚑ flagged" if self.sitting.flagged else ""
        changed = " · changed since you last saw it" if asked.changed else ""
        changed += " · a leech: often forgotten" if asked.leech else ""
        return f"{item.kind} · level {item.level} · {asked.standing}{changed}{flag}"
