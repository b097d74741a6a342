from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dlprep.bank.items import Challenge
from dlprep.bank.record import construct
from dlprep.judge import Judge

CHALLENGES = Path(__file__).resolve().parents[2] / "fixtures" / "challenges"


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    with Judge() as judge:
        yield judge


@pytest.fixture(scope="session")
def attention() -> Challenge:
    record = yaml.safe_load((CHALLENGES / "scaled-dot-product-attention.yaml").read_text())
    challenge: Challenge = construct(Challenge, record)
    return challenge


@pytest.fixture(scope="session")
def small() -> Callable[..., Challenge]:
    """A challenge of one function `f(x)`, for tests that are about the judge and not about a challenge."""

    def make(reference: str = "def f(x):\n    return x * 2\n", **changed: Any) -> Challenge:
        record = {
            "id": "small",
            "level": 1,
            "refs": ["none"],
            "title": "Small",
            "minutes": 1,
            "entry": "f",
            "prompt": "f",
            "starter": "def f(x):\n    ...\n",
            "reference": reference,
            "inputs": "x = randn(2, 3)",
            "tests": [{"name": "values", "run": "observe(y=f(x))"}],
            "wrong": [
                {"misconception": "thrice", "edit": {"2": "3"}, "killed_by": "values"},
                {"misconception": "squared", "edit": {"x * 2": "x * x"}, "killed_by": "values"},
                {
                    "misconception": "nothing",
                    "code": "def f(x):\n    return x.clone()\n",
                    "killed_by": "values",
                },
            ],
            "hints": ["a", "b", "c"],
            "complexity": {"time": "O(n)", "memory": "O(n)"},
            "follow_ups": ["why"],
            "explain": "twice",
            **changed,
        }
        challenge: Challenge = construct(Challenge, record)
        return challenge

    return make
