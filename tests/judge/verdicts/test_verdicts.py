"""What the judge says of solutions that are right, wrong, broken or too slow."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from dlprep.judge import Cancelled, Verdict

pytestmark = pytest.mark.xdist_group("judge")

UNSCALED = (" / math.sqrt(q.shape[-1])", "")


def test_the_reference_and_another_correct_form_pass_on_many_seeds(judge, attention):
    for source in (attention.reference, *attention.alternates):
        for seed in range(5):
            verdict = judge.run(attention, source, seed=seed)
            assert verdict.passed, verdict
            assert [test.name for test in verdict.tests] == [test.name for test in attention.tests]


def test_each_wrong_solution_is_rejected_by_its_test_and_named(judge, attention):
    for wrong in attention.wrong:
        ((old, new),) = wrong.edit.items()
        verdict = judge.run(attention, attention.reference.replace(old, new))
        assert verdict.status == "failed"
        assert wrong.killed_by in [test.name for test in verdict.tests if not test.passed]
        assert verdict.diagnosis is not None
        assert verdict.diagnosis.misconception == wrong.misconception


def test_two_slips_together_are_named_together(judge, attention):
    source = attention.reference.replace(*UNSCALED).replace("~mask", "mask")
    diagnosis = judge.run(attention, source).diagnosis
    assert {diagnosis.misconception, diagnosis.also} == {"unscaled-scores", "inverted-mask"}


def test_an_error_that_no_known_slip_makes_is_not_named(judge, attention):
    verdict = judge.run(attention, attention.reference.replace("weights @ v", "weights @ v * 1.01"))
    assert verdict.status == "failed"
    assert verdict.diagnosis is None


def test_a_difference_names_the_place_and_the_inputs(judge, attention):
    verdict = judge.run(attention, attention.reference.replace(*UNSCALED), seed=1)
    values = verdict.tests[0].message
    assert "180 of 180 values differ, most at [" in values
    assert "q float32 [2, 3, 5, 8]" in values


def test_a_wrong_shape_is_told_before_values(judge, small):
    verdict = judge.run(small(), "def f(x):\n    return (x * 2).T\n")
    assert verdict.tests[0].message.startswith("y: shape [2, 3] expected, yours is [3, 2]")


def test_a_wrong_dtype_is_told(judge, small):
    verdict = judge.run(small(), "def f(x):\n    return x.double() * 2\n")
    assert verdict.tests[0].message.startswith("y: dtype float32 expected, yours is float64")


def test_an_exception_is_told_with_the_candidates_line_and_none_of_ours(judge, small):
    source = "def f(x):\n    y = x * 2\n    return g(y)\n\ndef g(y):\n    raise ValueError('no')\n"
    verdict = judge.run(small(), source)
    assert verdict.status == "error"
    assert 'File "solution.py", line 3, in f' in verdict.error
    assert 'File "solution.py", line 6, in g' in verdict.error
    assert "dlprep" not in verdict.error
    assert "experiment" not in verdict.error
    assert verdict.tests[0].message.startswith("raised ValueError: no")


def test_an_exception_inside_torch_ends_at_the_candidates_line(judge, small):
    verdict = judge.run(
        small(), "import torch.nn.functional as F\n\ndef f(x):\n    return F.linear(x, x.T)\n"
    )
    assert 'File "solution.py", line 4, in f' in verdict.error
    assert "functional.py" not in verdict.error


def test_source_that_does_not_parse_is_told_with_its_line(judge, small):
    verdict = judge.run(small(), "def f(x):\n    return (x\n")
    assert verdict.status == "error"
    assert "line 2" in verdict.error
    assert "SyntaxError" in verdict.error


def test_a_solution_without_the_entry_is_told_so(judge, small):
    verdict = judge.run(small(), "def g(x):\n    return x\n")
    assert verdict.status == "error"
    assert "does not define 'f'" in verdict.error


def test_an_endless_loop_ends_in_time_and_names_the_test(judge, small):
    verdict = judge.run(small(limits={"seconds": 0.5}), "def f(x):\n    while True: pass\n")
    assert verdict.status == "timeout"
    assert "'values' was running" in verdict.error
    assert not any(test.passed for test in verdict.tests)


def test_too_much_memory_is_told(judge, small):
    source = "import torch\ndef f(x):\n    return torch.ones(1 << 30, dtype=torch.float64)\n"
    assert judge.run(small(limits={"memory_mb": 256}), source).status == "memory"


def test_a_process_that_was_killed_is_told_what_may_have_done_it(judge, small):
    verdict = judge.run(small(), "import os\ndef f(x):\n    os.kill(os.getpid(), 9)\n")
    assert verdict.status == "crashed"
    assert "signal SIGKILL, as when the machine runs out of memory" in verdict.error


@pytest.mark.parametrize(
    "body",
    [
        "return [x + 1 for _ in range(5_000)]",
        "return x.repeat(4_000_000, 1)",
        "x.resize_(20_000_000)",
        "return list(range(200_000))",
    ],
)
def test_more_than_can_be_compared_is_told(judge, small, body):
    verdict = judge.run(small(), f"def f(x):\n    {body}\n")
    assert verdict.status == "error"
    assert "too much" in verdict.error


def test_endless_printing_is_stopped(judge, small):
    verdict = judge.run(small(), "def f(x):\n    while True: print('y' * 10_000)\n")
    assert verdict.status == "output"
    assert len(verdict.stdout) <= 256 << 10


def test_what_is_printed_is_shown_and_changes_nothing(judge, small):
    verdict = judge.run(
        small(), "import sys\nprint('PASSED')\ndef f(x):\n    print('é', file=sys.stderr)\n    return x * 2\n"
    )
    assert (verdict.status, verdict.stdout, verdict.stderr) == ("passed", "PASSED\n", "é\n")


def test_a_forbidden_function_is_named_in_every_spelling(judge, small):
    challenge = small(
        reference="import torch\ndef f(x):\n    e = torch.exp(x)\n    return e / e.sum(-1, keepdim=True)\n",
        forbid={"names": ["torch.nn.functional.softmax"], "why": "that is the exercise"},
    )
    assert judge.run(challenge, challenge.reference).passed
    for source in (
        "import torch.nn.functional as G\ndef f(x):\n    return G.softmax(x, -1)\n",
        "from torch.nn.functional import softmax as s\ndef f(x):\n    return s(x, -1)\n",
        "def f(x):\n    return x.softmax(-1)\n",
        "import torch\ndef f(x):\n    return getattr(torch, 'soft' + 'max')(x, -1)\n",
        "from torch import nn\ndef f(x):\n    return nn.Softmax(-1)(x)\n",
        "import torch\ndef f(x):\n    return getattr(torch, '_softmax')(x, -1, False)\n",
        "import torch\ndef f(x):\n    return getattr(torch.ops.aten, '_softmax').default(x, -1, False)\n",
        "def f(x):\n    return eval('x.softmax(-1)')\n",
        "exec('def f(x): return x.softmax(-1)')\n",
    ):
        verdict = judge.run(challenge, source)
        assert verdict.status == "forbidden", source
        assert "that is the exercise" in verdict.error


def test_what_a_test_or_the_judge_calls_is_not_the_solutions_doing(judge, small):
    challenge = small(
        reference="def f(x):\n    return x * 2\n",
        tests=[{"name": "values", "run": "observe(y=f(x), p=x.clone().sigmoid_(), **grads(f(x), x=x))"}],
        forbid={"names": ["torch.sigmoid", "torch.Tensor.requires_grad_", "torch.autograd"], "why": "no"},
    )
    assert judge.run(challenge, challenge.reference).passed
    verdict = judge.run(challenge, "def f(x):\n    return x.clone().sigmoid_() * 0 + x * 2\n")
    assert verdict.error == "It uses torch.sigmoid, which this challenge does not allow: no"


BUILTINS = [{"name": "values", "run": "observe(y=f(x), n=max([1, 2]), t=float(abs(x).sum()))"}]


@pytest.mark.parametrize(
    "above",
    [
        "from torch import *",
        "def max(x, dim):\n    return x.amax(dim)",
        "float = abs = None",
        "__builtins__ = {'max': None}",
    ],
)
def test_a_solution_may_use_names_of_builtins_for_its_own(judge, small, above):
    assert judge.run(small(tests=BUILTINS), f"{above}\n\ndef f(x):\n    return x * 2\n").passed


def test_what_the_solution_sets_does_not_change_what_parameters_are_filled_with(judge, small):
    layer = """
import torch
class f(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(2, 3, dtype=torch.float32))
    def forward(self, x):
        return x * self.weight
"""
    challenge = small(reference=layer, tests=[{"name": "values", "run": "observe(y=fill(f())(x))"}], wrong=[])
    source = layer.replace("super().__init__()", "super().__init__(); torch.set_default_dtype(torch.float64)")
    assert judge.run(challenge, source).passed


def test_a_source_that_is_too_long_is_not_judged(judge, small):
    for verdict in (judge.run(small(), "#" * (2 << 20)), *judge.run_all(small(), ["#" * (2 << 20)], seed=1)):
        assert verdict.status == "unavailable"
        assert "longer than the 1 MB" in verdict.error


def test_a_cancelled_run_ends_at_once(judge, small):
    cancel = threading.Event()
    started = threading.Event()

    def when_started(name: str) -> None:
        started.set()

    def press() -> None:
        started.wait(60)
        cancel.set()

    threading.Thread(target=press).start()
    with pytest.raises(Cancelled):
        judge.run(
            small(limits={"seconds": 60}),
            "def f(x):\n    while True: pass\n",
            cancel=cancel,
            progress=when_started,
        )


def test_a_broken_reference_is_the_challenges_fault(judge, small):
    verdict = judge.run(small(reference="def f(x):\n    return x + y\n"), "def f(x):\n    return x\n")
    assert verdict.status == "unavailable"
    assert "reference" in verdict.error


def test_a_verdict_survives_json(judge, small):
    verdict = judge.run(small(), "def f(x):\n    return x * 3\n")
    assert verdict.diagnosis.misconception == "thrice"
    assert Verdict.from_json(verdict.to_json()) == verdict
    assert verdict.to_json()["passed"] is False


def test_the_judge_is_imported_without_torch_or_numpy():
    code = "import sys, dlprep.judge; print(sorted({'torch', 'numpy', 'safetensors'} & set(sys.modules)))"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == "[]"
