"""Make README's pictures from the real screens, each as an SVG.

    python tests/pictures.py [FOLDER]

The shipped bank, a progress file of its own, the real judge. FOLDER is `.pictures` beside README.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from dlprep.bank.items import Challenge
from dlprep.cli import opened
from dlprep.judge.diagnose import source_of
from dlprep.study.desk import Desk
from dlprep.study.opening import Wanted
from dlprep.study.reading import Reading
from dlprep.tui.app import DlprepApp
from dlprep.tui.screens.lesson import LessonScreen
from dlprep.tui.widgets.editor import Editor
from dlprep.tui.widgets.workbench import Workbench
from dlprep.visuals.stage import Stage

SIZE = (110, 32)
SOLVED, SLIP = "scaled-dot-product-attention", "unscaled-scores"
"""The challenge that is failed on purpose, and the misconception behind the wrong solution typed in."""
CARD = "softmax-twice-floor"
FETCHED = re.compile(r",\s*url\([^)]*\) format\([^)]*\)")
"""Fonts that a viewer would load from elsewhere; its own monospaced one will do."""


async def settle(pilot: Pilot[int]) -> None:
    """Wait until the screen stands still."""
    await pilot.app.workers.wait_for_complete()
    for _ in range(4):
        await pilot.pause()


async def taken(app: DlprepApp, path: Path, act: Callable[[Pilot[int]], Awaitable[None]]) -> None:
    """Run the program, act, and keep what it shows."""
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await act(pilot)
        await settle(pilot)
        svg = FETCHED.sub("", app.export_screenshot(title="dlprep"))
        path.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", "utf-8")
        print(path)


def wrong_solution(desk: Desk) -> str | None:
    """The known wrong solution that stands for `SLIP`."""
    challenge = desk.bank.item(SOLVED)
    assert isinstance(challenge, Challenge)
    return next(source_of(challenge, wrong) for wrong in challenge.wrong if wrong.misconception == SLIP)


async def diagnosed(desk: Desk, path: Path) -> None:
    """A challenge failed, and the mistake named."""

    async def act(pilot: Pilot[int]) -> None:
        bench = pilot.app.screen.query_one(Workbench)
        bench.query_one(Editor).text = wrong_solution(desk) or ""
        await pilot.press("f5")

    await taken(DlprepApp(desk.sit(Wanted(items=(SOLVED,))), "transformers", desk=desk), path, act)


async def answered(desk: Desk, path: Path) -> None:
    """A number got wrong in a known way."""

    async def act(pilot: Pilot[int]) -> None:
        await pilot.press("0", "enter")

    await taken(DlprepApp(desk.sit(Wanted(items=(CARD,))), "losses", desk=desk), path, act)


async def read(desk: Desk, topic: str, sim: str, share: float, path: Path) -> None:
    """The first page of a lesson that shows a picture, at a share of its steps."""
    reading = Reading(desk, topic)
    steps = reading.lesson.steps
    reading.at = next(n for n, step in enumerate(steps) if step.visual and step.visual.sim == sim)

    async def act(pilot: Pilot[int]) -> None:
        stage = pilot.app.screen.query_one(Stage)
        stage.player.scrub(round(share * stage.player.last))
        stage.redraw()

    app = DlprepApp(None, desk=desk, first=lambda _: LessonScreen(reading))
    await taken(app, path, act)


async def main(folder: Path) -> None:
    """All of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with opened.desk() as desk:
        await diagnosed(desk, folder / "verdict.svg")
        await answered(desk, folder / "card.svg")
        await read(desk, "transformers", "attention", 0.8, folder / "attention.svg")
        await read(desk, "backprop", "backprop", 0.59, folder / "backprop.svg")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"DLPREP_DATA": place, "DLPREP_CONFIG": place}
        asyncio.run(main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parents[1] / ".pictures"))
