"""Home in a real terminal: there, into a sitting, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path


def test_from_home_into_a_sitting_and_back_to_the_shell(
    start: Callable, answers: Callable, small_bank: Path
) -> None:
    terminal = start()
    terminal.until("Press space for a first sitting")
    terminal.press("jj\r")
    terminal.until("level ")
    terminal.press(" ")
    terminal.until("Easy")
    terminal.press("3")
    terminal.until(" 1/")
    terminal.press("q")
    terminal.until("1 of 1 right")
    terminal.press("\r")
    terminal.until("Recalled tomorrow")
    assert len(answers()) == 1
    terminal.press("s")
    terminal.until("True retention")
    terminal.press("\x1b")
    terminal.until("Today's sitting")
    terminal.press("q")
    assert terminal.ended() == 0


def test_statistics_by_themselves(start: Callable, small_bank: Path) -> None:
    terminal = start("stats", columns=60, rows=18)
    terminal.until("Nothing was answered yet.")
    terminal.press("q")
    assert terminal.ended() == 0


def test_without_colours_today_is_plain_text(start: Callable, small_bank: Path) -> None:
    terminal = start(NO_COLOR="1")
    assert terminal.ended() == 0
    assert "`dlprep quiz` starts." in terminal.text
    assert b"\x1b[" not in terminal.written


def test_statistics_for_programs(start: Callable, small_bank: Path) -> None:
    terminal = start("stats", "--json", columns=200)
    assert terminal.ended() == 0
    assert set(json.loads(terminal.written)) >= {"day", "days", "recall", "load", "challenges"}
