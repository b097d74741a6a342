"""Pictures in their colours, at a fixed step, as the terminal is told to paint them."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from dlprep.visuals import catalogue, controls
from dlprep.visuals.stage import Stage


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ["attention", "backprop", "optimizers"])
def test_a_picture_is_painted_as_it_was(name: str, size: tuple[int, int], snap_compare) -> None:
    class Shown(App[None]):
        def compose(self) -> ComposeResult:
            yield Stage(catalogue.picture(name))

        def on_mount(self) -> None:
            stage = self.query_one(Stage)
            stage.player.scrub(stage.sim.last // 2)
            stage.redraw()

    assert snap_compare(Shown(), terminal_size=size)


async def test_a_picture_that_needs_little_stands_in_the_middle_of_a_large_stage() -> None:
    class Shown(App[None]):
        def compose(self) -> ComposeResult:
            yield Stage(catalogue.picture("broadcasting"))

    app = Shown()
    async with app.run_test(size=(120, 40)):
        stage = app.query_one(Stage)
        above = controls.layout(stage.sim, 120, 40).heading
        lines = [stage.render_line(y).text for y in range(above)]
        filled = [y for y, line in enumerate(lines) if line.strip()]
        assert abs(filled[0] - (above - 1 - filled[-1])) <= 1
        widest = max(lines, key=lambda line: len(line.rstrip()))
        left, right = len(widest) - len(widest.lstrip()), len(widest) - len(widest.rstrip())
        assert abs(left - right) <= 4


async def test_a_click_on_a_picture_means_what_is_drawn_there() -> None:
    class Shown(App[None]):
        def compose(self) -> ComposeResult:
            yield Stage(catalogue.picture("schedules"))

    app = Shown()
    async with app.run_test(size=(120, 40)) as pilot:
        stage = app.query_one(Stage)
        await pilot.click(Stage, offset=(63, 5))
        column = round(stage.player.at / stage.player.last * 112) + 6
        assert abs(column - 63) <= 1
