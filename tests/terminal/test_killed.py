"""A sitting killed at random moments, over and over: what was acknowledged is there, and the file is whole.

An answer is acknowledged when the next item is shown.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlprep.progress.log import Log
from dlprep.schedule.model import Model
from dlprep.study.standing import replayed

CARDS, KILLS = 400, 40
CARD = "- {{id: card-{0}, kind: recall, level: 1, refs: [none], front: 'Which is card {0}?', back: '{0}'}}\n"
ASKED = re.compile(rb"Which is card (\d+)\?\s+Enter reveals the answer\. ")


@pytest.fixture
def large_bank(tmp_path: Path, variables: dict[str, str]) -> None:
    """One topic of many cards: more than a test answers."""
    topic = tmp_path / "bank" / "many"
    topic.mkdir(parents=True)
    (topic / "topic.yaml").write_text("title: Many\nnote: Many cards.\n")
    (topic / "cards.yaml").write_text("".join(CARD.format(n) for n in range(CARDS)))
    variables["DLPREP_QUESTIONS"] = str(tmp_path / "bank")


class Sat:
    """A sitting through pipes, answered as fast as it asks."""

    def __init__(self, variables: dict[str, str]) -> None:
        command = [sys.executable, "-m", "dlprep", "quiz", "many", "--plain", "--new", str(CARDS)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **variables}, bufsize=0
        )
        self._printed = b""

    @property
    def shown(self) -> list[str]:
        """The items shown so far."""
        return [f"card-{number.decode()}" for number in ASKED.findall(self._printed)]

    def answer(self, count: int, grades: random.Random) -> None:
        """Wait for so many items and answer each; the last answer is on its way when this returns."""
        for number in range(1, count + 1):
            while len(self.shown) < number:
                self._read()
            self._type(b"\n%d\n" % grades.choice((1, 2, 3, 3, 4)))

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        while self._read():
            pass
        self.process.communicate()
        assert self.process.returncode == -signal.SIGKILL

    def _read(self) -> bytes:
        assert self.process.stdout
        data = self.process.stdout.read(1 << 16)
        self._printed += data
        return data

    def _type(self, text: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(text)


def kill_sittings(variables: dict[str, str], path: Path, times: int, seed: int) -> int:
    """How many answers were acknowledged, all of which must be there after each kill."""
    chance, acknowledged = random.Random(seed), list[str]()
    for _ in range(times):
        sat = Sat(variables)
        sat.answer(chance.choice((0, 1, 2, 5, 9)), chance)
        time.sleep(chance.random() * chance.choice((0.003, 0.3)))  # the moment itself is what is drawn
        sat.kill()
        acknowledged += sat.shown[:-1]
        if path.exists():
            acknowledged = checked(path, acknowledged)
        assert path.exists() or not acknowledged
    return len(acknowledged)


def checked(path: Path, acknowledged: list[str]) -> list[str]:
    """The answers in the file: those acknowledged, in their order, and at most the one on its way."""
    with Log.open(path) as log:
        assert log.database.read("PRAGMA integrity_check") == [("ok",)]
        found = [event.item for event in log.events()]
        assert found[: len(acknowledged)] == acknowledged
        assert len(found) <= len(acknowledged) + 1
        model, states = Model(), log.states()
        assert states == {i: replayed(i, "many", log.events_of(i), model) for i in log.items()}
    return found


def test_no_acknowledged_answer_is_lost(tmp_path: Path, variables: dict[str, str], large_bank: None) -> None:
    assert kill_sittings(variables, tmp_path / "data" / "progress.db", KILLS, seed=1) > KILLS


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(25))
def test_a_thousand_kills(tmp_path: Path, variables: dict[str, str], large_bank: None, seed: int) -> None:
    assert kill_sittings(variables, tmp_path / "data" / "progress.db", 40, seed=100 + seed) > 40
