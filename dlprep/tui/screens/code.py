"""Code of a lesson, to change and to run."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Static

from dlprep.judge.verdict import Snippet
from dlprep.text.clean import clean
from dlprep.tui.widgets.editor import Editor

if TYPE_CHECKING:
    from dlprep.tui.app import DlprepApp


class CodeScreen(Screen[None]):
    """An editor, and what the code prints; it runs confined, as a solution does."""

    DEFAULT_CSS = """
    CodeScreen { background: $background; }
    CodeScreen Editor { height: 3fr; }
    CodeScreen #printed { height: 2fr; border: round $rule; border-title-color: $muted; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+r", "run", "Run", key_display="f5", id="code.run", priority=True),
        Binding("escape", "close", "Back", key_display="esc", id="code.close", priority=True),
    ]

    app: DlprepApp

    def __init__(self, code: str, title: str, topic: str, home: str) -> None:
        """`topic` and its folder, `home`: where the code stands, and what it finds there."""
        super().__init__()
        self._code, self._title, self._topic, self._home = code, title, topic, home
        self._cancel: threading.Event | None = None

    def compose(self) -> ComposeResult:
        """Code above, print below."""
        editor = Editor.holding(self._code.rstrip() + "\n")
        editor.border_title = f"{self._title}  F5 run"
        yield editor
        with VerticalScroll(id="printed", can_focus=False) as printed:
            printed.border_title = "printed"
            yield Static("F5 runs this. Change it as you like.", id="output", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin in the code; get ready to run it."""
        self.query_one(Editor).focus()
        self.app.judge.warm()

    def action_run(self) -> None:
        """Run the code; asked again while it runs, stop it."""
        if self._cancel is not None:
            self._cancel.set()
            return
        self._cancel = threading.Event()
        first = "" if self.app.judge.tier else "PyTorch is warming up. "
        self._say(f"{first}Running … F5 stops.")
        self._run(self.query_one(Editor).text, self._cancel)

    def action_close(self) -> None:
        """Back to the lesson."""
        if self._cancel is not None:
            self._cancel.set()
        self.app.pop_screen()

    @work(thread=True, exclusive=True, group="snippet")
    def _run(self, source: str, cancel: threading.Event) -> None:
        from dlprep.judge import Cancelled

        try:
            judge = self.app.judge
            found = judge.run_snippet(source, of=self._topic, home=self._home, cancel=cancel)
        except Cancelled:
            self.app.call_from_thread(self._ran, "Stopped.")
        else:
            self.app.call_from_thread(self._ran, _told(found))

    def _ran(self, text: str) -> None:
        self._cancel = None
        if self.is_attached:
            self._say(text)

    def _say(self, text: str) -> None:
        self.query_one("#output", Static).update(text)


def _told(snippet: Snippet) -> str:
    """What was printed, then what went wrong."""
    parts = [clean(text or "").rstrip() for text in (snippet.stdout, snippet.error)]
    return "\n".join(part for part in parts if part) or "It ran and printed nothing."
