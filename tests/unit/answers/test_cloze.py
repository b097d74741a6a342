"""Text with blanks to type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.answers import BadCard, NotAnAnswer, pose
from dlprep.answers.markup import pieces
from dlprep.answers.spelling import Likeness, likeness

Make = Callable[..., Any]


def test_one_blank_is_a_gap(card: Make) -> None:
    q = pose(card("cloze", front="Scores are divided by {{√d_k}}."), 1)
    assert q.prompt == r"Scores are divided by \_\_\_\_."
    assert q.blanks == 1
    mark = q.grade(("sqrt(d_k)",))
    assert (mark.right, mark.score, mark.expected, mark.feedback) == (True, 1.0, "√d_k", None)


def test_several_blanks_are_numbered_and_scored_by_share(card: Make) -> None:
    q = pose(card("cloze", front="{{Keys}} meet {{queries}}; `x.view({{-1}}, d)`."), 1)
    assert q.prompt == r"\_\_1\_\_ meet \_\_2\_\_; `x.view(__3__, d)`."
    mark = q.grade(("keys", "values", "-1"))
    assert mark.right is False
    assert mark.score == pytest.approx(2 / 3)
    assert mark.feedback == "Not right: blank 2."
    assert mark.expected == "1. Keys\n2. queries\n3. -1"


def test_either_spelling_is_accepted_and_an_escaped_bar_is_a_bar(card: Make) -> None:
    q = pose(card("cloze", front=r"{{layer norm|LN}} and {{p(y\|x)}}"), 1)
    assert q.terms == (("layer norm", "LN"), ("p(y|x)",))
    assert q.grade(("ln", "P(y | x)")).right


def test_braces_of_mathematics_are_no_blanks(card: Make) -> None:
    front = r"In $\frac{{a}}{b}$ and $$x^{{2}}$$ the {{top}} is $a$; {{$\frac{a}{b_{k}}$}}"
    q = pose(card("cloze", front=front), 1)
    assert q.terms == (("top",), (r"$\frac{a}{b_{k}}$",))
    assert q.prompt.startswith(r"In $\frac{{a}}{b}$ and $$x^{{2}}$$ the ")
    assert q.grade(("top", "a / b_k")).right


@pytest.mark.parametrize("front", ["No blank.", "{{ }}", "{{a|}}", "$x_{{1}}$"])
def test_a_card_without_blanks_cannot_be_asked(card: Make, front: str) -> None:
    with pytest.raises(BadCard, match="a-cloze cannot be asked"):
        pose(card("cloze", front=front), 1)


def test_a_blank_may_hold_code_or_stand_in_it(card: Make) -> None:
    q = pose(card("cloze", front="{{`view`}} needs\n```python\nx.{{contiguous}}()\n```"), 1)
    assert q.terms == (("`view`",), ("contiguous",))
    assert q.prompt == "\\_\\_1\\_\\_ needs\n```python\nx.__2__()\n```"
    assert q.grade(("view", "contiguous")).right


def test_every_blank_wants_an_entry_and_an_empty_one_is_wrong(card: Make) -> None:
    q = pose(card("cloze", front="{{a1}} {{b1}}"), 1)
    with pytest.raises(NotAnAnswer, match="2 blanks"):
        q.grade(("a1",))
    assert q.grade(("a1", "")).score == 0.5


def test_a_typo_counts_and_is_pointed_out(card: Make) -> None:
    mark = pose(card("cloze", front="It uses {{softmax}}."), 1).grade(("sotfmax",))
    assert mark.right
    assert mark.feedback == "Counted as softmax; mind the spelling."


SAME = [
    ("N, H, W", "(N, H, W)"),
    ("(B, 2H)", "[B,2H]"),
    ("1/(1-p)", r"\frac{1}{1-p}"),
    ("float('-inf')", 'float("-inf")'),
    ("Layer Normalization", "layer-normalization"),
    ("LayerNorm", "layer norm"),
    ("multi-head attention", "Multi head  attention"),
    ("k-means", "kmeans"),
    ("√d_k", "sqrt(dk)"),
    ("√d_k", "sqrt d_k"),
    ("√dₖ", r"$\sqrt{d_k}$"),
    ("α", "alpha"),
    ("α", r"\alpha"),
    ("λ", "lambda"),
    ("−1", "-1"),
    ("n − 1", "n-1"),
    ("2×d", "2*d"),
    ("2×d", "2d"),
    ("d²", "d^2"),
    ("d²", "d**2"),
    ("QKᵀ", "QK^T"),
    ("QKᵀ", r"QK^\top"),
    ("10⁻⁴", "10^-4"),
    ("1e-4", "10^-4"),
    ("10¹²", "10^12"),
    ("xⁿ", "x^n"),
    ("0.5", "1/2"),
    ("1,024", "1024"),
    ("ŷ − y", "yhat - y"),
    ("ŷ", r"\hat{y}"),
    ("x ≤ 1", "x <= 1"),
    ("the vanishing gradient", "vanishing gradient"),
    ("bias", "bias."),
    ("Rényi", "Renyi"),
    ("ﬁne", "fine"),
    ("loss - target", "loss-target"),
    ("`view`", "view"),
    ("θ", "Θ"),
    ("O(n²)", "o( n^2 )"),
]
OTHER = [
    ("1/(1-p)", "1/1-p"),
    ("(a)(b)", "a)(b"),
    ("1:", ":1"),
    ("1", "-1"),
    ("n-1", "n1"),
    ("p - y", "py"),
    ("p - y", "y - p"),
    ("p - y", "p + y"),
    ("ŷ - y", "y - ŷ"),
    ("2*10", "210"),
    ("10^4", "104"),
    ("√d_k", "√d_v"),
    ("√d_k", "d_k"),
    ("encoder", "decoder"),
    ("increase", "decrease"),
    ("maximum", "minimum"),
    ("symmetric", "asymmetric"),
    ("rows", "row s x"),
    ("beta1", "beta2"),
    ("layer2norm", "layer3norm"),
    ("1024", "1025"),
    ("word", "ward"),
    ("softmax", ""),
    ("внимание", "градиент"),
    ("_", ""),
    ("1:", "1"),
    (":-1", "-1"),
    ("1.", "1:"),
    ("__", "-"),
    ("α", "β"),
    ("softmax(QK)/d V", "softmax(QK/d)V"),
]
TYPO = [
    ("attention", "atention"),
    ("attention", "attenttion"),
    ("attention", "attentoin"),
    ("attention", "attantion"),
    ("layer normalization", "layer normalisation"),
    ("gradient", "gradients"),
]


@pytest.mark.parametrize(("term", "written"), SAME)
def test_ways_of_writing_the_same_term(term: str, written: str) -> None:
    assert likeness(written, term) is Likeness.SAME


@pytest.mark.parametrize(("term", "written"), OTHER)
def test_terms_that_look_alike_but_differ(term: str, written: str) -> None:
    assert likeness(written, term) is Likeness.OTHER


@pytest.mark.parametrize(("term", "written"), TYPO)
def test_typos(term: str, written: str) -> None:
    assert likeness(written, term) is Likeness.TYPO


@given(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=30))
def test_a_term_is_like_itself_in_capitals_and_spaces(term: str) -> None:
    assert likeness(f"  {term} ", term) is Likeness.SAME


@given(st.text(max_size=60), st.text(max_size=60))
def test_comparison_never_fails(written: str, term: str) -> None:
    assert likeness(written, term) in Likeness


@given(st.text("{}$`\\ a|\n1", max_size=120))
def test_markdown_cut_up_and_joined_is_unchanged(markdown: str) -> None:
    assert "".join(piece.text for piece in pieces(markdown)) == markdown
