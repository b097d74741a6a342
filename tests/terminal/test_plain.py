"""Where there is no terminal, or one that cannot do more: plain prompts by themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def piped(variables: dict[str, str], small_bank: Path) -> Callable:
    """Run a shell line in which `dlprep` is the program."""

    def run(line: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        shell = f'set -o pipefail; dlprep() {{ "{sys.executable}" -m dlprep "$@"; }}; {line}'
        done = subprocess.run(
            ["bash", "-c", shell],
            input=typed,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert "Traceback" not in done.stderr
        assert "Exception ignored" not in done.stderr
        return done

    return run


@pytest.mark.parametrize("variable", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_a_terminal_without_colours_gets_plain_prompts(
    start: Callable, small_bank: Path, answers: Callable, variable: dict[str, str]
) -> None:
    terminal = start("quiz", "optimizers", "--limit", "1", **variable)
    terminal.until("Enter reveals the answer.")
    terminal.press("\r")
    terminal.until("[3]")
    terminal.press("2\r")
    terminal.until("of 1 right")
    assert terminal.ended() == 0
    assert b"\x1b[" not in terminal.written
    assert [grade for _, grade in answers()] == [2]


def test_control_c_at_a_plain_prompt(start: Callable, small_bank: Path) -> None:
    terminal = start("quiz", "optimizers", "--plain")
    terminal.until("Enter reveals the answer.")
    terminal.process.sendcontrol("c")
    assert terminal.ended() == 130


def test_a_sitting_through_pipes(piped: Callable, answers: Callable) -> None:
    done = piped("dlprep quiz optimizers --limit 2", "\n3\n\n1\n\n3\n:q\n")
    assert done.returncode == 0
    assert "of 3 right" in done.stdout or "of 2 right" in done.stdout
    assert len(answers()) in {2, 3}


@pytest.mark.parametrize("typed", ["", "\n", "\n3\n", "\n3\n\n", "\n9\n"], ids=repr)
def test_the_input_may_end_anywhere(piped: Callable, answers: Callable, typed: str) -> None:
    done = piped("dlprep quiz optimizers --plain", typed)
    assert done.returncode == 0
    assert ("1 of 1 right" in done.stdout) == typed.startswith("\n3\n") == (len(answers()) == 1)


@pytest.mark.parametrize("command", ["quiz optimizers", "list", "list --json", "list attention"])
def test_the_reader_may_go_away(piped: Callable, command: str) -> None:
    done = piped(f"dlprep {command} | head -1", "\n" * 50)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1


def test_output_that_nobody_takes(piped: Callable) -> None:
    assert piped("dlprep list >&-").returncode == 0
    full = piped("dlprep list >/dev/full")
    assert full.returncode == 2
    assert "No space left on device" in full.stderr
