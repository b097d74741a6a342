"""Numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.answers.number import agree, typed
from dlprep.answers.question import NotAnAnswer


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,152,384", 3_152_384),
        ("3_152_384", 3_152_384),
        ("3 152 384", 3_152_384),
        ("3\u202f152\u202f384", 3_152_384),
        ("3.15e6", 3_150_000),
        ("3.15×10^6", 3_150_000),
        ("3.15·10⁶", 3_150_000),
        ("10⁻³", 0.001),
        ("1/3", 1 / 3),
        ("½", 0.5),
        ("2*512*512+512", 524_800),
        ("2×512×512 + 512", 524_800),
        ("3x4", 12),
        ("50%", 0.5),
        ("1.5k", 1500),
        ("7B", 7e9),
        ("2M + 1", 2_000_001),
        ("4Ki", 4096),
        ("−0.5", -0.5),
        ("= 512", 512),
        ("~0.7", 0.7),
        ("≈ 0.7", 0.7),
        ("√2", 2**0.5),
        ("1/√64", 0.125),
        ("√(3*3)", 3),
        ("2π", None),
        ("2*π", 6.283185307179586),
        (".5", 0.5),
        ("007", 7),
        ("０.５", 0.5),
        ("max(0, 3)", 3),
    ],
)
def test_a_number_may_be_written_in_many_ways(text: str, value: float | None) -> None:
    if value is None:
        with pytest.raises(NotAnAnswer):
            typed(text)
    else:
        assert typed(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("512 parameters", "parameters", 512),
        ("512 params", "parameters", 512),
        ("1 Parameter", "parameters", 1),
        ("1.5M parameters", "parameters", 1_500_000),
        ("16 GB", "GB", 16),
        ("16GB", "GB", 16),
        ("16G", "GB", 16),
        ("16", "GiB", 16),
        ("50%", "%", 50),
        ("50", "%", 50),
        ("3 GMACs", "GMACs", 3),
        ("5M", "MACs", 5_000_000),
        ("20ms", "ms", 20),
        ("7B", "billion parameters", 7),
        ("7 billion", "billion parameters", 7),
        ("7M", "M parameters", 7),
    ],
)
def test_the_unit_may_follow(text: str, unit: str, value: float) -> None:
    assert typed(text, unit) == value


@pytest.mark.parametrize(
    "text", ["", "  ", "many", "12 apples", "0,5", "1,23", "3 4", "1..2", "1/0", "9**9**9", "nan", "inf"]
)
def test_what_is_not_a_number_is_said_in_a_sentence(text: str) -> None:
    with pytest.raises(NotAnAnswer, match=r"\.$"):
        typed(text, "parameters")


def test_another_prefix_than_the_units_own_is_ambiguous() -> None:
    with pytest.raises(NotAnAnswer, match="Give the number in GB"):
        typed("16M", "GB")


@given(st.text(max_size=80), st.one_of(st.none(), st.text(max_size=10)))
def test_any_text_is_a_number_or_not_an_answer(text: str, unit: str | None) -> None:
    try:
        value = typed(text, unit)
    except NotAnAnswer:
        return
    assert isinstance(value, int | float)


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_are_read_back_from_every_grouping(number: int) -> None:
    for text in (f"{number:,}", f"{number:_}", f"{number:,}".replace(",", " "), f"{number} parameters"):
        assert typed(text, "parameters") == number


def test_agreement_is_relative_and_exact_for_whole_numbers() -> None:
    assert agree(101, 100, 0.01)
    assert not agree(102, 100, 0.01)
    assert not agree(10**12 + 1, 10**12)
    assert agree(0.1 + 0.2, 0.3)
    assert agree(3e6, 3_000_000)
    assert agree(0, 0)
    assert not agree(0.5, 0)
