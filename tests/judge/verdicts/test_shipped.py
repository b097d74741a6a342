"""Every challenge that is shipped, judged on this machine and as on lesser ones.

A reference that is rejected on some seed would one day tell somebody that right code is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dlprep.bank.items import Challenge
from dlprep.bank.library import Bank
from dlprep.judge import Judge
from dlprep.judge.diagnose import source_of

pytestmark = pytest.mark.xdist_group("judge-shipped")

QUESTIONS = Path(__file__).resolve().parents[3] / "questions"
MACHINES: Mapping[str, Mapping[str, Any]] = {
    "this": {},
    "no namespaces": {"bonuses": False},
    "oldest Landlock": {"abi": 1, "bonuses": False},
    "no Landlock": {"abi": 0, "bonuses": False},
}


@pytest.fixture(scope="module")
def shipped() -> list[Challenge]:
    bank = Bank(QUESTIONS)
    return [item for topic in bank.topics() for item in bank.items(topic) if isinstance(item, Challenge)]


NEEDS_FILES = {"checkpoint-resume"}
"""Without Landlock no file can be opened, and these say that they cannot be judged."""


@pytest.fixture(scope="module", params=MACHINES)
def lesser(request: pytest.FixtureRequest) -> Iterator[Judge]:
    with Judge(lesser=MACHINES[request.param]) as judge:
        yield judge


def rejected(judge: Judge, challenges: list[Challenge], seeds: range) -> dict[str, str]:
    """The right solutions that do not pass, by id, seed and which."""
    found = {}
    for challenge in challenges:
        right = (challenge.reference, *challenge.alternates)
        for seed in seeds:
            for index, verdict in enumerate(judge.run_all(challenge, right, seed=seed)):
                if judge.tier == "B" and challenge.id in NEEDS_FILES:
                    assert verdict.status == "unavailable"
                elif not verdict.passed:
                    found[f"{challenge.id} {seed} {index}"] = (
                        f"{verdict.status} {verdict.error} {verdict.tests}"
                    )
    return found


def accepted(judge: Judge, challenges: list[Challenge], most: int | None) -> list[str]:
    """The wrong solutions and starters that pass, by id and misconception."""
    found = []
    for challenge in challenges:
        wrong = {w.misconception: source for w in challenge.wrong if (source := source_of(challenge, w))}
        sources = {"starter": challenge.starter, **wrong}
        names = list(sources)[:most]
        verdicts = judge.run_all(challenge, [sources[name] for name in names], seed=1)
        found += [f"{challenge.id} {name}" for name, v in zip(names, verdicts, strict=True) if v.passed]
    return found


def test_right_solutions_pass(judge: Judge, shipped: list[Challenge]) -> None:
    assert len(shipped) >= 30
    assert rejected(judge, shipped, range(1000, 1001)) == {}


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_right_solutions_pass_on_200_seeds(judge: Judge, shipped: list[Challenge]) -> None:
    assert rejected(judge, shipped, range(200)) == {}


def test_lesser_machines_judge_some_alike(lesser: Judge, shipped: list[Challenge]) -> None:
    some = shipped[::4]
    assert rejected(lesser, some, range(1)) == {}
    assert accepted(lesser, some, 2) == []


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_lesser_machines_judge_all_alike(lesser: Judge, shipped: list[Challenge]) -> None:
    assert rejected(lesser, shipped, range(3)) == {}
    assert accepted(lesser, shipped, None) == []
