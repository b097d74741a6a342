"""The pictures as they are seen without colour, at fixed steps and in two sizes: glyphs carry the meaning."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from dlprep.visuals import catalogue, controls
from dlprep.visuals.canvas import Canvas
from dlprep.visuals.player import Player


@pytest.mark.parametrize("size", [(80, 24), (60, 18)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", catalogue.NAMES)
def test_a_picture_looks_as_it_did(name: str, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    assert "\n\n".join(seen(name, size, share) for share in (0.0, 0.4, 1.0)) == snapshot


def seen(name: str, size: tuple[int, int], share: float) -> str:
    """A picture above its controls, at a share of its steps."""
    picture = catalogue.picture(name)
    sim, (width, height) = picture.sim, size
    player = Player(sim.last, sim.pace)
    player.scrub(round(share * sim.last))
    top = controls.layout(sim, width, height).heading
    drawing, below = Canvas(width, top), Canvas(width, height)
    picture.draw(drawing, player.step, 0.0)
    controls.draw(below, sim, player, sim.knobs[0].name, False)
    return "\n".join([*drawing.plain.split("\n"), *below.plain.split("\n")[top:]])
