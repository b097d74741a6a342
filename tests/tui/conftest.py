from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from rich.console import Console
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Footer

from dlprep.judge import Judge
from dlprep.study.sitting import Sitting
from dlprep.tui.app import DlprepApp


class Stage:
    """The program in a terminal of its own: what is typed, and what can be read on it."""

    def __init__(self, app: DlprepApp, pilot: Pilot[int], sitting: Sitting | None = None) -> None:
        self.app, self.pilot, self.sitting = app, pilot, sitting

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until the screen has caught up."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        await self.press(*("space" if c == " " else c for c in text))

    async def settle(self) -> None:
        for _ in range(3):
            await self.pilot.pause()

    @property
    def text(self) -> str:
        """What the screen shows."""
        screen = self.app.screen
        _, height = self.app.size
        return "\n".join(
            "".join(segment.text for segment in screen._compositor.render_strips()[y]) for y in range(height)
        )

    @property
    def said(self) -> str:
        """The notifications so far."""
        return "\n".join(f"{one.title} {one.message}" for one in self.app._notifications)

    @property
    def hints(self) -> list[str]:
        """What the footer hints at."""
        footers = self.app.screen.query(Footer)
        return [key.description for key in footers.first().query("FooterKey")] if footers else []

    def all_of(self, widget: Widget) -> str:
        """A widget's whole text, also the part that is scrolled away."""
        console = Console(width=200, no_color=True)
        with console.capture() as capture:
            console.print(widget.render())
        return capture.get()

    @property
    def told(self) -> str:
        """The whole explanation below an answered card."""
        return self.app.screen.query_one("#told").markdown

    @property
    def asked(self) -> str | None:
        return self.sitting.asked.item.id if self.sitting.asked else None


@pytest.fixture
def stage_of() -> type[Stage]:
    """Stages for programs that do not begin with a sitting."""
    return Stage


Play = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def play() -> Play:
    """Hold a sitting on the stage."""

    @asynccontextmanager
    async def hold(
        sitting: Sitting, size: tuple[int, int] = (80, 24), *, judge: Judge | None = None
    ) -> AsyncIterator[Stage]:
        app = DlprepApp(sitting, "attention")
        if judge is not None:
            app.judge = judge
        async with app.run_test(size=size) as pilot:
            stage = Stage(app, pilot, sitting)
            await stage.settle()
            yield stage

    return hold
