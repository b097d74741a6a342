"""A challenge in the editor: typed, judged, diagnosed."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

F2, F3, F5, F9 = "\x1bOQ", "\x1bOR", "\x1b[15~", "\x1b[20~"


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_a_known_mistake_is_named_then_it_passes(
    start: Callable, answers: Callable, small_bank: Path, columns: int, rows: int
) -> None:
    terminal = start("quiz", "attention", "--kind", "challenge", columns=columns, rows=rows)
    terminal.until("Double it")
    _write(terminal, "return x + 2")
    terminal.until(lambda text: "Not yet" in text and "◆" in text)
    _write(terminal, "return 2 * x")
    terminal.until("✓ Passed")
    terminal.press(F9)
    terminal.until("Again")
    terminal.press("3")
    terminal.until("1 of 1 right")
    assert answers() == [("double-it", 3)]
    terminal.press("\r")
    assert terminal.ended() == 0


def test_out_of_time(start: Callable, small_bank: Path) -> None:
    file = small_bank / "attention" / "double-it.yaml"
    file.write_text(file.read_text() + "limits: {seconds: 1}\n")
    terminal = start("quiz", "attention", "--kind", "challenge", columns=120, rows=40)
    terminal.until("Double it")
    _write(terminal, "while True: pass")
    terminal.until(lambda text: "▸ values" in text and "F5 stops" in text)
    terminal.until("Out of time")


@pytest.mark.parametrize(
    ("line", "said"),
    [("import os; os._exit(3)", "exit code 3"), ("import ctypes; ctypes.string_at(1)", "SIGSEGV")],
)
def test_a_crash_is_a_verdict_and_the_next_run_is_none_the_worse(
    start: Callable, small_bank: Path, line: str, said: str
) -> None:
    terminal = start("quiz", "attention", "--kind", "challenge", columns=120, rows=40)
    terminal.until("Double it")
    _write(terminal, line)
    terminal.until(lambda text: "The process crashed" in text and said in text)
    _write(terminal, "return 2 * x")
    terminal.until("✓ Passed")


def test_killed_while_typing_the_draft_is_there_the_next_time(
    start: Callable, small_bank: Path, tmp_path: Path
) -> None:
    terminal = start("quiz", "attention", "--kind", "challenge", columns=120, rows=40)
    terminal.until("Double it")
    terminal.press(F3 + "# mine\r")
    terminal.until("# mine")
    deadline = time.monotonic() + 10
    while not _drafts(tmp_path / "data" / "progress.db"):
        assert time.monotonic() < deadline
        time.sleep(0.05)  # it is saved unseen, after a second of quiet
    os.kill(terminal.process.pid, signal.SIGKILL)
    assert terminal.ended() == -signal.SIGKILL
    terminal = start("quiz", "attention", "--kind", "challenge", columns=120, rows=40)
    terminal.until("# mine")


def test_the_code_goes_to_the_own_editor_and_comes_back(
    start: Callable, small_bank: Path, tmp_path: Path
) -> None:
    editor = tmp_path / "ed.py"
    editor.write_text(
        "import pathlib, signal, sys\n"
        "file = pathlib.Path(sys.argv[-1])\n"
        "signal.signal(signal.SIGINT, lambda *_: print('HEARD', flush=True))\n"
        "print('EDITING', file.name, flush=True)\n"  # whoever reads this may press at once
        "input()\n"
        "file.write_text(file.read_text().replace('...', 'return 2 * x'))\n"
    )
    terminal = start(
        "quiz", "attention", "--kind", "challenge", EDITOR=f"{sys.executable} {editor}", VISUAL=""
    )
    terminal.until("Double it")
    terminal.press("e")
    terminal.until("EDITING double-it.py")
    terminal.press("\x03")  # ctrl+c is the editor's
    terminal.until("HEARD")
    terminal.press("\r")
    terminal.until(lambda text: "F3 code" in text and "return 2 * x" in text)
    terminal.press(F5)
    terminal.until("✓ Passed")
    terminal.press("\x03")
    assert terminal.ended() == 130


def test_a_resize_while_it_runs_and_a_click_on_the_line(start: Callable, small_bank: Path) -> None:
    terminal = start("quiz", "attention", "--kind", "challenge")
    terminal.until("Double it")
    _write(terminal, "import time; time.sleep(1); return y")
    terminal.until("F5 stops")
    terminal.resize(120, 40)
    text = terminal.until(lambda text: "F2 prompt" in text and "▸ line 2" in text)
    row = next(y for y, line in enumerate(text.splitlines(), 1) if "▸ line 2" in line)
    terminal.press(f"\x1b[<0;60;{row}M\x1b[<0;60;{row}m")
    terminal.until("Grade f1 Help")  # the letters are text again
    terminal.press("# here")
    terminal.until("# here    import time")


def _drafts(progress: Path) -> list[tuple[str]]:
    """The code kept for challenges, seen from outside."""
    with closing(sqlite3.connect(progress)) as connection:
        return connection.execute("SELECT text FROM drafts").fetchall()


def _write(terminal: object, line: str) -> None:
    """Put a function of one line in place of the starter, and run it."""
    terminal.press(F2)
    terminal.until("q Finish")
    terminal.changed("r")
    terminal.press("y")
    terminal.until("Grade f1 Help")  # the editor has the keys; a paste before would go nowhere
    terminal.press(f"\x1b[200~def double(x):\n    {line}\n\x1b[201~")
    terminal.until(lambda text: line in text and "..." not in text)
    terminal.press(F5)
