"""No room under the progress file in the middle of a sitting.

Files that may not grow stand for the full disk: the limit is set and lifted from outside while the
program runs, and it needs no rights.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path


def set_limit(pid: int, size: int) -> None:
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


def test_the_card_stays_and_a_retry_works(start: Callable, answers: Callable, small_bank: Path) -> None:
    terminal = start("quiz", "optimizers")
    terminal.until("Show the answer")
    terminal.press(" ")
    terminal.until("Easy")
    set_limit(terminal.process.pid, 1)
    terminal.press("3")
    told = terminal.until("Not saved")
    assert "0/" in told
    assert "Again" in told  # the message may stand over the others
    assert answers() == []
    set_limit(terminal.process.pid, resource.RLIM_INFINITY)
    terminal.press("3")
    terminal.until(lambda text: "1/" in text.partition("\n")[0])
    assert [grade for _, grade in answers()] == [3]


def test_plain_prompts_say_so_too(start: Callable, answers: Callable, small_bank: Path) -> None:
    terminal = start("quiz", "optimizers", "--plain", "--limit", "1")
    terminal.until("Enter reveals the answer.")
    terminal.press("\r")
    terminal.until("[3]")
    set_limit(terminal.process.pid, 1)
    terminal.press("4\r")
    terminal.until("Not saved")
    assert answers() == []
    set_limit(terminal.process.pid, resource.RLIM_INFINITY)
    terminal.press("4\r")
    terminal.until("of 1 right")
    assert [grade for _, grade in answers()] == [4]
    assert terminal.ended() == 0
