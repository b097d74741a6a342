"""Getting ready ahead, and tidying up after."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from dlprep.judge import Judge

pytestmark = pytest.mark.xdist_group("judge")

RIGHT = "def f(x):\n    return x * 2\n"


def test_a_prepared_challenge_is_judged_on_new_inputs_each_time(judge, small):
    source = "def f(x):\n    print(x.tolist())\n    return x * 2\n"
    printed = set()
    for _ in range(4):
        judge.prepare(small()).result()
        verdict = judge.run(small(), source)
        assert verdict.passed
        printed.add(verdict.stdout)
    assert len(printed) == 4


def test_a_prepared_challenge_does_not_judge_another(judge, small):
    judge.prepare(small()).result()
    wrong = [{"misconception": name, "edit": {"5": "6"}, "killed_by": "values"} for name in ("a", "b", "c")]
    other = small(reference="def f(x):\n    return x * 5\n", wrong=wrong)
    assert judge.run(other, RIGHT).status == "failed"
    assert judge.run(small(), RIGHT).passed


def test_preparing_a_broken_challenge_is_told_when_it_is_run(judge, small):
    broken = small(reference="def f(x):\n    return y\n")
    judge.prepare(broken).result()
    verdict = judge.run(broken, RIGHT)
    assert verdict.status == "unavailable"
    assert "NameError" in verdict.error


def test_a_parked_child_does_not_outlast_what_replaces_it(judge, small):
    judge.prepare(small()).result()
    judge.prepare(small(minutes=2)).result()
    assert judge.run(small(minutes=2), RIGHT).passed


def test_folders_of_an_interface_that_was_killed_are_removed(small):
    ended = subprocess.Popen(["true"])
    ended.wait()
    left = Path(tempfile.mkdtemp(prefix=f"dlprep-judge-{ended.pid}-"))
    kept = Path(tempfile.mkdtemp(prefix=f"dlprep-judge-{os.getpid()}-"))
    try:
        with Judge() as judge:
            assert judge.run(small(), RIGHT).passed
            assert not left.exists()
            assert kept.exists()
    finally:
        kept.rmdir()


def test_what_confinement_refuses_is_explained(judge, small):
    verdict = judge.run(small(), "import socket\ndef f(x):\n    socket.create_connection(('127.0.0.1', 9))\n")
    assert verdict.status == "error"
    assert "There is no network inside the judge" in verdict.error


def test_code_is_run_for_what_it_prints(judge):
    assert judge.run_snippet("import torch\nprint(torch.ones(2).sum())").stdout == "tensor(2.)\n"
    assert judge.run_snippet("print(1)\n1 / 0").status == "error"
    assert judge.run_snippet("while True: pass", seconds=0.3).status == "timeout"
