"""What a picture shows between two steps: things glide, numbers are those of whole steps."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dlprep.visuals import catalogue
from dlprep.visuals.canvas import Canvas
from dlprep.visuals.motion import eased, grown
from dlprep.visuals.pictures.picture import Picture

SIZES = [(60, 9), (80, 18), (120, 34)]
WIDE = (240, 60)
"""Where even the step of a long run is several cells."""
PHASES = (0.3, 0.6, 0.75, 0.9)
FAST = {"activations", "backprop", "decay", "faults", "finetuning", "losses", "optimizers"}
FAST |= {"overfitting", "schedules"}
"""Pictures of many steps a second, or of one long way: they never rest."""
each = pytest.mark.parametrize("name", catalogue.NAMES)


def drawn(picture: Picture[Any], step: int, phase: float, size: tuple[int, int] = (80, 18)) -> Canvas:
    canvas = Canvas(*size)
    picture.draw(canvas, step, phase)
    return canvas


def numbers(canvas: Canvas) -> set[str]:
    """Whole numbers of a glyph or two may be partly below a light; those with a point are never."""
    return set(re.findall(r"\d+\.\d+", canvas.plain))


@each
def test_between_two_steps_it_looks_like_neither(name: str) -> None:
    picture = catalogue.picture(name)
    gliding = [
        step
        for step in range(min(12, picture.sim.last))
        if all(
            drawn(picture, step, phase, WIDE).rows() != drawn(picture, whole, 0.0, WIDE).rows()
            for phase in (0.6, 0.75)
            for whole in (step, step + 1)
        )
    ]
    assert gliding


@each
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_number_is_shown_that_is_of_neither_step(name: str, size: tuple[int, int]) -> None:
    picture = catalogue.picture(name)
    for step in range(min(24, picture.sim.last)):
        known = numbers(drawn(picture, step, 0.0, size)) | numbers(drawn(picture, step + 1, 0.0, size))
        for phase in PHASES:
            assert numbers(drawn(picture, step, phase, size)) <= known, (step, phase)


@each
def test_a_step_is_drawn_the_same_after_a_glide(name: str) -> None:
    gliding, still = catalogue.picture(name), catalogue.picture(name)
    for step in range(min(8, gliding.sim.last)):
        drawn(gliding, step, 0.7)
        assert drawn(gliding, step, 0.0).rows() == drawn(still, step, 0.0).rows()


@pytest.mark.parametrize("name", [name for name in catalogue.NAMES if name not in FAST])
def test_a_slow_picture_stands_still_before_it_moves(name: str) -> None:
    picture = catalogue.picture(name)
    for step in range(min(12, picture.sim.last)):
        assert drawn(picture, step, 0.2).rows() == drawn(picture, step, 0.0).rows()


@pytest.mark.parametrize("name", [name for name in catalogue.NAMES if catalogue.sim(name).timeless])
def test_a_knob_that_is_turned_in_the_middle_of_a_glide_is_seen_at_once(name: str) -> None:
    for knob in catalogue.sim(name).knobs:
        turned, fresh = catalogue.picture(name), catalogue.picture(name)
        drawn(turned, 2, 0.5)
        step = min(turned.sim.turn(knob.name, 1, 2), turned.sim.last - 1)
        fresh.sim.turn(knob.name, 1, 0)
        assert drawn(turned, step, 0.6).rows() == drawn(fresh, step, 0.6).rows()


def test_a_thing_rests_starts_softly_and_arrives() -> None:
    shares = [eased(k / 100) for k in range(101)]
    assert shares == sorted(shares)
    assert (eased(0.4), eased(1.0)) == (0, 1)
    assert eased(0.42) < 0.01
    assert eased(0.98) > 0.99


def test_a_curve_grows_from_point_to_point_and_not_towards_what_is_no_number() -> None:
    assert grown([1.0, 3.0, 2.0], 1) == [(0, 1), (1, 3)]
    assert grown([1.0, 3.0, 2.0], 1.5) == [(0, 1), (1, 3), (1.5, 2.5)]
    assert grown([1.0, float("nan")], 0.5) == [(0, 1)]
