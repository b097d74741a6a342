"""Expressions from packs and candidates: arithmetic, and nothing else."""

from __future__ import annotations

import math
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.answers.arithmetic import MAX_BITS, MAX_LENGTH, BadExpression, evaluate


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("2*512*512 + 512", 524_800),
        ("7 // 2 + 7 % 4", 6),
        ("-2**2", -4),
        ("1e-3", 0.001),
        ("3_152_384", 3_152_384),
        ("max(0, -3)", 0),
        ("sum(1, 2, 3)", 6),
        ("log(e)", 1.0),
        ("log(8, 2)", 3.0),
        ("round(2/3, 2)", 0.67),
        ("round(2.6)", 3),
        ("floor((32 + 2*1 - 3) / 2) + 1", 16),
        ("sigmoid(0)", 0.5),
        ("1 if 2 < 3 <= 3 else 1/0", 1),
        ("(3 > 2) * 5", 5),
        ("\n  1 +\n  2 ", 3),
        ("2**511", 2**511),
    ],
)
def test_arithmetic_is_what_python_makes_of_it(expression: str, value: float) -> None:
    result = evaluate(expression)
    assert result == value
    assert type(result) is type(value)


def test_names_stand_for_their_numbers() -> None:
    assert evaluate("d // h", {"d": 512, "h": 8}) == 64
    assert evaluate("e", {"e": 3}) == 3, "a drawn name wins over the constant"


def test_sigmoid_is_right_at_both_ends() -> None:
    assert evaluate("sigmoid(-700)") == pytest.approx(math.exp(-700))
    assert evaluate("sigmoid(10**6)") == 1.0


HOSTILE = {
    "attribute": "(1).__class__",
    "attribute of a name": "pi.real",
    "import": "__import__('os').system('true')",
    "import without quotes": "__import__(pi)",
    "tower of powers": "9**9**9",
    "nested powers": "((2**500)**500)**500",
    "negative tower": "2**-(9**9)",
    "float power": "9.9**9999",
    "long product": "*".join(["2**500"] * 60),
    "complex root": "(-8)**(1/3)",
    "complex literal": "3j",
    "rounding to the left": "round(5, -10**10)",
    "rounding far left": "round(5, -1000000000)",
    "huge text": "1+" * 10**6 + "1",
    "huge number": "9" * 10_000,
    "number over the bits": "9" * 200,
    "huge string": "'a' * 10**10",
    "nested parentheses": "(" * 240 + "1" + ")" * 240,
    "nested signs": "-" * 400 + "1",
    "nested nots": "not " * 100 + "1",
    "deep powers": "1" + "**1" * 150,
    "lambda": "(lambda: 1)()",
    "comprehension": "[x for x in (1, 2)]",
    "generator": "sum(x for x in 1)",
    "f-string": "f'{1}'",
    "string": "'1'",
    "walrus": "(x := 1)",
    "assignment": "x = 1",
    "null byte": "1\x00+1",
    "unicode digit": "１+１",
    "arabic digit": "٣",
    "unknown name": "x + 1",
    "function as a value": "max",
    "unknown function": "eval(1)",
    "call of a call": "abs(1)(2)",
    "keywords": "round(2.5, ndigits=1)",
    "stars": "max(*pi)",
    "tuple": "(1, 2)",
    "true": "True",
    "none": "None",
    "ellipsis": "...",
    "shift": "1 << 100",
    "bits": "6 & 3",
    "matrix product": "2 @ 3",
    "logic": "1 and 2",
    "identity": "1 is 1",
    "membership": "1 in (1, 2)",
    "await": "await 1",
    "yield": "(yield 1)",
    "two statements": "1; 2",
    "comment": "1 # 2",
    "line continuation": "1 + \\\n 2",
    "octal": "010",
    "run together": "1if 1else 2",
    "hexadecimal": "0xff",
    "division by zero": "1/0",
    "modulo zero": "1 % 0",
    "zero to a negative power": "0**-1",
    "logarithm of zero": "log(0)",
    "root of a negative": "sqrt(-1)",
    "overflow": "exp(1000)",
    "infinity": "1e999",
    "infinity by product": "1e308 * 10",
    "nan": "1e308*10 - 1e308*10",
    "no arguments": "max()",
    "one argument": "min(3)",
    "empty": "",
    "blank": "   ",
    "operator only": "+",
    "surrogate": "\ud800",
}


@pytest.mark.parametrize("expression", HOSTILE.values(), ids=HOSTILE.keys())
def test_anything_else_is_refused_with_a_reason_and_silently(expression: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(BadExpression) as refused:
            evaluate(expression)
    assert 5 < len(str(refused.value)) < 300


def test_a_condition_looks_only_at_the_branch_it_takes() -> None:
    assert evaluate("n if n > 0 else 1/n", {"n": 0 + 4}) == 4


@given(st.one_of(st.text(), st.text("0123456789.eE+-*/%() <>=!,_abmxinroudlgsqtp", max_size=60)))
def test_any_text_is_a_finite_number_or_refused(text: str) -> None:
    try:
        value = evaluate(text)
    except BadExpression:
        return
    assert math.isfinite(value)
    assert isinstance(value, float) or value.bit_length() <= MAX_BITS


_OPERANDS = st.one_of(st.integers(0, 10**6).map(str), st.floats(0, 1e6).map(repr))


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "//", "%", "<", "=="]), inner).map(
            lambda t: f"({t[0]} {t[1]} {t[2]})"
        ),
        inner.map(lambda x: f"-{x}"),
        inner.map(lambda x: f"abs({x})"),
        st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
        st.tuples(inner, st.integers(0, 3)).map(lambda t: f"({t[0]})**{t[1]}"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
    )


@given(st.recursive(_OPERANDS, _larger, max_leaves=10).filter(lambda text: len(text) <= MAX_LENGTH))
def test_generated_arithmetic_agrees_with_python(expression: str) -> None:
    try:
        expected = eval(expression, {"__builtins__": {"abs": abs, "max": max}})
    except (ZeroDivisionError, OverflowError):
        expected = None
    if expected is None or (isinstance(expected, float) and not math.isfinite(expected)):
        with pytest.raises(BadExpression):
            evaluate(expression)
    else:
        assert evaluate(expression) == expected
