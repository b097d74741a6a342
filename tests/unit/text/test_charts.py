from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.text.charts import LEVELS, bar, binned, columns, gauge, heat, rows, shade, spark, strip

AMOUNTS = st.lists(st.integers(0, 10_000), max_size=80)
SHARES = st.floats(0, 1)


@given(AMOUNTS, st.integers(1, 40))
def test_neighbours_are_added_up_and_nothing_is_lost(values, count) -> None:
    found = binned(values, count)
    assert sum(found) == sum(values)
    assert len(found) <= count


@given(SHARES, SHARES, SHARES, st.integers(0, 60))
def test_a_gauge_is_as_wide_as_asked(a, b, c, width) -> None:
    low, middle, high = sorted((a, b, c))
    assert gauge(low, middle, high, width).cell_len == width


def test_a_gauge_says_what_is_sure_without_colour() -> None:
    assert gauge(0.2, 0.5, 0.8, 10).plain == "██▒▒▒┃▒▒··"
    assert gauge(0, 0, 0, 4).plain == "····"


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 40))
def test_something_is_never_drawn_as_nothing(value, most, width) -> None:
    drawn = bar(value, most, width)
    assert drawn.cell_len <= width
    assert bool(drawn.plain) == (value > 0 and most > 0)


@given(
    st.lists(st.tuples(st.text(max_size=30), st.integers(0, 99), st.text(max_size=20))), st.integers(0, 90)
)
def test_rows_keep_to_their_width(entries, width) -> None:
    lines = rows([(a.replace("\n", " "), v, b.replace("\n", " ")) for a, v, b in entries], width)
    assert len(lines) == len(entries)
    assert all(line.cell_len <= width for line in lines)


@given(AMOUNTS, st.integers(8, 90), st.integers(1, 8))
def test_columns_keep_to_their_place(values, width, height) -> None:
    lines = columns(values, width, height)
    assert len(lines) == height
    assert all(line.cell_len <= width for line in lines)


def test_columns_name_both_ends_of_the_axis() -> None:
    top, *_, bottom = (line.plain for line in columns([1, 2, 4], 20, 4))
    assert top.startswith("    4 ┤")
    assert top.endswith("████")
    assert bottom.startswith("    0 ┤█")


@given(AMOUNTS, st.integers(1, 60))
def test_a_line_of_columns_keeps_to_its_width(values, width) -> None:
    assert spark(values, width).cell_len <= width
    assert strip(values).cell_len == len(values)


@given(st.lists(st.lists(st.integers(-1, 50), min_size=7, max_size=7), max_size=60), st.integers(4, 90))
def test_a_heat_map_keeps_to_its_width(weeks, width) -> None:
    lines = heat(weeks, ["Mon", *[""] * 6], width)
    assert len(lines) == 7
    assert all(line.cell_len <= width for line in lines)


@pytest.mark.parametrize(("value", "level"), [(0, 0), (1, 1), (25, 1), (26, 2), (75, 3), (76, 4), (100, 4)])
def test_shades_rise_by_quarters(value: int, level: int) -> None:
    assert shade(value, 100) == LEVELS[level]
