from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

import dlprep

WRAPPER = """
import atexit, json, sys
target, *sys.argv[1:] = sys.argv[1:]
atexit.register(lambda: open(target, "w").write(json.dumps(sorted(sys.modules))))
from dlprep.cli import main
main()
"""
EVERY = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted(sys.modules)))
"""
HEAVY = {"torch", "numpy", "pydantic"}
CHILDREN = ("child", "compare", "driver", "experiment", "roles", "stubs", "values", "warmth", "zygote")
"""Modules of the judge that run in its child processes only."""


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    return [sys.executable, "-c", WRAPPER, str(tmp_path / "modules.json")]


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    return Loaded(tmp_path / "modules.json")


class Loaded:
    """The packages that a process had imported when it ended."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __and__(self, others: set[str]) -> set[str]:
        return {name.split(".")[0] for name in json.loads(self.file.read_text())} & others


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["list"], ["list", "--json"]], ids=" ".join)
def test_commands_that_only_look_import_nothing_heavy(
    command: list[str], loaded: Loaded, arguments: list[str]
) -> None:
    for _ in ("from the files", "from the cache"):
        subprocess.run([*command, *arguments], check=True, capture_output=True)
        assert not loaded & (HEAVY | {"textual", "fsrs", "sqlite3"})
    assert not loaded & {"yaml"}


def test_a_plain_sitting_imports_no_torch_and_from_the_cache_no_yaml(
    command: list[str], loaded: Loaded
) -> None:
    for _ in ("from the files", "from the cache"):
        subprocess.run(
            [*command, "quiz", "transformers", "--plain", "--kind", "recall"],
            input="\n\n\n\n", text=True, check=True, capture_output=True,
        )  # fmt: skip
        assert not loaded & (HEAVY | {"textual"})
    assert not loaded & {"yaml"}


def test_the_screen_imports_no_torch_and_from_the_cache_no_yaml(command: list[str], loaded: Loaded) -> None:
    environment = {**os.environ, "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    for _ in ("from the files", "from the cache"):
        child = pexpect.spawn(
            command[0], [*command[1:], "quiz", "transformers"], env=environment, dimensions=(24, 80)
        )
        child.expect("level [123]")
        child.sendcontrol("c")
        child.expect(pexpect.EOF)
        assert not loaded & HEAVY
    assert not loaded & {"yaml"}


def test_no_module_but_those_of_the_judges_children_imports_torch() -> None:
    found = [module.name for module in pkgutil.walk_packages(dlprep.__path__, "dlprep.")]
    children = {f"dlprep.judge.{name}" for name in CHILDREN}
    names = [name for name in found if name not in children and not name.endswith("__main__")]
    done = subprocess.run([sys.executable, "-c", EVERY, *names], check=True, capture_output=True, text=True)
    assert not set(json.loads(done.stdout)) & HEAVY
