from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

SELF_GRADED = ("quiz", "attention", "optimizers", "--kind", "recall")
ONE = "\n3\n:q\n"
"""Reveal, Good, finish."""


def answers(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM events WHERE kind = 'review'").fetchone()[0])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "progress.db"


@pytest.fixture
def one_answer(dlprep: Callable, file: Path) -> Path:
    """A progress file with one answer in it."""
    assert dlprep(*SELF_GRADED, typed=ONE).returncode == 0
    assert answers(file) == 1
    return file


def test_a_newer_file_is_refused_untouched(dlprep: Callable, one_answer: Path) -> None:
    with closing(sqlite3.connect(one_answer)) as connection:
        known = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute(f"PRAGMA user_version = {known + 1}")
        connection.commit()
    before = one_answer.read_bytes()
    done = dlprep(*SELF_GRADED, typed=ONE)
    assert done.returncode == 2
    assert f"its format is {known + 1}, this dlprep reads up to {known}." in done.stderr
    assert one_answer.read_bytes() == before


@pytest.mark.parametrize("damage", [lambda _: b"not a database" * 99, lambda whole: whole[: len(whole) // 2]])
def test_a_damaged_file_is_set_aside_and_the_next_start_works(
    dlprep: Callable, one_answer: Path, damage: Callable[[bytes], bytes]
) -> None:
    one_answer.write_bytes(damaged := damage(one_answer.read_bytes()))
    done = dlprep(*SELF_GRADED, typed=ONE)
    assert done.returncode == 2
    assert "set aside as" in done.stderr
    (aside,) = one_answer.parent.glob("progress.db.corrupt-*")
    assert aside.read_bytes() == damaged
    assert dlprep(*SELF_GRADED, typed=ONE).returncode == 0
    assert answers(one_answer) == 1


@pytest.mark.parametrize("command", [(), ("stats",), ("marked",), ("learn",), ("doctor",)], ids=str)
def test_damage_that_shows_after_opening_is_told_like_any(
    dlprep: Callable, one_answer: Path, command: tuple[str, ...]
) -> None:
    whole = one_answer.read_bytes()
    one_answer.write_bytes(whole[:16_384] + b"x" * 24_576 + whole[40_960:])
    done = dlprep(*command)
    assert done.returncode != 0
    assert "set aside as" in done.stdout + done.stderr


def not_saved(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode == 0 and "Nothing can be saved" in done.stderr and "not being saved" in done.stdout


def test_a_folder_in_its_place(dlprep: Callable, file: Path) -> None:
    file.mkdir(parents=True)
    assert not_saved(dlprep(*SELF_GRADED, typed=ONE))


def test_a_home_that_cannot_be_written_is_told_and_the_sitting_goes_on(
    dlprep: Callable, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    done = dlprep(*SELF_GRADED, typed=ONE, DLPREP_DATA=tmp_path / "file" / "data")
    assert not_saved(done)
    assert "1 of 1 right" in done.stdout


def test_a_file_that_another_program_holds(dlprep: Callable, one_answer: Path) -> None:
    other = sqlite3.connect(one_answer, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with closing(other):
        done = dlprep(*SELF_GRADED, typed=ONE)
    assert done.returncode == 2
    assert "another program is using the progress file" in done.stderr
    assert dlprep(*SELF_GRADED, typed=ONE).returncode == 0
    assert answers(one_answer) == 2


def test_two_sittings_at_once_lose_nothing(places: dict[str, str], file: Path) -> None:
    command = [sys.executable, "-m", "dlprep", *SELF_GRADED]
    both = [
        subprocess.Popen(
            command, env={**os.environ, **places}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    told = [process.communicate("\n3\n" * 9, timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    acknowledged = sum(int(text.split(" right")[0].split("of ")[-1]) for text in told)
    assert answers(file) == acknowledged > 1
