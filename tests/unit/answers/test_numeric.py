"""A number to work out, from values drawn afresh."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.answers import BadCard, NotAnAnswer, pose
from dlprep.answers.soundness import faults
from dlprep.answers.template import fill
from dlprep.bank.items import Range, Slip

Make = Callable[..., Any]


@pytest.fixture
def linear(card: Make) -> Any:
    return card(
        "numeric",
        front="How many parameters has `nn.Linear({d_in}, {d_out:,})`?",
        draw={"d_in": Range(low=64, high=512, step=64), "d_out": (1024, 4096), "weights": "d_in * d_out"},
        answer="weights + d_out",
        unit="parameters",
        why="{weights:,} weights and a bias make {answer:,}.",
        slips=(
            Slip(
                answer="weights", misconception="bias-forgotten", feedback="{weights:,} is without the bias."
            ),
            Slip(answer="weights + d_in", misconception="bias-of-inputs", feedback="One bias an output."),
        ),
    )


def test_the_same_seed_gives_the_same_question(linear: Any) -> None:
    assert pose(linear, 7) == pose(linear, 7)
    assert len({pose(linear, seed).prompt for seed in range(40)}) > 5


def test_numbers_are_filled_in_everywhere(linear: Any) -> None:
    q = pose(linear, 3)
    assert f"nn.Linear({q.values['d_in']}, {q.values['d_out']:,})" in q.prompt
    assert q.why == f"{q.values['weights']:,} weights and a bias make {q.answer:,}."
    assert q.values["d_in"] in range(64, 513, 64)


def test_the_right_number_is_right_in_any_spelling(linear: Any) -> None:
    q = pose(linear, 3)
    for text in (str(q.answer), f"{q.answer:,} parameters", "{d_in}*{d_out}+{d_out}".format(**q.values)):
        assert q.grade(text).right
    assert q.grade("1").expected == f"**{q.answer:,}** parameters"


def test_a_usual_wrong_number_is_named(linear: Any) -> None:
    q = pose(linear, 3)
    mark = q.grade(str(q.values["weights"]))
    assert (mark.right, mark.score, mark.misconception) == (False, 0.0, "bias-forgotten")
    assert mark.feedback == f"{q.values['weights']:,} is without the bias."
    assert q.grade("17").misconception is None


def test_what_is_not_a_number_is_not_graded(linear: Any) -> None:
    with pytest.raises(NotAnAnswer):
        pose(linear, 3).grade("a lot")


def test_tolerance_is_relative_and_the_right_answer_goes_before_a_near_slip(card: Make) -> None:
    near = Slip(answer="1.001 * n", misconception="m", feedback="f")
    q = pose(card("numeric", draw={"n": (100,)}, answer="n / 3", tolerance=0.01, slips=(near,)), 1)
    assert q.grade("33.3").right
    assert not q.grade("34").right
    assert q.grade("1/3").expected == "**33.3333**"


def test_values_are_drawn_again_until_no_slip_is_right_by_chance(card: Make) -> None:
    slip = Slip(answer="n + n", misconception="added", feedback="You added.")
    made = card("numeric", draw={"n": (2, 3)}, answer="n * n", slips=(slip,))
    assert {pose(made, seed).values["n"] for seed in range(30)} == {3}


def test_a_slip_that_is_always_right_is_left_out_and_reported(card: Make) -> None:
    slip = Slip(answer="n + n", misconception="added", feedback="You added.")
    made = card("numeric", draw={"n": (2,)}, answer="n * n", slips=(slip,))
    assert pose(made, 1).grade("4").right
    assert list(faults(made)) == [
        "the slip 'n + n' of the card a-numeric always equals the answer or another slip"
    ]


def test_values_are_drawn_again_until_no_two_slips_give_the_same_number(card: Make) -> None:
    slips = (
        Slip(answer="n + n", misconception="added", feedback="You added."),
        Slip(answer="4", misconception="guessed", feedback="It is not always 4."),
    )
    made = card("numeric", draw={"n": (2, 3)}, answer="n * n * n", slips=slips)
    assert {pose(made, seed).grade("6").misconception for seed in range(30)} == {"added"}


def test_slips_that_cannot_be_told_apart_name_nothing_and_are_reported(card: Make) -> None:
    slips = (
        Slip(answer="n + n", misconception="added", feedback="You added."),
        Slip(answer="2 * n", misconception="doubled", feedback="You doubled."),
    )
    made = card("numeric", draw={"n": (3, 5)}, answer="n * n", slips=slips)
    assert pose(made, 1).grade(str(2 * pose(made, 1).values["n"])).misconception is None
    assert len(list(faults(made))) == 2


def test_a_long_decimal_without_tolerance_is_reported(card: Make) -> None:
    assert "tolerance" in next(faults(card("numeric", draw={"n": (3,)}, answer="1 / n")))
    assert not list(faults(card("numeric", draw={"n": (4,)}, answer="1 / n")))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"draw": {"n": "m + 1", "m": (1,)}}, "'m' is not known"),
        ({"draw": {"n": ()}}, "no values"),
        ({"draw": {"n": Range(low=1, high=2, step=0)}}, "empty"),
        ({"draw": {"n": Range(low=3, high=2)}}, "empty"),
        ({"draw": {"n": Range(low=0, high=float("inf"))}}, "too large"),
        ({"draw": {"n": Range(low=float("nan"), high=1)}}, "empty"),
        ({"draw": {"n": Range(low=0, high=1, step=5e-324)}}, "too large"),
        ({"answer": "n.real"}, "the answer"),
        ({"answer": "1/(n - n)"}, "divides by zero"),
        ({"front": "{n:>99999999}"}, "format"),
        ({"front": "{n:d} of {n:.2d}"}, "format"),
    ],
)
def test_a_card_that_cannot_be_asked_says_which_and_why(
    card: Make, fields: dict[str, Any], reason: str
) -> None:
    made = card("numeric", **{"draw": {"n": (1,)}, "answer": "n", **fields})
    with pytest.raises(BadCard, match=f"a-numeric cannot be asked.*{reason}"):
        pose(made, 1)


def test_ranges_of_fractions_hit_their_ends_without_noise(card: Make) -> None:
    made = card("numeric", front="{p}", draw={"p": Range(low=0.1, high=0.5, step=0.1)}, answer="p")
    assert {pose(made, seed).prompt for seed in range(200)} == {"0.1", "0.2", "0.3", "0.4", "0.5"}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{d} and {d:,} and {d:.1f} and {d:.2e}", "4096 and 4,096 and 4096.0 and 4.10e+03"),
        ("{p} {p:.0%} {p:.3g}", "0.3 30% 0.3"),
        ("{half}", "2"),
        (
            r"$\sqrt{d}$ and $\frac{1}{d}$ and $n = {d}$",
            r"$\sqrt{4096}$ and $\frac{1}{4096}$ and $n = {4096}$",
        ),
        (r"$\frac{a}{b}$ {{x}} {other}", r"$\frac{a}{b}$ {{x}} {other}"),
        (r"$\sqrt{ d }$", r"$\sqrt{ d }$"),
        ("costs $5 for {d} and $6 for {d}", "costs $5 for 4096 and $6 for 4096"),
        ("`x[{d}]`", "`x[4096]`"),
        ("{d.__class__} {d[0]} {d!r} {} {0}", "{d.__class__} {d[0]} {d!r} {} {0}"),
    ],
)
def test_only_fields_of_drawn_names_are_replaced(template: str, text: str) -> None:
    assert fill(template, {"d": 4096, "p": 0.1 + 0.2, "half": 2.0}) == text


@given(st.text("{}d:.,$`\\a 1", max_size=60))
def test_text_without_a_drawn_name_is_left_alone(text: str) -> None:
    assert fill(text, {"zeta": 1}) == text


def test_a_value_that_is_always_drawn_again_is_reported(card: Make) -> None:
    slip = Slip(answer="n + n", misconception="added", feedback="You added.")
    made = card("numeric", draw={"n": (2, 3, 5)}, answer="n * n", slips=(slip,))
    assert list(faults(made)) == [
        "n = 2 is never asked by the card a-numeric: there a slip is the answer, or another slip"
    ]
