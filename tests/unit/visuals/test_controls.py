from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from dlprep.visuals import catalogue, controls
from dlprep.visuals.canvas import Canvas
from dlprep.visuals.player import Player
from dlprep.visuals.sims.sim import Sim


@pytest.mark.parametrize("name", catalogue.NAMES)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_all_knobs_fit_and_none_lies_on_another(name: str, width: int) -> None:
    spots = controls.spots(catalogue.sim(name), width)
    assert all(spot.left > 0 and spot.right <= width for spot in spots)
    for before, after in pairwise(spots):
        assert before.row < after.row or before.right < after.left
    assert 24 - controls.layout(catalogue.sim(name), width, 24).heading <= 7


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
    sim = catalogue.sim("neuron")
    seen = drawn(sim, 80, 6, "x2")
    assert "▸x₂" in seen
    assert "▸x₁" not in seen


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_the_formula_stands_on_a_stage_that_has_room_for_it(name: str) -> None:
    sim = catalogue.sim(name)
    assert sim.formula in drawn(sim, 120, 30)
    assert sim.title in drawn(sim, 120, 30)
    assert sim.formula in drawn(sim, 80, controls.ROOMY)
    low = controls.ROOMY - 1
    assert sim.formula not in drawn(sim, 80, low)
    assert controls.layout(sim, 60, low).heading >= 9


def test_a_knob_that_changes_nothing_has_its_value_in_brackets() -> None:
    assert "δ 1.00" in drawn(catalogue.sim("losses", {"loss": "Huber"}), 60, 18)
    sim = catalogue.sim("losses", {"loss": "MSE"})
    for width in (60, 80):
        assert re.search(r"y \+1\.0 +δ \(1\.00\) +▸classes \(10\)", drawn(sim, width, 18, "classes"))


def test_the_sides_of_a_knob_turn_it_back_and_on() -> None:
    sim = catalogue.sim("neuron")
    for spot in controls.spots(sim, 60):
        assert controls.pressed(sim, spot.left, spot.row, 60) == (spot.name, -1)
        assert controls.pressed(sim, spot.right - 1, spot.row, 60) == (spot.name, 1)
        assert controls.pressed(sim, spot.right, spot.row, 60) == ("", 0)


def drawn(sim: Sim[Any], width: int, height: int, chosen: str = "") -> str:
    """The controls as they are seen without colour."""
    canvas = Canvas(width, height)
    controls.draw(canvas, sim, Player(sim.last), chosen, stepwise=False)
    return canvas.plain
