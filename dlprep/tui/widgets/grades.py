"""The four grades, each with the interval that it gives."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.containers import Horizontal
from textual.widget import Widget

from dlprep.schedule.memory import Grade
from dlprep.study.asking import Outcome
from dlprep.study.telling import returning
from dlprep.text.style import style
from dlprep.tui.messages import Graded


class GradeButton(Widget):
    """One grade; ▸ marks the one that space takes."""

    DEFAULT_CSS = """
    GradeButton { width: 1fr; height: 1; content-align: center middle; background: $panel; margin: 0 1 0 0; }
    GradeButton:hover { background: $rule; }
    GradeButton.-suggested { background: $rule; }
    """

    def __init__(self, grade: Grade, days: int | None, suggested: bool) -> None:
        super().__init__(classes="-suggested" if suggested else None)
        self.grade, self.days, self.suggested = grade, days, suggested

    def render(self) -> Text:
        """Number, name and interval."""
        name = self.grade.name.title()
        mark = "▸ " if self.suggested else ""
        return Text.assemble(
            (mark, style("active")),
            (f"{self.grade.value} ", style("active")),
            (name, "bold" if self.suggested else ""),
            (f"  {returning(self.grade, self.days)}" if self.days is not None else "", style("muted")),
            no_wrap=True,
            overflow="crop",
            justify="center",
        )

    def on_click(self, event: events.Click) -> None:
        """The mouse grades as the keys do."""
        event.stop()
        self.post_message(Graded(self.grade))


class Grades(Horizontal):
    """The row of grades; hidden until there is something to grade."""

    DEFAULT_CSS = """
    Grades { height: 2; padding: 1 1 0 2; display: none; }
    Grades.-shown { display: block; }
    """

    suggested = Grade.GOOD

    def offer(self, outcome: Outcome) -> None:
        """Show the grades that can be given, with their intervals in days."""
        self.suggested = outcome.suggested
        self.remove_children()
        self.mount_all(
            GradeButton(g, outcome.intervals.get(g), g is outcome.suggested) for g in outcome.grades
        )
        self.add_class("-shown")

    def withdraw(self) -> None:
        """Hide them."""
        self.remove_class("-shown")
