"""A challenge in the editor: typed, judged, diagnosed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

F3, F5, F7, F9 = "\x1bOR", "\x1b[15~", "\x1b[18~", "\x1b[20~"


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
    terminal.until("Out of time")


def _write(terminal: object, line: str) -> None:
    """Replace the whole of the editor by a function of one line, and run it."""
    terminal.press(F3)
    terminal.until(lambda text: "F3 code" in text and "Grade f1 Help" in text)
    terminal.changed(F7)  # all of it is selected
    terminal.press(f"\x1b[200~def double(x):\n    {line}\n\x1b[201~")
    terminal.until(lambda text: line in text and "..." not in text)
    terminal.press(F5)
