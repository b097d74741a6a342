"""The plan for the interview: its day, what it asks, how much time there is, and what that comes to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Footer, Input, Label, Static

from dlprep.progress.errors import ProgressError
from dlprep.study import setting
from dlprep.study.desk import Desk
from dlprep.study.interviews import Plan, plan_of
from dlprep.study.prospect import Prospects, prospect, told
from dlprep.text.style import style
from dlprep.text.wrap import wrap
from dlprep.tui.widgets.in_order import InOrder
from dlprep.tui.widgets.lines import Lines
from dlprep.tui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from dlprep.tui.app import DlprepApp

FIELDS = (
    ("day", "Interview on", "a day like 2026-12-10"),
    ("topics", "About", "all topics, or: transformers=2 losses"),
    ("role", "Role", "a note of your own"),
    ("minutes", "Minutes a day", "25"),
    ("off", "Days off", "none, or: sat sun 2026-12-01"),
)
"""Each field's id, name and an example."""


class PlanField(InOrder, Input):
    """A line of the form; its keys act after the text that was typed before them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.put(False)", "Plan", id="plan.put"),
        Binding("ctrl+n", "screen.put(True)", "One more", id="plan.add"),
        Binding("down", "app.focus_next", "Fields", key_display="↓", id="plan.down"),
        Binding("up", "app.focus_previous", "Up", show=False, id="plan.up"),
    ]


class PlanScreen(Screen[None]):
    """A form; Enter puts it in force and shows the forecast. Other interviews than the next one stay."""

    DEFAULT_CSS = """
    PlanScreen { background: $background; layers: default above; overflow: hidden; }
    PlanScreen VerticalScroll { padding: 1 2; scrollbar-size-vertical: 1; }
    PlanScreen Horizontal { height: 1; }
    PlanScreen Label { width: 16; color: $muted; }
    PlanScreen Input { width: 1fr; max-width: 60; height: 1; border: none; padding: 0 1; background: $panel; }
    PlanScreen Input:focus { background: $rule; border: none; }
    PlanScreen #wrong { color: $error; margin: 1 0; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+x", "clear", "No interview", priority=True, id="plan.clear"),
        Binding("escape", "close", "Back", key_display="esc", id="plan.close"),
    ]

    app: DlprepApp

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._lines: list[str] = []

    def compose(self) -> ComposeResult:
        """The form, what is wrong with it, the forecast."""
        values = _written(plan_of(self.desk.log), self.desk.today)
        with VerticalScroll(can_focus=False):
            for id, name, example in FIELDS:
                with Horizontal():
                    yield Label(name)
                    yield PlanField(values[id], placeholder=example, id=id, compact=True)
            yield Static(id="wrong", markup=False)
            yield Lines(self._forecast)
        yield Footer(show_command_palette=False, compact=True)
        yield TooSmall()

    def on_mount(self) -> None:
        """Begin to look ahead."""
        self._look()

    def on_resize(self, event: Resize) -> None:
        """Say so when there is too little room."""
        self.query_one(TooSmall).fit(event.size)

    def action_put(self, more: bool) -> None:
        """Put what stands in the form in force, beside the others or in place of the next interview."""
        ahead = plan_of(self.desk.log).ahead(self.desk.today)
        read = {id: self.query_one(f"#{id}", Input).value for id, _, _ in FIELDS}
        try:
            setting.put(
                self.desk,
                setting.interview(self.desk, read["day"], _listed(read["topics"]), read["role"]),
                setting.minutes(read["minutes"]),
                setting.days_off(read["off"]),
                instead_of=[] if more else [one.day for one in ahead[:1]],
            )
        except (setting.BadPlan, ProgressError) as error:
            self._say(str(error))
            return
        self._changed()

    def action_clear(self) -> None:
        """Drop the interview that the form shows."""
        ahead = plan_of(self.desk.log).ahead(self.desk.today)
        try:
            setting.put(self.desk, None, instead_of=[one.day for one in ahead[:1]])
        except ProgressError as error:
            self._say(str(error))
            return
        for id, value in _written(plan_of(self.desk.log), self.desk.today).items():
            self.query_one(f"#{id}", Input).value = value
        self._changed()

    def action_close(self) -> None:
        """Back to where one came from."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            self.app.exit(0)

    def _changed(self) -> None:
        self._say("")
        self._look()

    def _say(self, words: str) -> None:
        self.query_one("#wrong", Static).update(words)

    @work(thread=True, exclusive=True)
    def _look(self) -> None:
        try:
            with self.desk.apart() as desk:
                found = prospect(desk)
        except ProgressError as error:
            self.app.call_from_thread(self._say, str(error))
            return
        self.app.call_from_thread(self._show, found)

    def _show(self, found: Prospects) -> None:
        self._lines = told(found)
        if not found.forecasts:
            self._lines = ["No interview is planned: what is due is asked, in the order of the topics."]
        self.query_one(Lines).show(self._forecast)

    def _forecast(self, width: int) -> list[Text]:
        head, *rest = self._lines or ["Looking ahead …"]
        lines = wrap(Text(head, style("active")), width)
        for line in rest:
            lines += wrap(Text(line), width) if line else [Text()]
        return lines


def _written(plan: Plan, day: int) -> dict[str, str]:
    """The form's values: the next interview, and the time there is."""
    time = {"minutes": f"{plan.minutes:g}", "off": " ".join(plan.off)}
    if not (ahead := plan.ahead(day)):
        return {"day": "", "topics": "", "role": "", **time}
    weights = ahead[0].weights.items()
    topics = " ".join(topic if weight == 1 else f"{topic}={weight:g}" for topic, weight in weights)
    when = date.fromordinal(ahead[0].day).isoformat()
    return {"day": when, "topics": topics, "role": ahead[0].role, **time}


def _listed(text: str) -> list[str]:
    return text.replace(",", " ").split()
