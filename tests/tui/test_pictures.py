"""Pictures in their colours, at a fixed step, as the terminal is told to paint them."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from dlprep.visuals import catalogue
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
