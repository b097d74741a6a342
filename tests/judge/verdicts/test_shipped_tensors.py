"""A topic ships tensors for its code: who sees them, and what is refused in their place."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from dlprep.bank.items import Recall
from dlprep.judge import Judge
from dlprep.judge.proof import prove
from dlprep.judge.shipped import FILE, MOST_BYTES, shipped

pytestmark = pytest.mark.xdist_group("judge")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    save_file({"weight": torch.arange(6.0).reshape(2, 3)}, tmp_path / FILE)
    return tmp_path


@pytest.fixture
def fitted(small: Callable, home: Path) -> Callable:
    """A challenge on the shipped weight, drawn from by the inputs."""

    def make(**changed: str) -> object:
        challenge = small(inputs='w = shipped["weight"]\nx = randn(2, 3) + w', **changed)
        return replace(challenge, home=str(home))

    return make


def test_inputs_draw_from_them_and_hand_them_on(judge: Judge, fitted: Callable) -> None:
    challenge = fitted(tests=[{"name": "values", "run": "observe(y=f(x), w=w)"}])
    assert judge.run(challenge, "def f(x):\n    return x + x\n", seed=1).passed
    verdict = judge.run(challenge, "def f(x):\n    return x * 3\n", seed=1)
    assert verdict.status == "failed"


def test_a_candidate_sees_only_what_the_inputs_hand_on(judge: Judge, fitted: Callable) -> None:
    source = "def f(x):\n    return shipped['weight']\n"
    verdict = judge.run(fitted(), source, seed=1)
    assert "NameError" in verdict.tests[0].message


def test_snippets_and_checks_see_them(judge: Judge, home: Path) -> None:
    told = judge.run_snippet("print(shipped['weight'].sum().item())", home=str(home))
    assert told.stdout.strip() == "15.0"
    assert judge.run_check("shipped['weight'].shape == (2, 3)", home=str(home)).status == "passed"


def test_without_a_file_there_is_no_such_name(judge: Judge, tmp_path: Path) -> None:
    assert "NameError" in str(judge.run_snippet("print(shipped)", home=str(tmp_path)).error)
    assert shipped("") == b""


def test_a_changed_file_is_proved_anew(judge: Judge, home: Path, tmp_path: Path) -> None:
    check = "shipped['weight'].sum() == 15"
    card = Recall(id="card", level=1, refs=("none",), front="?", back="!", check=check, home=str(home))

    def proofs() -> list[tuple[bool, bool]]:
        return [(proof.kept, bool(proof.flaws)) for proof in prove(judge, [card], kept=tmp_path / "kept")]

    assert [proofs(), proofs()] == [[(False, False)], [(True, False)]]
    save_file({"weight": torch.zeros(2, 3)}, home / FILE)
    assert proofs() == [(False, True)]


def _link(place: Path) -> None:
    secret = place.with_name("secret")
    save_file({"weight": torch.ones(2, 3)}, secret)
    place.symlink_to(secret)


@pytest.mark.parametrize(
    "lay",
    [
        _link,
        Path.mkdir,
        os.mkfifo,
        Path.touch,
        lambda place: place.write_bytes(bytes(MOST_BYTES + 1)),
        lambda place: place.symlink_to("/dev/zero"),
    ],
    ids=["a link", "a folder", "a pipe", "nothing in it", "too large", "a device"],
)
def test_what_is_no_plain_small_file_is_refused_by_name(
    judge: Judge, small: Callable, tmp_path: Path, lay: Callable[[Path], object]
) -> None:
    lay(tmp_path / FILE)
    challenge = replace(small(), home=str(tmp_path))
    verdict = judge.run(challenge, challenge.reference, seed=1)
    assert verdict.status == "unavailable"
    assert FILE in str(verdict.error)
    assert FILE in str(judge.run_snippet("print(1)", home=str(tmp_path)).error)
    card = Recall(id="c", level=1, refs=("none",), front="?", back="!", check="True", home=str(tmp_path))
    assert FILE in next(iter(prove(judge, [card], kept=tmp_path / "kept"))).flaws[0]


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 a pickle in a zip", b"\xff" * 64, b"\x02" + bytes(7) + b"{}" + b"x"]
)
def test_bytes_that_are_no_tensors_are_not_judged_by(
    judge: Judge, small: Callable, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / FILE).write_bytes(data)
    challenge = replace(small(), home=str(tmp_path))
    assert judge.run(challenge, challenge.reference, seed=1).status == "unavailable"
    assert judge.run_snippet("print(1)", home=str(tmp_path)).status != "passed"
