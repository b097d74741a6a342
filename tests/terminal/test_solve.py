"""A challenge in the candidate's own editor, which saves by renaming."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

KEYS = "s solution  n next  q quit"


def edit(file: Path, this: str, that: str) -> None:
    """Save as sed and most editors do: a new file takes the old one's place."""
    subprocess.run(["sed", "-i", f"s/{this}/{that}/", file], check=True)


def test_failed_diagnosed_passed_and_graded(
    start: Callable, answers: Callable, small_bank: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.py"
    terminal = start("solve", "double-it", "--watch", str(file))
    terminal.until(lambda text: "each save is judged" in text and KEYS in text)
    assert "def double" in file.read_text()
    edit(file, "    [.][.][.]", "    return x + 2")
    terminal.until(lambda text: "Not yet" in text and "◆ Adds two" in text and KEYS in text)
    edit(file, "x + 2", "2 * x")
    terminal.until(lambda text: "✓ Passed" in text and "Good is suggested" in text and KEYS in text)
    terminal.press("n")
    terminal.until("4 Easy  [3]")
    terminal.press("2")
    assert terminal.ended() == 0
    assert answers() == [("double-it", 2)]


def test_a_file_that_exists_is_used_and_control_c_leaves_nothing(
    start: Callable, descendants: Callable, gone: Callable, small_bank: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.py"
    file.write_text("mine = 1\n")
    terminal = start("solve", "double-it", str(file))
    terminal.until(lambda text: "There already, and used as it is" in text and KEYS in text)
    started = descendants(terminal.process.pid)
    os.kill(terminal.process.pid, 2)
    assert terminal.ended() == 130
    assert file.read_text() == "mine = 1\n"
    gone(started)


def test_keys_are_heard_while_it_runs_and_what_was_saved_is_kept(
    start: Callable, small_bank: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.py"
    terminal = start("solve", "double-it", str(file))
    terminal.until(KEYS)
    edit(file, "    [.][.][.]", "    while True: pass")
    terminal.until("r stop  q quit")
    terminal.press("r")
    terminal.until(lambda text: "Stopped." in text and KEYS in text)
    terminal.press("r")
    terminal.until("r stop  q quit")
    edit(file, "while True: pass", "return x + 2")  # a newer save takes over at once
    terminal.until(lambda text: "◆ Adds two" in text and KEYS in text)
    edit(file, "return x + 2", "while 1: pass")
    terminal.until("r stop  q quit")
    terminal.press("q")
    assert terminal.ended() == 0
    file.unlink()
    terminal = start("solve", "double-it", str(file))
    terminal.until("You have been at it before: 1 failed run, no hint.")
    assert "while 1: pass" in file.read_text()


def test_after_the_solution_only_again_can_be_given(
    start: Callable, answers: Callable, small_bank: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.py"
    terminal = start("solve", "double-it", str(file), columns=120, rows=40)
    terminal.until(KEYS)
    terminal.press("n")
    terminal.until("Next comes after passing")
    terminal.press("s")
    terminal.until("counts as Again, also if you pass later. s shows it.")
    terminal.press("s")
    terminal.until(lambda text: "return 2 * x" in text and "it counts as Again" in text and KEYS in text)
    edit(file, "    [.][.][.]", "    return 2 * x")
    terminal.until(lambda text: "✓ Passed" in text and "Again is suggested" in text)
    terminal.press("n")
    terminal.until("1 Again  [1]")
    assert "Easy" not in terminal.text
    terminal.press("4")
    terminal.until("not graded")
    terminal.press("n\r")
    assert terminal.ended() == 0
    assert "No other challenge is due." in terminal.text
    assert answers() == [("double-it", 1)]


def test_a_folder_that_goes_is_told_and_one_that_comes_back_is_watched(
    start: Callable, small_bank: Path, tmp_path: Path
) -> None:
    file = tmp_path / "work" / "mine.py"
    file.parent.mkdir()
    terminal = start("solve", "double-it", str(file), columns=120)
    terminal.until(KEYS)
    shutil.rmtree(file.parent)
    terminal.until("is gone. Save it again")
    file.parent.mkdir()
    file.write_text("def double(x):\n    return 2 * x\n")
    terminal.until("✓ Passed")


def test_a_save_in_another_encoding_is_told_and_the_next_one_judged(
    start: Callable, small_bank: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.py"
    terminal = start("solve", "double-it", str(file), columns=160)
    terminal.until(KEYS)
    file.write_bytes(b"# caf\xe9\ndef double(x):\n    return 2 * x\n")
    terminal.until("cannot be read as UTF-8 text. Nothing was judged.")
    terminal.press("r")
    file.write_bytes("# café\ndef double(x):\n    return 2 * x\n".encode())
    terminal.until("✓ Passed")


def test_a_place_that_cannot_be_written_is_told(start: Callable, small_bank: Path, tmp_path: Path) -> None:
    terminal = start("solve", "double-it", str(tmp_path / "nowhere" / "mine.py"), columns=160)
    assert terminal.ended() == 2
    told = terminal.text.replace("\n", "")  # a long path breaks the line anywhere
    assert "cannot be written" in told
    assert "Nothing was changed" in told


def test_the_next_challenge_stands_beside_the_first_and_a_file_there_is_used(
    start: Callable, small_bank: Path, tmp_path: Path
) -> None:
    challenge = small_bank / "attention" / "double-it.yaml"
    challenge.with_name("again.yaml").write_text(challenge.read_text().replace("id: double-it", "id: again"))
    (tmp_path / "double-it.py").write_text("mine = 1\n")
    terminal = start("solve", "again", str(tmp_path))
    terminal.until(lambda text: str(tmp_path / "again.py")[-20:] in text.replace("\n", "") and KEYS in text)
    edit(tmp_path / "again.py", "    [.][.][.]", "    return x + x")
    terminal.until(lambda text: "✓ Passed" in text and KEYS in text)
    terminal.press("n\r")
    terminal.until(
        lambda text: "There already, and used as it is" in text and "double-it.py" in text.replace("\n", "")
    )
    assert (tmp_path / "double-it.py").read_text() == "mine = 1\n"


def test_without_a_terminal_each_save_is_judged_in_plain_text(
    small_bank: Path, variables: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "mine.py"
    process = subprocess.Popen(
        [sys.executable, "-m", "dlprep", "solve", "double-it", str(file)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env={**os.environ, **variables},
        text=True,
    )
    printed = ""
    while "Ctrl+C ends it" not in printed:
        printed += process.stdout.readline()
    file.write_text("def double(x):\n    return x + 2\n")
    while "✗ values" not in printed:
        printed += process.stdout.readline()
    process.send_signal(2)
    process.communicate()
    assert process.returncode == 130
    assert "◆ Adds two instead of doubling" in printed
    assert "\x1b" not in printed


def test_no_color_means_none(start: Callable, small_bank: Path, tmp_path: Path) -> None:
    terminal = start("solve", "double-it", str(tmp_path / "mine.py"), NO_COLOR="1")
    terminal.until(KEYS)
    assert all(foreground == "default" for _, foreground, _ in terminal.look)
