"""A challenge: its prompt, an editor, the verdict, and what the code printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.events import Paste, Resize
from textual.timer import Timer
from textual.widgets import TextArea

from dlprep.bank.items import Challenge
from dlprep.judge.verdict import Verdict
from dlprep.progress.errors import ProgressError
from dlprep.study.sitting import Sitting
from dlprep.study.telling import challenge_told
from dlprep.study.trial import Trial
from dlprep.study.verdicts import Line, cost_lines, output_lines
from dlprep.tui.challenge.code import Code
from dlprep.tui.challenge.judging import Judging
from dlprep.tui.keys import CHALLENGE
from dlprep.tui.messages import Concluded, LineWanted
from dlprep.tui.widgets.answering import Answering
from dlprep.tui.widgets.lines import Lines, laid_out
from dlprep.tui.widgets.prose import Prose
from dlprep.tui.widgets.verdict import VerdictPane

if TYPE_CHECKING:
    from dlprep.tui.app import DlprepApp

WIDE = 110
"""Columns from which prompt, code and verdict stand side by side."""
AUTOSAVE = 1.0
"""Seconds of quiet after which the draft is saved."""
LOOK = (
    "**Look at the solution before the tests pass?**\n\n"
    "That counts as Again, also if you pass afterwards. Your code stays where it is."
)
GIVE_UP = "**Grade it although the tests have not passed?**\n\nThe solution is shown, and Again is suggested."
RESET = "**Put the starter in place of your code?**\n\nCtrl+Z in the editor takes it back."


class Workbench(Answering):
    """Prompt, editor, verdict, output: side by side when wide, one at a time (F2 F3 F4) when narrow."""

    DEFAULT_CSS = """
    Workbench { height: 1fr; margin: 0; layout: grid; grid-size: 2 2; }
    Workbench { grid-columns: 2fr 3fr; grid-rows: 3fr 2fr; }
    Workbench VerticalScroll { border: round $rule; padding: 0 1; scrollbar-size-vertical: 1; }
    Workbench VerticalScroll { border-title-color: $muted; border-subtitle-color: $muted; }
    Workbench VerticalScroll:focus, Workbench Editor:focus { border-title-color: $primary; }
    Workbench VerticalScroll:focus { border: round $primary; }
    Workbench #prompt { row-span: 2; }
    Workbench .told { margin-top: 1; }
    Workbench #output { display: none; }
    Workbench.-printed { grid-size: 2 3; grid-rows: 5fr 4fr 2fr; }
    Workbench.-printed #prompt { row-span: 3; }
    Workbench.-printed #output { display: block; }
    Workbench.-narrow { layout: vertical; }
    Workbench.-narrow > * { display: none; height: 1fr; }
    Workbench.-narrow > .-front { display: block; }
    Workbench.-narrow.-printed #output { display: none; }
    Workbench.-narrow.-printed #output.-front { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*CHALLENGE]

    app: DlprepApp

    def __init__(self, sitting: Sitting, challenge: Challenge) -> None:
        super().__init__()
        self.sitting, self.challenge = sitting, challenge
        self._editor = Code.of(challenge, sitting.draft())
        self._judging = Judging(self, challenge)
        self._saving: Timer | None = None
        self._jump: int | None = None

    def compose(self) -> ComposeResult:
        """The panels."""
        with VerticalScroll(id="prompt"):
            yield Prose(challenge_told(self.challenge))
        self._editor.id = "editor"
        yield self._editor
        with VerticalScroll(id="verdict"):
            yield VerdictPane()
        with VerticalScroll(id="output"):
            yield Lines(lambda _: [])

    def on_mount(self) -> None:
        """Begin with the prompt when narrow, in the editor when wide; say what was done before."""
        trial = self._trial
        self.screen.add_class("-coding")
        self.set_class(self.app.size.width < WIDE, "-narrow")
        self.query_one(VerdictPane).waiting("F5 runs your code against the tests.")
        self.app.judge.prepare(self.challenge)
        for number in range(trial.hints):
            self._tell_hint(number)
        if trial.verdict is not None and self._is_last_attempt():
            self._show(trial.verdict)
        self.action_panel("editor" if self.app.size.width >= WIDE else "prompt")

    def on_unmount(self) -> None:
        """The item or the program is being left."""
        self._leave()

    def on_resize(self, event: Resize) -> None:
        """Change between the two layouts."""
        self.set_class(event.size.width < WIDE, "-narrow")
        self._entitle()

    def begin(self) -> None:
        """The panel in front has the focus already."""

    def settle(self, response: Any) -> None:
        """Make room for the outcome."""
        self.screen.remove_class("-coding")
        self.display = False

    def commands(self) -> Iterator[SystemCommand]:
        """For the command palette, which can be had with the focus in the editor too."""
        yield SystemCommand("Earlier attempts", "Look at them, take one up again", self.action_attempts)
        yield SystemCommand("Reset to the starter", "In place of your code", self.action_reset)
        yield SystemCommand("Own editor", "Your code in $VISUAL or $EDITOR", self.action_own_editor)

    @property
    def code(self) -> str:
        """What stands in the editor, also when it has left the screen."""
        return self._editor.text

    def put(self, source: str) -> None:
        """Other code in place of all that stands there; the editor's undo takes it back."""
        if source != self.code:
            self._editor.replace(source, (0, 0), self._editor.document.end)
            self._editor.move_cursor((0, 0))
        self.action_panel("editor")

    def action_panel(self, name: str) -> None:
        """Bring a panel to the front and the focus into it; F4 once more: what was printed."""
        if name == "verdict" and self._front_is("verdict") and self.has_class("-printed"):
            name = "output"
        self._front(name)
        self.query_one(f"#{name}").focus()
        if name == "editor" and self._jump is not None:
            self.go_to(self._jump)

    def action_leave_panel(self) -> None:
        """Escape: out of the code, so that letters are keys; once more: back into it."""
        self.action_panel("prompt" if self._editor.has_focus else "editor")

    def go_to(self, line: int) -> None:
        """Put the cursor on a line of the code, from 1."""
        self._jump = None
        self._front("editor")
        self._editor.focus()
        self._editor.move_cursor((min(line, self._editor.document.line_count) - 1, 0), center=True)

    def on_line_wanted(self, message: LineWanted) -> None:
        """A line of the verdict was clicked."""
        message.stop()
        self.go_to(message.line)

    def action_jump(self) -> None:
        """Go to the line at which the code went wrong."""
        if line := self.query_one(VerdictPane).line:
            self.go_to(line)

    def action_unfold(self) -> None:
        """The differences of all failing tests."""
        self.query_one(VerdictPane).unfold()
        self.action_panel("verdict")

    def action_run(self) -> None:
        """Ask the judge; asked again while it runs, stop it."""
        if self._judging.cancel():
            return
        self.save()
        self._front("verdict")
        if self.has_class("-narrow"):
            self.query_one("#verdict").focus()
        self._judging.begin(self.code)

    def judged(self, source: str, verdict: Verdict) -> None:
        """Keep the attempt and show what came of it."""
        asked = self.sitting.asked
        if not self.is_attached or asked is None or asked.item is not self.challenge or not self.display:
            return
        try:
            self.sitting.attempted(source, verdict)
        except ProgressError as error:
            self.app.notify(str(error), title="Attempt not saved", severity="warning")
        self._show(verdict)

    def show_found(self, verdict: Verdict) -> None:
        """Show a verdict whose diagnosis is still looked for."""
        if self.is_attached:
            self.query_one(VerdictPane).show_verdict(
                verdict, self.sitting.bank.misconceptions(), [("muted", "◇ looking for a known mistake …")]
            )

    def action_hint(self) -> None:
        """Show the next hint, noted."""
        given: list[str | None] = []
        if not self._recorded(lambda: given.append(self.sitting.hinted()), "Hint not noted, so not shown"):
            return
        if given == [None]:
            self.app.notify("That was the last hint. F8 shows the solution.")
            return
        self._tell_hint(self._trial.hints - 1)
        self.action_panel("prompt")
        self.call_after_refresh(self.query_one("#prompt", VerticalScroll).scroll_end, animate=False)

    def action_solution(self) -> None:
        """Compare with the solution; before passing it counts as Again, and says so first."""
        if self._trial.passed or self._trial.solution_seen or self.sitting.outcome:
            self._compare()
        else:
            self._ask(LOOK, "show it", "go on without", self._look)

    def action_conclude(self) -> None:
        """Done with it: grade."""
        if self._trial.passed or self._trial.solution_seen:
            self._conclude()
        else:
            self._ask(GIVE_UP, "grade it", "go on", self._conclude)

    def action_reset(self) -> None:
        """Begin afresh, once confirmed."""
        self._ask(RESET, "reset", "keep my code", partial(self.put, self.challenge.starter))

    def action_attempts(self) -> None:
        """Browse what was handed in before."""
        from dlprep.study import resuming
        from dlprep.tui.challenge.attempts import Attempts

        if found := resuming.attempts(self.sitting.log, self.challenge.id):
            self.app.push_screen(Attempts(found, self.sitting.bank.misconceptions()), self._restore)
        else:
            self.app.notify("No earlier attempts. Each run is kept as one.")

    def action_own_editor(self) -> None:
        """The code in $VISUAL or $EDITOR, and back."""
        from dlprep.tui.challenge.outside import edit_outside

        source = edit_outside(self.app, self.code, self.challenge.id)
        if source is not None:
            self.put(source)
            self.save()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Save the draft once typing pauses."""
        event.stop()
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(AUTOSAVE, self.save)

    def on_paste(self, event: Paste) -> None:
        """Whatever is pasted is meant for the code, also with another panel in front."""
        event.stop()
        self.action_panel("editor")
        self._editor.post_message(Paste(event.text))

    def save(self) -> None:
        """Keep what stands in the editor; a failure is told, typing goes on."""
        if self._saving is not None:
            self._saving.stop()
            self._saving = None
        self._recorded(lambda: self.sitting.save_draft(self.challenge, self.code), "Draft not saved")

    @property
    def _trial(self) -> Trial:
        asked = self.sitting.asked
        assert asked is not None
        assert asked.trial is not None
        return asked.trial

    def _is_last_attempt(self) -> bool:
        """Whether the code is what was judged last, so that its verdict still speaks of it."""
        from dlprep.study import resuming

        found = resuming.attempts(self.sitting.log, self.challenge.id)
        return bool(found) and found[0].source == self.code

    def _show(self, verdict: Verdict) -> None:
        pane = self.query_one(VerdictPane)
        after = list(self._passed()) if verdict.passed else []
        pane.show_verdict(verdict, self.sitting.bank.misconceptions(), after)
        self._jump = pane.line
        printed = list(output_lines(verdict))
        self.set_class(bool(printed), "-printed")
        self.query_one("#output Lines", Lines).show(partial(laid_out, printed))
        self.query_one("#verdict", VerticalScroll).scroll_home(animate=False)
        self._front("verdict")
        self._entitle()

    def _passed(self) -> Iterator[Line]:
        grade = self.sitting.suggested()
        spent, given = round(self.sitting.minutes), self.challenge.minutes
        yield "", f"{self._trial.told}, {spent} of about {given} minutes: {grade.name.title()} is suggested."
        yield "", "F9, then space, takes that and goes on."
        others = len(self.challenge.alternates)
        more = f" and {others} other solution{'s' * (others != 1)}" if others else ""
        yield "", f"F8 holds it against the reference{more}, and explains."
        yield "", ""
        yield from cost_lines(self.challenge)
        yield "", ""

    def _tell_hint(self, number: int) -> None:
        hints = self.challenge.hints
        hint = f"**Hint {number + 1} of {len(hints)}.** {hints[number]}"
        self.query_one("#prompt").mount(Prose(hint, classes="told"))

    def _ask(self, question: str, yes: str, no: str, act: Callable[[], object]) -> None:
        from dlprep.tui.challenge.confirm import Confirm

        def answered(agreed: bool | None) -> None:
            if agreed:
                act()

        self.app.push_screen(Confirm(question, yes, no), answered)

    def _look(self) -> None:
        if self._recorded(self.sitting.show_solution, "Not noted, so not shown"):
            self._entitle()
            self._compare()

    def _compare(self) -> None:
        from dlprep.tui.challenge.compare import Compare

        self.app.push_screen(Compare(self.challenge, self.code))

    def _conclude(self) -> None:
        self._leave()
        self.post_message(Concluded())

    def _restore(self, source: str | None) -> None:
        if source is not None:
            self.put(source)
            self.app.notify("The attempt stands in the editor. Ctrl+Z there brings back what stood before.")

    def _leave(self) -> None:
        """Keep what was just typed; stop a verdict that nobody waits for."""
        if self._saving is not None:
            self.save()
        self._judging.cancel()

    def _recorded(self, act: Callable[[], object], title: str) -> bool:
        try:
            act()
        except ProgressError as error:
            self.app.notify(str(error), title=title, severity="warning")
            return False
        return True

    def _front_is(self, name: str) -> bool:
        return self.query_one(f"#{name}").has_class("-front")

    def _front(self, name: str) -> None:
        for child in self.children:
            child.set_class(child.id == name, "-front")

    def _entitle(self) -> None:
        """Name the panels and their keys; where one panel hides the others, it names theirs too."""
        panels = {"prompt": "F2 prompt", "editor": "F3 code", "verdict": "F4 verdict"}
        if self.has_class("-printed"):
            panels["output"] = "F4 twice: output"
        more = {
            "prompt": "F6 hint  F8 solution",
            "editor": "F5 run  F7 own editor",
            "verdict": "",
            "output": "",
        }
        if self.sitting.asked and self.sitting.asked.trial and self._trial.solution_seen:
            more["editor"] = "F5 run  solution seen: Again"
        for panel in self.children:
            assert panel.id is not None
            panel.border_title = f"{panels.get(panel.id, '')}  {more[panel.id]}".rstrip()
            others = (keys for name, keys in panels.items() if name != panel.id)
            panel.border_subtitle = "  ".join(others) if self.has_class("-narrow") else ""
