"""Earlier attempts at a challenge: when, what came of them, and their code to look at or take up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from dlprep.bank.items import Misconception
from dlprep.progress.attempts import Attempt
from dlprep.study.resuming import verdict_of
from dlprep.study.verdicts import HEADLINES, Line, verdict_lines
from dlprep.text.clean import clean
from dlprep.text.code import highlight
from dlprep.text.style import style
from dlprep.tui.widgets.lines import Lines, laid_out

WIDE = 100
"""Columns from which list and code stand side by side."""


class Attempts(Screen[str | None]):
    """The list, and the attempt that is pointed at; Enter hands its code back."""

    DEFAULT_CSS = """
    Attempts { background: $background; }
    Attempts #about { height: 1; padding: 0 1; background: $panel; color: $muted; }
    Attempts OptionList { height: auto; max-height: 40%; border: round $rule; background: $background; }
    Attempts OptionList:focus { border: round $primary; }
    Attempts VerticalScroll { height: 1fr; border: round $rule; padding: 0 1; scrollbar-size-vertical: 1; }
    Attempts.-wide { layout: grid; grid-size: 2; grid-columns: 2fr 3fr; grid-rows: 1 1fr; }
    Attempts.-wide #about { column-span: 2; }
    Attempts.-wide OptionList { height: 1fr; max-height: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Put into the editor", id="attempts.take"),
        Binding("j", "move(1)", "Down", show=False, id="attempts.down"),
        Binding("k", "move(-1)", "Up", show=False, id="attempts.up"),
        Binding("q,escape", "leave", "Back", key_display="esc", id="attempts.close"),
    ]

    def __init__(self, attempts: Sequence[Attempt], known: Mapping[str, Misconception]) -> None:
        super().__init__()
        self._attempts, self._known = attempts, known

    def compose(self) -> ComposeResult:
        """The list above or left, the code below or right."""
        count = len(self._attempts)
        several = "s" * (count != 1)
        told = f"{count} earlier attempt{several}, newest first. Enter takes one up."
        yield Static(told, id="about")
        yield OptionList(*(Option(self._row(attempt)) for attempt in self._attempts))
        with VerticalScroll(can_focus=True):
            yield Lines(lambda _: [])
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin at the newest."""
        self.set_class(self.app.size.width >= WIDE, "-wide")
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        """Between the two layouts."""
        self.set_class(self.app.size.width >= WIDE, "-wide")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what is pointed at."""
        attempt = self._attempts[event.option_index]
        self.query_one(Lines).show(lambda width: self._draw(attempt, width))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click on what is pointed at."""
        self.dismiss(self._attempts[event.option_index].source)

    def action_take(self) -> None:
        """Hand back the code that is pointed at."""
        chosen = self.query_one(OptionList).highlighted
        self.dismiss(None if chosen is None else self._attempts[chosen].source)

    def action_move(self, by: int) -> None:
        """Point at another."""
        rows = self.query_one(OptionList)
        (rows.action_cursor_down if by > 0 else rows.action_cursor_up)()

    def action_leave(self) -> None:
        """Back, with nothing changed."""
        self.dismiss(None)

    def _row(self, attempt: Attempt) -> Text:
        verdict = verdict_of(attempt)
        when = datetime.fromtimestamp(attempt.at / 1000).strftime("%d %b %H:%M")
        if verdict is None:
            return Text(f"{when}  ? unknown")
        words = "kept unjudged" if verdict.status == "unavailable" else HEADLINES[verdict.status]
        row = Text.assemble(
            f"{when}  ",
            (f"{'✓' if verdict.passed else '✗'} {words}", style("right" if verdict.passed else "wrong")),
            (f"  {verdict.seconds:.2f} s", style("muted")),
            no_wrap=True,
            overflow="ellipsis",
        )
        if verdict.diagnosis and (belief := self._known.get(verdict.diagnosis.misconception)):
            row.append(f"  ◆ {belief.name}", style("active"))
        return row

    def _draw(self, attempt: Attempt, width: int) -> list[Text]:
        verdict = verdict_of(attempt)
        told: list[Line] = list(verdict_lines(verdict, self._known)) if verdict else []
        code = highlight(clean(attempt.source), width, numbered=True).split("\n", allow_blank=True)
        return [*code, Text(), *laid_out(told, width)]
