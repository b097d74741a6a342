"""The whole judge where less can be confined, and what it hides and refuses for packs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dlprep.judge import Judge

pytestmark = pytest.mark.xdist_group("judge-lesser")

RIGHT = "def f(x):\n    return x * 2\n"


@pytest.fixture(scope="module")
def without_landlock() -> Iterator[Judge]:
    with Judge(lesser={"abi": 0, "bonuses": False}) as judge:
        yield judge


@pytest.fixture(scope="module")
def without_anything() -> Iterator[Judge]:
    with Judge(unconfined=True, lesser={"abi": 0, "filtered": False, "bonuses": False}) as judge:
        yield judge


def test_tier_b_passes_what_is_right_and_names_what_is_wrong(without_landlock, attention):
    assert without_landlock.run(attention, attention.reference, seed=1).passed
    assert without_landlock.tier == "B"
    for wrong in attention.wrong:
        source = wrong.code or attention.reference
        for old, new in (wrong.edit or {}).items():
            source = source.replace(old, new)
        verdict = without_landlock.run(attention, source, seed=1)
        assert verdict.status in ("failed", "error"), wrong.misconception


@pytest.mark.parametrize(
    "code",
    [
        "import torch\ntorch.testing.assert_close(torch.ones(2), torch.ones(2))",
        "import dataclasses, asyncio, tempfile, collections, functools, itertools, random\n",
    ],
)
def test_tier_b_has_imported_ahead_what_can_no_longer_be_opened(without_landlock, code):
    ran = without_landlock.run_snippet(code)
    assert ran.status == "passed", ran.error


def test_a_packs_challenge_is_not_run_where_nothing_confines_it(without_anything, small):
    verdict = without_anything.run(small(id="pack:small"), RIGHT)
    assert verdict.status == "unavailable"
    assert "comes from a pack" in verdict.error
    assert without_anything.tier == "C"


def test_ones_own_code_is_run_there_when_asked_for(without_anything, small):
    assert without_anything.run(small(), RIGHT).passed
