"""A lesson: short screens of text, with a picture to take hold of, code to run, questions to answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Footer, Static

from dlprep.progress.errors import ProgressError
from dlprep.study.opening import Wanted
from dlprep.study.reading import Reading
from dlprep.text.style import style
from dlprep.tui.widgets.prose import Prose
from dlprep.tui.widgets.too_small import TooSmall
from dlprep.visuals.catalogue import picture
from dlprep.visuals.stage import Stage

if TYPE_CHECKING:
    from dlprep.tui.app import DlprepApp

WIDE = 140
"""Columns from which text and picture stand side by side: the picture keeps the 80 that it is made for."""
PICTURE = 15
"""Rows of a picture with its controls that the text above leaves free, as long as two remain for itself."""
LOW = 22
"""Rows below which a heading stands in its text's first line, or nothing else of the text would be seen."""


class LessonScreen(Screen[None]):
    """One step of a lesson at a time; the place is kept at each turn."""

    DEFAULT_CSS = """
    LessonScreen { background: $background; layers: default above; overflow: hidden; }
    LessonScreen #where { height: 1; padding: 0 1; color: $muted; }
    LessonScreen #page { height: 1fr; layout: vertical; }
    LessonScreen #text { height: 1fr; padding: 1 2; scrollbar-size-vertical: 1; }
    LessonScreen #page.-pictured #text { height: auto; padding: 0 1; }
    LessonScreen #page.-wide { layout: horizontal; }
    LessonScreen #page.-wide.-pictured #text { width: 2fr; height: 1fr; padding: 1 2; }
    LessonScreen #page.-wide Stage { width: 3fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,enter", "page(1)", "Next", key_display="n", id="lesson.next"),
        Binding("b,backspace", "page(-1)", "Before", show=False, id="lesson.before"),
        Binding("c", "code", "Code", id="lesson.code"),
        Binding("pagedown", "scroll(1)", "Text down", show=False, id="lesson.down"),
        Binding("pageup", "scroll(-1)", "Text up", show=False, id="lesson.up"),
        Binding("f1,question_mark", "help", "Help", show=False, id="lesson.help"),
        Binding("q,escape", "close", "Leave", id="lesson.close"),
    ]
    AUTO_FOCUS = "Stage"

    app: DlprepApp

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading

    def compose(self) -> ComposeResult:
        """Where one is, the page, the hints."""
        yield Static(id="where")
        with Container(id="page"):
            yield from self._page()
        yield Footer(show_command_palette=False, compact=True)
        yield TooSmall()

    def on_mount(self) -> None:
        """Say where one is."""
        self._fit()

    def on_resize(self, event: Resize) -> None:
        """Side by side or one above the other; say so when there is too little room."""
        self.query_one("#page").set_class(event.size.width >= WIDE, "-wide")
        self.query_one(TooSmall).fit(event.size)
        self._fit()

    def on_screen_suspend(self) -> None:
        """Nothing moves below another screen."""
        for stage in self.query(Stage):
            stage.hold()

    def on_screen_resume(self) -> None:
        """Go on where it stood."""
        for stage in self.query(Stage):
            stage.go_on()

    async def action_page(self, by: int) -> None:
        """The questions of a step come before the next one; after the last step, the topic's quiz."""
        if by > 0 and (asked := self.reading.unanswered()):
            self.app.begin(Wanted(items=asked), self.reading.lesson.title, then=self._answered)
            return
        if by > 0 and self.reading.last:
            self.app.begin(Wanted((self.reading.topic,)), self.reading.lesson.title, then=self.app.pop_screen)
            return
        await self._turned(by)

    def action_code(self) -> None:
        """The step's code, or that of the picture as its knobs stand."""
        from dlprep.tui.screens.code import CodeScreen

        stages = self.query(Stage)
        code = self.reading.step.code or (stages.first().code() if stages else "")
        if code:
            topic = self.reading.topic
            home = str(self.reading.desk.bank.home(topic))
            self.app.push_screen(CodeScreen(code, self.reading.lesson.title, topic, home))
        else:
            self.app.notify("There is no code on this page.")

    def action_scroll(self, by: int) -> None:
        """Move through a long text, by what is seen of it but at most eight lines."""
        text = self.query_one("#text")
        text.scroll_relative(y=by * min(8, text.size.height), animate=False)

    def action_help(self) -> None:
        """Show every key."""
        from dlprep.tui.screens.help import LESSON, HelpScreen

        self.app.push_screen(HelpScreen(LESSON))

    def action_close(self) -> None:
        """Back to where one came from; the place is kept."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            self.app.exit(0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done now is hinted at."""
        if action == "page" and parameters == (-1,):
            return self.reading.at > 0
        if action == "code":
            return bool(self.reading.step.code or self.reading.step.visual)
        return True

    def _answered(self) -> None:
        """The step's questions are done: go on."""
        self.call_next(self._turned, 1)

    async def _turned(self, by: int) -> None:
        try:
            turned = self.reading.turn(by)
        except ProgressError as error:
            self.app.notify(str(error), title="The place was not saved", severity="warning")
            turned = True
        if not turned:
            return
        page = self.query_one("#page")
        async with self.batch():
            await page.remove_children()
            await page.mount_all(self._page())
        self._fit()
        self.refresh_bindings()
        for stage in self.query(Stage):
            stage.focus()

    def _page(self) -> list[VerticalScroll | Stage]:
        step = self.reading.step
        prose = VerticalScroll(Prose(_text(self.reading)), id="text", can_focus=step.visual is None)
        if step.visual is None:
            return [prose]
        return [prose, Stage(picture(step.visual.sim, step.visual.knobs))]

    def _fit(self) -> None:
        """Share the rows: the text scrolls, the picture cannot. Then say where one is."""
        page, text, step = self.query_one("#page"), self.query_one("#text"), self.reading.step
        page.set_class(step.visual is not None, "-pictured")
        stacked = step.visual is not None and not page.has_class("-wide")
        text.styles.max_height = max(2, self.app.size.height - 2 - PICTURE) if stacked else None
        low = stacked and self.app.size.height < LOW
        text.query_one(Prose).show(_run_in(_text(self.reading)) if low else _text(self.reading))
        self._where()
        self.call_after_refresh(self._where)

    def _where(self) -> None:
        title, count = self.reading.lesson.title, len(self.reading.lesson.steps)
        hidden = any(text.max_scroll_y for text in self.query("#text"))
        place = f"  {self.reading.at + 1}/{count}{'   pgdn: text' if hidden else ''}"
        width = max(4, min(24, self.app.size.width - len(title) - len(place) - 4))
        done = round((self.reading.at + 1) / count * width)
        bar = (("━" * done, style("active")), ("╌" * (width - done), style("muted")))
        where = Text.assemble((f"{title}  ", style("heading")), *bar, place)
        self.query_one("#where", Static).update(where)


def _text(reading: Reading) -> str:
    step, asked = reading.step, len(reading.unanswered())
    code = f"\n\n```python\n{step.code.rstrip()}\n```\n\n`c` runs it." if step.code else ""
    asks = f"\n\n*{_questions(asked)} next.*" if asked else ""
    return step.text.rstrip() + code + asks


def _run_in(text: str) -> str:
    """The heading as the first words of the paragraph that follows it; not before a list, table or block."""
    head = re.match(r"#+ +(.+)\n+(?![-|>]|\d+\.|```|\$\$)", text)
    if head is None:
        return text
    stop = "" if head[1][-1] in ".?!" else "."
    return f"**{head[1]}{stop}** {text[head.end() :]}"


def _questions(count: int) -> str:
    return "A question" if count == 1 else f"{count} questions"
