"""A candidate's evening in a real terminal: keys go in, a screen comes out."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

SIZES = pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
LEFT = b"\x1b[?1049l"
"""Ends the full screen: the terminal shows again what stood there before."""
ANSWERED = {
    "cloze": ["kk", "\r", "22", "\r"],
    "choice": ["1"],
    "numeric": ["22", "\r"],
    "bug": ["\r"],
    "recall": [" "],
}
"""Keys that answer a card of a kind, rarely right."""


def asked(text: str) -> str:
    """The kind of the card on the screen, in its label."""
    found = re.search(r"^\s*(\w+) · level [123]", text, re.MULTILINE)
    return found[1] if found else ""


def ready(text: str) -> bool:
    """Whether a card is shown and keys go to its answer, as the footer says."""
    return bool(asked(text)) and ("Answer" in text or "Show the answer" in text)


def graded(text: str) -> bool:
    """Whether the four grades are offered."""
    return "Again" in text and "Easy" in text


@SIZES
def test_cards_of_several_kinds_with_mistakes_and_the_summary(
    start: Callable, answers: Callable, columns: int, rows: int
) -> None:
    kinds = [argument for kind in ANSWERED for argument in ("--kind", kind)]
    terminal = start("quiz", "transformers", *kinds, "--limit", "6", columns=columns, rows=rows)
    for number in range(6):
        text = terminal.until(lambda text, n=number: f"{n}/" in text and ready(text))
        for keys in ANSWERED[asked(text)]:
            if not graded(terminal.text):
                terminal.changed(keys)
        terminal.until(graded)
        terminal.press("3")
        terminal.until(lambda text: not graded(text))
        assert len(answers()) == number + 1
    terminal.press("q")
    assert "of 6 right" in terminal.until("right")
    terminal.press("\r")
    assert terminal.ended() == 0
    assert len(answers()) == 6


def test_killed_in_the_middle_it_goes_on_from_every_acknowledged_answer(
    start: Callable, answers: Callable
) -> None:
    first = start("quiz", "transformers", "--kind", "recall", "--limit", "9")
    seen: list[str] = []

    def next_one(text: str) -> bool:
        """Whether another card stands there: the count may be painted before the card changes."""
        return f" {len(seen)}/" in text and ready(text) and bool(_front(text)) and _front(text) not in seen

    for _ in range(3):
        seen.append(_front(first.until(next_one)))
        first.press(" ")
        first.until(graded)
        first.press("3")
    first.until(" 3/")
    first.process.kill(signal.SIGKILL)
    assert first.ended() == -signal.SIGKILL
    assert [grade for _, grade in answers()] == [3, 3, 3]
    again = start("quiz", "transformers", "--kind", "recall", "--limit", "6")
    assert _front(again.until(ready)) not in seen
    again.press("u")
    again.until(lambda text: _front(text) == seen[-1])
    assert len(answers()) == 2


def _front(text: str) -> str:
    """The first line of a card; the rest may still be on its way to the screen."""
    return text.partition(" · level ")[2].partition("\n")[2].strip().partition("\n")[0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["TERM", "HUP"])
def test_ended_from_outside_the_terminal_is_as_before(
    start: Callable, answers: Callable, small_bank: Path, descendants: Callable, gone: Callable, number: int
) -> None:
    terminal = start("quiz", "attention", "--kind", "recall", "--kind", "challenge")
    if "recall" not in terminal.until(lambda text: "Double it" in text or ready(text)):
        terminal.press("s")
    terminal.until(lambda text: "recall" in text and ready(text))
    terminal.press(" ")
    terminal.until(graded)
    terminal.press("3")
    terminal.until("1/2")
    started = descendants(terminal.process.pid)
    terminal.process.kill(number)
    assert terminal.ended() == 128 + number
    assert LEFT in terminal.written
    assert len(answers()) == 1
    gone(started)


def test_a_closed_terminal_ends_everything(
    start: Callable, answers: Callable, small_bank: Path, descendants: Callable, gone: Callable
) -> None:
    terminal = start("quiz", "attention", "--kind", "challenge")
    terminal.until("Double it")
    terminal.press("\x1b[15~")
    terminal.until("warming up")
    started = {terminal.process.pid} | descendants(terminal.process.pid)
    terminal.hang_up()
    gone(started)


def test_control_c_on_a_card(start: Callable, small_bank: Path) -> None:
    terminal = start("quiz", "optimizers")
    terminal.until("level ")
    terminal.process.sendcontrol("c")
    assert terminal.ended() == 130
    assert LEFT in terminal.written


@pytest.mark.parametrize("imported", ["typer.main", "dlprep.bank.library", "textual.app", "dlprep.tui.app"])
def test_control_c_while_it_starts(start: Callable, small_bank: Path, imported: str) -> None:
    terminal = start("quiz", "optimizers", PYTHONPROFILEIMPORTTIME="1")  # names each module
    terminal.process.expect_exact(f" {imported}\r\n")
    terminal.process.kill(signal.SIGINT)
    # Where the signal hits `exec`, as in the making of a dataclass, Python ends by the signal itself
    # although it was caught; a shell calls both 130.
    assert terminal.ended() in {130, -signal.SIGINT}


def test_another_size_while_a_card_is_shown(start: Callable, small_bank: Path) -> None:
    terminal = start("quiz", "attention", "--kind", "choice", columns=120, rows=40)
    terminal.until("level ")
    terminal.resize(60, 18)
    terminal.until(lambda text: "level " in text and len(text.splitlines()) <= 18)
    terminal.resize(40, 10)
    covered = terminal.until(lambda text: "too small" in text and not asked(text))
    assert all(len(line) <= 40 for line in covered.splitlines())
    terminal.resize(80, 24)
    terminal.until(ready)
    terminal.press("1")
    terminal.until(graded)


def test_forty_columns_and_ten_rows(start: Callable, answers: Callable, small_bank: Path) -> None:
    terminal = start("quiz", "optimizers", "--kind", "recall", "--limit", "1", columns=40, rows=10)
    terminal.until("too small (40×10)")
    terminal.resize(80, 24)
    terminal.until("level ")
    terminal.press(" ")
    terminal.until(graded)
    terminal.press("4")
    terminal.until("of 1 right")
    assert len(answers()) == 1


def test_stopped_and_taken_up_again(start: Callable, small_bank: Path) -> None:
    terminal = start("quiz", "optimizers")
    terminal.until("level ")
    terminal.process.kill(signal.SIGSTOP)
    terminal.process.kill(signal.SIGCONT)
    terminal.press(" ")
    terminal.until(graded)
