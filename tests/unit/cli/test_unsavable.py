"""Disks that are full or may only be read, with progress on them: what each command says and shows."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Done = subprocess.CompletedProcess[str]
STATE = {"full": "dd if=/dev/zero of={disk}/ballast bs=1k 2>&-", "read-only": "mount -o remount,ro {disk}"}
MOUNT = "mount -t tmpfs -o size=1m none {disk}"


@pytest.fixture
def small_disk(dlprep: Callable, places: dict[str, str], tmp_path: Path) -> Callable[..., Done]:
    """Run a command on a small disk with two answers, one of them suspended, and a plan."""
    dlprep("quiz", "momentum", "soft-lookup", "--plain", typed="\n3\n:x\n")
    dlprep("plan", "set", "2027-01-10")
    disk = tmp_path / "disk"
    disk.mkdir()
    ways = (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"])
    mount = ["sh", "-c", MOUNT.format(disk=shlex.quote(str(disk)))]
    namespace = next((w for w in ways if shutil.which("unshare") and not subprocess.call([*w, *mount])), None)
    assert namespace is not None, "mounting a small disk needs unshare, as root or with user namespaces"

    def run(state: str, *arguments: object, typed: str = "", answered: bool = True) -> Done:
        copied = [f"cp {shlex.quote(places['DLPREP_DATA'])}/progress.db {{disk}}"] if answered else []
        steps = [MOUNT, *copied, STATE[state]]
        command = shlex.join([sys.executable, "-m", "dlprep", *map(str, arguments)])
        script = "; ".join([*(s.format(disk=shlex.quote(str(disk))) for s in steps), f"exec {command}"])
        done = subprocess.run(
            [*namespace, "sh", "-c", script],
            input=typed, env={**os.environ, **places, "DLPREP_DATA": str(disk)},
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return done

    return run


REMEDY = {"full": "the disk is full", "read-only": "set DLPREP_DATA to another folder"}


@pytest.mark.parametrize("state", REMEDY)
def test_what_is_there_is_shown_with_a_word_that_nothing_can_be_saved(
    small_disk: Callable[..., Done], state: str
) -> None:
    shown = {
        (): "Interview in",
        ("stats",): "1 answer",
        ("marked",): "Suspended: soft-lookup",
        ("plan",): "10 January",
        ("export",): '"momentum"',
    }
    for command, told in shown.items():
        done = small_disk(state, *command)
        assert done.returncode == 0
        assert told in done.stdout
        assert "Nothing can be saved in" in done.stderr
        assert REMEDY[state] in done.stderr
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("state", REMEDY)
def test_what_would_only_change_progress_is_refused(small_disk: Callable[..., Done], state: str) -> None:
    for command in (("resume", "soft-lookup"), ("plan", "clear"), ("optimize",)):
        done = small_disk(state, *command)
        assert (done.returncode, done.stdout) == (2, "")
        assert REMEDY[state] in done.stderr
        assert "Everything saved before is intact" in done.stderr


def test_a_sitting_goes_on_where_one_may_only_read_and_waits_for_room_on_a_full_disk(
    small_disk: Callable[..., Done],
) -> None:
    held = small_disk("read-only", "quiz", "momentum", "--plain", typed="\n3\n")
    assert held.returncode == 0
    assert "recall, level 1, review" in held.stdout
    assert "not being saved" in held.stdout
    refused = small_disk("full", "quiz", "--plain")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Free some space, then try again." in refused.stderr


@pytest.mark.parametrize("state", REMEDY)
def test_doctor_tells_what_is_there_and_that_nothing_can_be_saved(
    small_disk: Callable[..., Done], state: str
) -> None:
    done = small_disk(state, "doctor", "--json")
    assert done.returncode == 1
    progress = json.loads(done.stdout)["progress"]
    assert (progress["health"], progress["items"]) == ("ok", 2)
    assert REMEDY[state] in progress["unsaved"]


@pytest.mark.parametrize("state", REMEDY)
def test_doctor_tells_that_nothing_can_be_saved_before_the_first_answer(
    small_disk: Callable[..., Done], places: dict[str, str], state: str
) -> None:
    done = small_disk(state, "doctor", answered=False)
    assert done.returncode == 1
    assert "no answers yet" in done.stdout
    assert "Nothing can be saved in" in done.stdout
    assert REMEDY[state] in done.stdout


def test_doctor_is_content_before_the_first_answer_and_leaves_nothing(
    dlprep: Callable, tmp_path: Path
) -> None:
    assert dlprep("doctor").returncode == 0
    assert not (tmp_path / "data").exists()
    (tmp_path / "file").touch()
    assert dlprep("doctor", DLPREP_DATA=tmp_path / "file" / "data").returncode == 1


@pytest.mark.parametrize("state", REMEDY)
def test_a_lesson_goes_on_where_its_place_cannot_be_kept(
    small_disk: Callable[..., Done], bank: Path, state: str
) -> None:
    pages = "".join(f"  - text: This is page {number}.\n" for number in (1, 2, 3))
    (bank / "attention" / "lesson.yaml").write_text(f"title: Attention\nsteps:\n{pages}")
    done = small_disk(state, "learn", "attention", "--plain", typed="\n\nq\n")
    assert done.returncode == 0
    assert "This is page 3." in done.stdout
    assert (done.stdout + done.stderr).count(REMEDY[state]) == 1


def test_an_export_to_a_full_disk_says_so(small_disk: Callable[..., Done], tmp_path: Path) -> None:
    done = small_disk("full", "export", tmp_path / "disk" / "me.jsonl")
    assert done.returncode == 2
    assert "cannot be written: No space left on device. Nothing was exported" in done.stderr


def test_a_file_that_can_be_neither_written_nor_read(dlprep: Callable, tmp_path: Path) -> None:
    (tmp_path / "data" / "progress.db").mkdir(parents=True)
    done = dlprep("stats")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Nothing can be saved" in done.stderr
    assert "cannot be read either" in done.stderr
