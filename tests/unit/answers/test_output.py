"""What a program prints, predicted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.answers import NotAnAnswer, pose
from dlprep.bank.items import Output

Make = Callable[..., Any]


def asked(answer: str) -> Any:
    fields = {"id": "an-output", "level": 1, "refs": ("a book",), "front": "What is printed?"}
    return pose(Output(**fields, code="print(x)\n", answer=answer), 1)


def test_the_prompt_shows_the_code(card: Make) -> None:
    q = pose(card("output", front="What is printed?", code="print(1)\n", answer="1\n"), 1)
    assert q.prompt == "What is printed?\n\n```python\nprint(1)\n```"
    assert q.grade("1").expected == "```text\n1\n```"


MATRIX = "tensor([[1., 2.],\n        [3., 4.]])\n"


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("1\n2\n", "1 \n 2"),
        ("tensor([1., 2.])\n", "tensor([ 1.0,2.0 ])"),
        (MATRIX, "tensor([[1.,2.],[3.,4.]])"),
        (MATRIX, "tensor( [[1., 2.],\n[3., 4.]] )\n\n"),
        ("0.7071\n", "0.70711"),
        ("1.0000e-05\n", "1e-5"),
        ("torch.Size([2, 3])\n", "torch.Size([2,3])"),
        ("-0.5 nan\n", "−.5  nan"),
        ("'a' True\n", '"a" True'),
    ],
)
def test_spacing_and_spare_digits_are_forgiven(printed: str, written: str) -> None:
    assert asked(printed).grade(written).right is True


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("12\n", "1 2"),
        ("0.7071\n", "0.71"),
        ("5\n", "6"),
        ("1 2\n", "2 1"),
        ("tensor([1.])\n", "[1.]"),
        ("torch.Size([2, 3])\n", "(2, 3)"),
        ("1\n2\n", "1"),
        ("1\n", "1\n2"),
        ("-1.\n", "1."),
        ("100000.0\n", "100000.4"),
        ("tensor(1.)\n", "tensor(1.)))"),
    ],
)
def test_what_is_printed_differently_is_wrong(printed: str, written: str) -> None:
    assert asked(printed).grade(written).right is False


def test_an_integer_for_a_float_is_wrong_and_said_so() -> None:
    mark = asked("tensor([1., 2.])\n").grade("tensor([1, 2])")
    assert mark.right is False
    assert mark.feedback is not None
    assert mark.feedback.endswith("The values agree, integer and floating point do not.")


def test_the_first_different_line_is_named_and_lines_share_the_score() -> None:
    mark = asked("1\n2\n3\n4\n").grade("1\n2\n5\n4")
    assert mark.score == 0.75
    assert mark.feedback == "Line 3: it prints `` 3 ``, you wrote `` 5 ``."
    assert asked("1\n2\n").grade("1").feedback == "It prints 2 lines, you wrote 1 line."


def test_nothing_typed_is_not_graded() -> None:
    with pytest.raises(NotAnAnswer):
        asked("1\n").grade(" \n")


@given(st.text(min_size=1).filter(str.strip))
def test_what_is_printed_is_right_word_for_word(printed: str) -> None:
    assert asked(printed).grade(printed).right


@given(st.text(), st.text(min_size=1).filter(str.strip))
def test_grading_never_fails(printed: str, written: str) -> None:
    assert 0 <= asked(printed).grade(written).score <= 1
