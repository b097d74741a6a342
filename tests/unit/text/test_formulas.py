"""Formulas of deep learning as they should look: each in formulas.txt was judged by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlprep.text.maths import inline, layout

SHEET = Path(__file__).with_name("formulas.txt").read_text(encoding="utf-8").split("\n%%\n")


@pytest.mark.parametrize("entry", SHEET, ids=lambda entry: entry.split("\n")[0][:40])
def test_a_formula_looks_as_it_was_judged(entry: str) -> None:
    tex, *drawn, line = entry.rstrip().split("\n")
    assert [row.rstrip() for row in layout(tex, 72) or ()] == [row[4:] for row in drawn]
    assert inline(tex) == line.removeprefix("> ")


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        ("d_k", "dₖ"),
        (r"QK^\top", "QKᵀ"),
        ("W^T x", "Wᵀx"),
        (r"\sqrt{d_k}", "√dₖ"),
        (r"\mathbb{R}^{T\times d}", "ℝ^(T×d)"),
        (r"\frac{a+b}{c}", "(a + b)/c"),
        (r"\frac{1}{2}x", "(1/2) x"),
        (r"\hat{y}_i", "y\u0302ᵢ"),
        (r"\bar{x}", "x\u0304"),
        (r"\vec{v}", "v\u20d7"),
        ("f'(x)", "f′(x)"),
        ("10^{-4}", "10⁻⁴"),
        ("-x", "−x"),
        ("a - b", "a − b"),
        (r"d_{\text{model}}", "d_model"),
        (r"x^12", "x¹2"),
        (r"y \in \{0, 1\}", "y ∈ {0, 1}"),
        (r"\lfloor x \rfloor", "⌊x⌋"),
        (r"\mathbf{W}\mathbf{x}", "𝐖𝐱"),
        (r"\text{if } x > 0", "if x > 0"),
        (r"\unknown x", "unknown x"),
        (r"p(y \mid x)", "p(y | x)"),
        (r"\binom{n}{k}", "(n over k)"),
        (r"\mathbb{1}[x > 0]", "𝟙[x > 0]"),
        (r"O(n \log n)", "O(n log n)"),
    ],
)
def test_a_short_formula_is_pretty_within_a_sentence(tex: str, shown: str) -> None:
    assert inline(tex) == shown


@pytest.mark.parametrize(
    "tex", [r"\frac{a", "a}", r"\left( a", r"\begin{cases} a", "x_", "a_b_c", r"\begin{a}\end{b}"]
)
def test_malformed_source_is_declined(tex: str) -> None:
    assert inline(tex) is None
    assert layout(tex, 60) is None


def test_a_formula_too_wide_is_broken_at_its_operators_after_the_relation() -> None:
    lines = layout("y = " + " + ".join(f"w_{i} x_{i}" for i in range(9)), 30)
    assert lines == ("y = w₀x₀ + w₁x₁ + w₂x₂ + w₃x₃", "  + w₄x₄ + w₅x₅ + w₆x₆ + w₇x₇", "  + w₈x₈")
