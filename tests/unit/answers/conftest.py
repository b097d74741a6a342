"""Small real cards: a factory that fills in the fields every card has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dlprep.bank.items import CARDS, Card, Rubric


def _card(kind: str, **fields: Any) -> Card:
    cls = next(c for c in CARDS if c.kind == kind)
    return cls(**{"id": f"a-{kind}", "level": 1, "refs": ("a book",), "front": "What?", **fields})


@pytest.fixture
def card() -> Callable[..., Any]:
    """`card("numeric", draw=..., answer=...)` builds a card of that kind."""
    return _card


@pytest.fixture
def rubric() -> Rubric:
    """Four points that must be said (8), two that are nice (2), one red flag."""
    return Rubric(
        must=("scores", "scale", "softmax", "weighted sum"),
        nice=("masks", "heads"),
        red_flags=("says keys are learned constants",),
        follow_ups=("Why scale?", "What does it cost?"),
        model_answer="Queries meet keys.",
        seconds=60,
    )
