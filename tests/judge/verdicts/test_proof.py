"""A bank's claims are run: what holds has no flaws, what does not is told in a line."""

from __future__ import annotations

import pytest

from dlprep.bank.items import Bug, Output, Recall
from dlprep.judge.proof import flaws_of, prove

pytestmark = pytest.mark.xdist_group("judge")


def flaws(judge, item):
    return list(flaws_of(judge, item, seeds=4))


def card(kind, **fields):
    return kind(id="card", level=1, refs=("none",), front="What?", **fields)


def test_a_sound_challenge_has_no_flaws(judge, attention):
    assert flaws(judge, attention) == []


def test_a_wrong_alternate_is_told(judge, small):
    assert "alternates[0]: failed" in flaws(judge, small(alternates=["def f(x):\n    return x * 4\n"]))[0]


def test_a_wrong_solution_that_passes_is_told(judge, small):
    wrong = [
        {"misconception": "thrice", "edit": {"2": "3"}, "killed_by": "values"},
        {"misconception": "squared", "edit": {"x * 2": "x * x"}, "killed_by": "values"},
        {"misconception": "none", "code": "def f(x):\n    return x + x\n", "killed_by": "values"},
    ]
    assert flaws(judge, small(wrong=wrong)) == ["wrong[2] (none): passes on seed 0, no test rejects it"]


def test_a_wrong_solution_that_another_test_rejects_is_told(judge, small):
    tests = [
        {"name": "values", "run": "observe(y=f(x))"},
        {"name": "gradient", "run": "observe(sign=f(x).sign(), **grads(x.detach(), z=x))"},
    ]
    wrong = [{"misconception": name, "edit": {"2": "3"}, "killed_by": "gradient"} for name in "abc"]
    assert "not killed by 'gradient' but by ['values']" in flaws(judge, small(tests=tests, wrong=wrong))[0]


def test_an_edit_that_does_not_fit_is_told(judge, small):
    wrong = [{"misconception": name, "edit": {"x * 9": "3"}, "killed_by": "values"} for name in "abc"]
    assert "does not occur" in flaws(judge, small(wrong=wrong))[0]


def test_a_starter_that_passes_is_told(judge, small):
    assert "starter: passes" in flaws(judge, small(starter="def f(x):\n    return x * 2\n"))[0]


def test_tests_that_zeros_pass_are_told(judge, small):
    tests = [{"name": "values", "run": "observe(shape=tuple(f(x).shape))"}]
    told = flaws(judge, small(tests=tests))
    assert any(flaw.startswith("zeros: passes") for flaw in told)
    assert any(flaw.startswith("constants: passes") for flaw in told)


def test_a_test_that_no_seed_changes_is_told(judge, small):
    tests = [
        {"name": "values", "run": "observe(y=f(x))"},
        {"name": "shape", "run": "observe(shape=tuple(f(x).shape))"},
    ]
    assert flaws(judge, small(tests=tests)) == ["tests: 'shape' observes nothing that the seed decides"]


def test_inputs_that_cannot_be_drawn_are_told_with_their_line(judge, small):
    told = flaws(judge, small(inputs="n = 3\nx = randn(2, m)"))[0]
    assert "NameError" in told
    assert "line 2" in told
    assert "dlprep" not in told


def test_checks_are_run(judge):
    assert flaws(judge, card(Recall, back="b", check="torch.zeros(2).sum() == 0")) == []
    assert "it is false" in flaws(judge, card(Recall, back="b", check="1 + 1 == 3"))[0]
    assert "AssertionError" in flaws(judge, card(Recall, back="b", check="x = 1\nassert x == 2"))[0]
    assert "line 2" in flaws(judge, card(Recall, back="b", check="x = 1\ny = z"))[0]


def test_output_cards_are_run(judge):
    assert flaws(judge, card(Output, code="print(1 + 1)", answer="2")) == []
    assert "prints '2', not '3'" in flaws(judge, card(Output, code="print(1 + 1)", answer="3"))[0]
    assert "ZeroDivisionError" in flaws(judge, card(Output, code="1 / 0", answer="3"))[0]


def test_bug_cards_have_to_differ(judge):
    bug = {"line": 1, "symptom": "s", "fixed": "print(1)"}
    assert flaws(judge, card(Bug, code="print(2)", **bug)) == []
    assert flaws(judge, card(Bug, code="1 / 0", **bug)) == []
    assert "same" in flaws(judge, card(Bug, code="print(1)", **bug))[0]


def test_what_was_proved_is_not_run_again_until_it_changes(judge, tmp_path):
    def kept(item):
        return [proof.kept for proof in prove(judge, [item], seeds=1, kept=tmp_path)]

    sound, other = (card(Output, code=f"print({n})", answer=str(n)) for n in (1, 2))
    assert (kept(sound), kept(sound), kept(other)) == ([False], [True], [False])
    flawed = card(Output, code="print(1)", answer="2")
    assert (kept(flawed), kept(flawed)) == ([False], [False])
