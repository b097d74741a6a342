"""A challenge in the candidate's own editor, which saves by renaming."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path


def test_failed_diagnosed_passed_and_graded(
    start: Callable, answers: Callable, small_bank: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.py"
    terminal = start("solve", "double-it", "--watch", str(file))
    terminal.until(lambda text: "each save is judged" in text and "quit" in text)
    assert "def double" in file.read_text()
    subprocess.run(["sed", "-i", "s/    [.][.][.]/    return x + 2/", file], check=True)
    terminal.until(lambda text: "Not yet" in text and "◆" in text and "quit" in text)
    subprocess.run(["sed", "-i", "s/x + 2/2 * x/", file], check=True)
    terminal.until(lambda text: "✓ Passed" in text and "quit" in text)
    terminal.press("n")
    terminal.until("Easy  [")
    terminal.press("2")
    assert terminal.ended() == 0
    assert answers() == [("double-it", 2)]


def test_a_file_that_exists_is_used_and_control_c_leaves_nothing(
    start: Callable, descendants: Callable, gone: Callable, small_bank: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.py"
    file.write_text("mine = 1\n")
    terminal = start("solve", "double-it", str(file))
    terminal.until("quit")
    started = descendants(terminal.process.pid)
    os.kill(terminal.process.pid, 2)
    assert terminal.ended() == 130
    assert file.read_text() == "mine = 1\n"
    gone(started)
