"""Arenas are shared by the attacks of one worker: one for each target, started when first wanted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))

from attack_support import Arena, Target


@pytest.fixture(scope="session")
def arena_of() -> Iterator[Callable[[Target], Arena]]:
    arenas: dict[Target, Arena] = {}

    def of(target: Target) -> Arena:
        if target not in arenas:
            arenas[target] = Arena(target)
        return arenas[target]

    try:
        yield of
    finally:
        for arena in arenas.values():
            arena.close()
