from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]
FIXTURE = Path(__file__).parents[2] / "fixtures" / "bank"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A small bank of one's own, to be spoiled."""
    return shutil.copytree(FIXTURE, tmp_path / "bank")


@pytest.fixture
def places(tmp_path: Path, bank: Path) -> dict[str, str]:
    """The variables that keep a process away from the home folder."""
    named = {f"DLPREP_{name.upper()}": str(tmp_path / name) for name in ("data", "cache", "config")}
    return {**named, "DLPREP_QUESTIONS": str(bank)}


@pytest.fixture
def dlprep(places: dict[str, str]) -> Command:
    """Run a command in a process of its own; whatever happens, no traceback."""

    def run(*arguments: object, typed: str = "", **variables: object) -> Done:
        environment = {**os.environ, **places, **{name: str(value) for name, value in variables.items()}}
        done = subprocess.run(
            [sys.executable, "-m", "dlprep", *map(str, arguments)],
            input=typed, env=environment, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return done

    return run
