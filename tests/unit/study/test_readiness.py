from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.study.readiness import LEAST, readiness


@given(st.lists(st.floats(0, 1), max_size=50), st.integers(0, 60), st.integers(0, 300), st.floats(0, 1))
def test_the_interval_holds_what_is_expected_and_stays_a_share(recalls, more, tested, share) -> None:
    found = readiness(recalls, len(recalls) + more, tested, int(tested * share))
    assert 0 <= found.low <= found.expected + 1e-9
    assert found.expected <= found.high + 1e-9 <= 1 + 2e-9


def test_what_was_never_seen_counts_as_not_recalled() -> None:
    assert readiness([0.9] * 5, 10, 100, 90).expected == pytest.approx(0.45)
    assert readiness([0.9] * 5, 10, 100, 90).high <= 0.5


def test_with_more_answers_the_doubt_shrinks() -> None:
    few, many = (readiness([0.9] * 40, 40, n, n * 9 // 10) for n in (10, 1000))
    assert many.high - many.low < few.high - few.low


def test_below_ten_tested_answers_nothing_is_claimed() -> None:
    assert not readiness([0.9] * 9, 10, LEAST - 1, 9).known
    assert readiness([0.9] * 9, 10, LEAST, 9).known
