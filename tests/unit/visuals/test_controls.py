from __future__ import annotations

from itertools import pairwise

import pytest

from dlprep.visuals import catalogue, controls
from dlprep.visuals.canvas import Canvas
from dlprep.visuals.player import Player


@pytest.mark.parametrize("name", catalogue.NAMES)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_all_knobs_fit_and_none_lies_on_another(name: str, width: int) -> None:
    spots = controls.spots(catalogue.sim(name), width)
    assert all(spot.left > 0 and spot.right <= width for spot in spots)
    for before, after in pairwise(spots):
        assert before.row < after.row or before.right < after.left
    assert controls.height(catalogue.sim(name), width) <= 7


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_every_sentence_fits_two_lines_of_sixty(name: str) -> None:
    sim = catalogue.sim(name)
    for step in range(sim.last + 1):
        assert not controls.caption_lines(sim.caption(step), 60)[1].endswith("…"), sim.caption(step)


def test_the_ends_of_the_bar_are_the_first_and_the_last_step() -> None:
    player = Player(last=40)
    left, length = controls.bar(80)
    assert controls.scrubbed(player, left, 80) == 0
    assert controls.scrubbed(player, left + length - 1, 80) == 40
    assert controls.scrubbed(player, 0, 80) == 0


def test_the_held_knob_is_marked_by_a_glyph() -> None:
    sim, canvas = catalogue.sim("neuron"), Canvas(80, 6)
    controls.draw(canvas, 0, sim, Player(sim.last), "x2", stepwise=False)
    assert "▸x₂" in canvas.plain
    assert "▸x₁" not in canvas.plain
