"""A challenge: its prompt, an editor, and the verdict beside it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import TextArea

from dlprep.bank.items import Challenge
from dlprep.judge.verdict import Verdict
from dlprep.progress.errors import ProgressError
from dlprep.study.sitting import Sitting
from dlprep.tui.keys import CHALLENGE
from dlprep.tui.messages import Concluded
from dlprep.tui.widgets.answering import Answering
from dlprep.tui.widgets.editor import Editor
from dlprep.tui.widgets.prose import Prose
from dlprep.tui.widgets.verdict import VerdictPane

if TYPE_CHECKING:
    from dlprep.tui.app import DlprepApp

WIDE = 110
"""Columns from which prompt, code and verdict stand side by side."""
PANELS = {"prompt": "F2 prompt", "editor": "F3 code", "verdict": "F4 verdict"}
"""The panels by id, with the keys that bring them to the front."""
AUTOSAVE = 1.0
"""Seconds of quiet after which the draft is saved."""


class Workbench(Answering):
    """Prompt, editor and verdict: side by side when wide, one at a time (F2 F3 F4) when narrow."""

    DEFAULT_CSS = """
    Workbench { height: 1fr; margin: 0; layout: grid; grid-size: 2 2; }
    Workbench { grid-columns: 2fr 3fr; grid-rows: 3fr 2fr; }
    Workbench VerticalScroll { border: round $rule; padding: 0 1; scrollbar-size-vertical: 1; }
    Workbench VerticalScroll { border-title-color: $muted; }
    Workbench VerticalScroll:focus, Workbench Editor:focus { border-title-color: $primary; }
    Workbench VerticalScroll:focus { border: round $primary; }
    Workbench #prompt { row-span: 2; }
    Workbench.-narrow { layout: vertical; }
    Workbench.-narrow > * { display: none; height: 1fr; }
    Workbench.-narrow > .-front { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*CHALLENGE]

    app: DlprepApp

    def __init__(self, sitting: Sitting, challenge: Challenge) -> None:
        super().__init__()
        self.sitting, self.challenge = sitting, challenge
        self._editor = Editor.holding(sitting.draft() or challenge.starter)
        self._cancel: threading.Event | None = None
        self._saving: Timer | None = None

    def compose(self) -> ComposeResult:
        """The three panels."""
        with VerticalScroll(id="prompt") as prompt:
            prompt.border_title = "F2 prompt  F6 hint  F8 solution"
            yield Prose(self._prompt())
        self._editor.id, self._editor.border_title = "editor", "F3 code  F5 run"
        yield self._editor
        with VerticalScroll(id="verdict") as verdict:
            verdict.border_title = "F4 verdict"
            yield VerdictPane()

    def on_mount(self) -> None:
        """Begin with the prompt when narrow, in the editor when wide."""
        self.query_one(VerdictPane).waiting("F5 runs your code against the tests.")
        self.app.judge.prepare(self.challenge)
        wide = self.app.size.width >= WIDE
        self.action_panel("editor" if wide else "prompt")

    def on_resize(self, event: Resize) -> None:
        """Change between the two layouts; where one panel hides the others, it names their keys."""
        narrow = event.size.width < WIDE
        self.set_class(narrow, "-narrow")
        for panel in self.children:
            others = (keys for name, keys in PANELS.items() if name != panel.id)
            panel.border_subtitle = "  ".join(others) if narrow else ""

    def begin(self) -> None:
        """The panel in front has the focus already."""

    def settle(self, response: Any) -> None:
        """Make room for the outcome."""
        self.display = False

    @property
    def code(self) -> str:
        """What stands in the editor, also when it has left the screen."""
        return self._editor.text

    def tell(self, markdown: str) -> None:
        """Add a hint or the solution below the prompt."""
        self.query_one("#prompt").mount(Prose(markdown, classes="told"))
        self.action_panel("prompt")
        self.call_after_refresh(self.query_one("#prompt", VerticalScroll).scroll_end, animate=False)

    def action_panel(self, name: str) -> None:
        """Bring a panel to the front and the focus into it."""
        self._front(name)
        self.query_one(f"#{name}").focus()

    def action_run(self) -> None:
        """Ask the judge; asked again while it runs, stop it."""
        if self._cancel is not None:
            self._cancel.set()
            return
        self.save()
        self._cancel = threading.Event()
        first = "" if self.app.judge.tier else "PyTorch is warming up. "
        self.query_one(VerdictPane).waiting(f"{first}Running … F5 stops.")
        self._front("verdict")
        self._judge(self.code, self._cancel)

    @work(thread=True, exclusive=True, group="judge")
    def _judge(self, source: str, cancel: threading.Event) -> None:
        from dlprep.judge import Cancelled

        try:
            verdict = self.app.judge.run(self.challenge, source, cancel=cancel)
        except Cancelled:
            self.app.call_from_thread(self._stopped)
        else:
            self.app.call_from_thread(self._judged, source, verdict)

    def _stopped(self) -> None:
        self._cancel = None
        if not self.is_attached:
            return
        self.query_one(VerdictPane).waiting("Stopped. F5 runs your code again.")

    def _judged(self, source: str, verdict: Verdict) -> None:
        self._cancel = None
        asked = self.sitting.asked
        if not self.is_attached or asked is None or asked.item is not self.challenge:
            return
        try:
            self.sitting.attempted(source, verdict)
        except ProgressError as error:
            self.app.notify(str(error), title="Attempt not saved", severity="warning")
        self.query_one(VerdictPane).show(verdict, self.sitting.bank.misconceptions())
        self.query_one("#verdict", VerticalScroll).scroll_home(animate=False)
        self._front("verdict")
        if verdict.passed:
            self.app.notify("Passed. F9 grades and goes on.")

    def action_hint(self) -> None:
        """Show the next hint, noted."""
        hint = self.sitting.hinted()
        if hint is None:
            self.app.notify("That was the last hint. F8 shows the solution.")
            return
        assert self.sitting.asked is not None
        assert self.sitting.asked.trial is not None
        self.tell(f"**Hint {self.sitting.asked.trial.hints} of {len(self.challenge.hints)}.** {hint}")

    def action_solution(self) -> None:
        """Show the solution; it counts as Again, and says so."""
        self._leave()
        self.sitting.show_solution()
        self.post_message(Concluded())

    def action_conclude(self) -> None:
        """Done with it: grade."""
        self._leave()
        self.post_message(Concluded())

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Save the draft once typing pauses."""
        event.stop()
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(AUTOSAVE, self.save)

    def save(self) -> None:
        """Keep what stands in the editor; a failure is told, typing goes on."""
        if self._saving is not None:
            self._saving.stop()
            self._saving = None
        try:
            self.sitting.save_draft(self.challenge, self.code)
        except ProgressError as error:
            self.app.notify(str(error), title="Draft not saved", severity="warning")

    def on_unmount(self) -> None:
        """The item or the program is being left."""
        self._leave()

    def _leave(self) -> None:
        """Keep what was just typed; stop a verdict that nobody waits for."""
        if self._saving is not None:
            self.save()
        if self._cancel is not None:
            self._cancel.set()

    def _front(self, name: str) -> None:
        for child in self.children:
            child.set_class(child.id == name, "-front")

    def _prompt(self) -> str:
        challenge = self.challenge
        return f"## {challenge.title}\n\n{challenge.prompt}\n\n*about {challenge.minutes} minutes*"
