from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.visuals import catalogue
from dlprep.visuals.canvas import Canvas, bar, bent, segments, straight
from dlprep.visuals.ink import ACTIVE, GROUND, HEAT, INK, LIT, bare, heat, heated, shaded, written
from dlprep.visuals.plane import Plane

FULL = written(INK)


def test_text_is_cut_at_the_edges() -> None:
    canvas = Canvas(4, 2)
    canvas.text(-1, 0, "abcdefg", FULL)
    canvas.text(0, 5, "never", FULL)
    assert canvas.plain == "bcde\n"


def test_dots_of_one_cell_add_up() -> None:
    canvas = Canvas(1, 1)
    for y in range(4):
        canvas.dot(0, y, FULL)
    assert canvas.plain == "⡇"


def test_a_line_goes_from_corner_to_corner() -> None:
    canvas = Canvas(2, 1)
    canvas.line(0, 0, 3, 3, FULL)
    assert canvas.plain == "⠑⢄"


def test_two_pixels_share_a_cell() -> None:
    canvas = Canvas(1, 1)
    canvas.pixel(0, 0, ACTIVE)
    canvas.pixel(0, 1, HEAT[4])
    ((glyph, ink),) = canvas.rows()[0]
    assert glyph == "▀"
    assert (tuple(ink.color.triplet), tuple(ink.bgcolor.triplet)) == (ACTIVE, HEAT[4])


def test_a_light_changes_the_ink_and_leaves_what_is_written() -> None:
    canvas = Canvas(6, 1)
    canvas.text(0, 0, "12 34", FULL)
    canvas.light(2, 0, 9, LIT)
    assert canvas.plain == "12 34"
    assert [ink for _, ink in canvas.rows()[0]] == [FULL, FULL, LIT, LIT, LIT, LIT]


def test_dots_without_a_ground_of_their_own_leave_the_cells() -> None:
    canvas = Canvas(1, 1)
    canvas.fill(0, 0, 1, 1, written(INK, HEAT[3]))
    canvas.dot(0, 0, bare(ACTIVE, 1.0, GROUND))
    ((glyph, ink),) = canvas.rows()[0]
    assert glyph == "⠁"
    assert (tuple(ink.color.triplet), tuple(ink.bgcolor.triplet)) == (ACTIVE, HEAT[3])


def test_a_bar_is_as_long_as_its_number_to_an_eighth() -> None:
    assert [bar(length) for length in (-1, 0, 0.125, 1.5, 2)] == ["", "", "▏", "█▌", "██"]


def test_a_copy_is_drawn_on_alone() -> None:
    ground = Canvas(3, 1)
    ground.text(0, 0, "abc", FULL)
    ground.copy().text(0, 0, "xyz", FULL)
    assert ground.plain == "abc"


def test_neighbours_of_one_ink_are_one_segment() -> None:
    canvas = Canvas(6, 1)
    canvas.text(0, 0, "abc", FULL)
    canvas.text(3, 0, "def", written(ACTIVE))
    assert [segment.text for segment in segments(canvas.rows()[0])] == ["abc", "def"]


@given(*[st.integers(-40, 40)] * 4)
def test_lines_and_curves_reach_both_ends(x0: int, y0: int, x1: int, y1: int) -> None:
    x0, x1 = sorted((x0, x1))
    for marks in (straight(x0, y0, x1, y1), bent(x0, y0, x1, y1)):
        cells = {(mark.x, mark.y) for mark in marks}
        assert {(x0 >> 1, y0 >> 2), (x1 >> 1, y1 >> 2)} <= cells
        assert all(0 <= mark.along <= 1 and mark.bits for mark in marks)


def test_inks_are_few() -> None:
    assert len({shaded(ACTIVE, k / 1000) for k in range(1000)}) <= 33
    assert len({heated(k / 1000) for k in range(1000)}) <= 33
    assert heat(0) == GROUND
    assert heat(1) == HEAT[-1]


def test_hotter_is_lighter() -> None:
    lights = [sum(heat(k / 32)) for k in range(33)]
    assert lights == sorted(lights)


def test_a_plane_turns_cells_into_points_and_back() -> None:
    plane = Plane(5, 2, 20, 10, (-1, 1), (-2, 2))
    for column in range(5, 25):
        for row in range(2, 12):
            assert plane.holds(column, row)
            x, y = plane.point(column, row)
            assert plane.cell(x, y) == (column, row)


@given(*[st.floats(-100, 100)] * 4)
def test_no_stroke_leaves_its_plane(x0: float, y0: float, x1: float, y1: float) -> None:
    canvas = Canvas(30, 14)
    Plane(5, 2, 20, 10, (-1, 1), (-2, 2)).stroke(canvas, (x0, y0), (x1, y1), FULL)
    for y, row in enumerate(canvas.rows()):
        for x, (glyph, _) in enumerate(row):
            assert glyph == " " or (5 <= x < 25 and 2 <= y < 12)


@pytest.mark.parametrize("name", catalogue.NAMES)
@pytest.mark.parametrize("size", [(1, 1), (7, 3), (60, 8), (80, 17), (200, 60)], ids=str)
def test_every_picture_is_drawn_in_every_size(name: str, size: tuple[int, int]) -> None:
    picture = catalogue.picture(name)
    for step in range(picture.sim.last + 1):
        for phase in (0.0, 0.5):
            if step < picture.sim.last or not phase:
                picture.draw(Canvas(*size), step, phase)


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_a_picture_changes_while_it_plays(name: str) -> None:
    picture, frames = catalogue.picture(name), []
    for step in range(0, min(9, picture.sim.last) + 1, 3):
        canvas = Canvas(80, 18)
        picture.draw(canvas, step, 0.0)
        frames.append(canvas.rows())
    assert all(a != b for a, b in pairwise(frames))
