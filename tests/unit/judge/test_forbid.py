"""Forbidden names in a source, however they are spelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.judge.forbid import found

SOFTMAX = "torch.nn.functional.softmax"


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ntorch.nn.functional.softmax(x)",
        "import torch.nn.functional as F\nF.softmax(x)",
        "from torch.nn import functional\nfunctional.softmax(x)",
        "from torch.nn import functional as G\nG.softmax(x)",
        "from torch.nn.functional import softmax",
        "from torch.nn.functional import softmax as s\ns(x)",
        "import torch as t\nt.nn.functional.softmax(x)",
        "import torch.nn as nn\nG = nn.functional\nG.softmax(x)",
        "import torch.nn.functional as F\nf = F.softmax\nf(x)",
    ],
)
def test_every_spelling_is_found(source):
    assert found(source, [SOFTMAX])


@pytest.mark.parametrize(
    "call",
    [
        "torch.softmax(x, 0)",
        "torch.softmax_(x, 0)",
        "torch._softmax(x, 0, False)",
        "torch.special.softmax(x, 0)",
        "torch._C._special.special_softmax(x, 0)",
        "torch.ops.aten._softmax(x, 0, False)",
    ],
)
def test_a_call_by_another_of_its_names_is_found(call):
    assert found(f"import torch\n{call}", [SOFTMAX]) == {SOFTMAX: 2}


def test_a_module_is_not_taken_for_another_whose_name_ends_the_same():
    source = "import torch.utils.checkpoint\ntorch.utils.checkpoint.checkpoint(f, x)"
    assert not found(source, ["torch.nn.utils"])


def test_a_name_is_told_once_in_the_spelling_that_is_used():
    both = ["torch.softmax", "torch.special.softmax"]
    assert found("import torch\ntorch.special.softmax(x)", both) == {"torch.special.softmax": 2}


@pytest.mark.parametrize(
    "source",
    [
        "def softmax(x):\n    return x",
        "# torch.nn.functional.softmax",
        "'torch.nn.functional.softmax'",
        "import torch.nn.functional as F\nF.log_softmax(x)",
        "import mine as F\nF.softmax(x)",
        "class F:\n    softmax = 1\nF.softmax",
    ],
)
def test_what_is_something_else_is_not(source):
    assert not found(source, [SOFTMAX])


def test_a_module_is_forbidden_with_all_that_is_in_it():
    assert found("import numpy as np\nnp.exp(x)", ["numpy"]) == {"numpy": 1}
    assert found("from numpy.linalg import norm", ["numpy"])
    assert not found("import numpyro", ["numpy"])


def test_methods_of_tensors_are_found_by_name():
    assert found("def f(x):\n    return x.unfold(0, 1, 1)", ["torch.Tensor.unfold"]) == {
        "torch.Tensor.unfold": 2
    }


def test_loops_can_be_forbidden():
    assert found("for i in x: pass", ["for", "while"]) == {"for": 1}
    assert found("y = [i for i in x]", ["for"])
    assert found("while x: pass", ["while"])
    assert not found("'for while'", ["for", "while"])


@given(st.text(max_size=60))
def test_any_text_can_be_looked_at(source):
    found(source, ["for", SOFTMAX])


@pytest.mark.parametrize("source", ["(" * 5_000, "-" * 100_000 + "1", "x" + ".y" * 5_000, "\0", "def f(:"])
def test_source_that_cannot_be_parsed_uses_nothing(source):
    found(source, [SOFTMAX])
