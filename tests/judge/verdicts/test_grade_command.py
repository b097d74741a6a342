"""`dlprep grade` with a folder of submissions: each gets its verdict, and an interruption costs none."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("judge")

RIGHT = "import torch\ndef causal_mask(a, b):\n    return torch.ones(a, b).tril(b - a).bool()\n"
WRONG = RIGHT.replace("b - a)", "0)")


@contextmanager
def grading(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    places = {f"DLPREP_{kind}": str(folder.parent / kind) for kind in ("DATA", "CONFIG", "CACHE")}
    command = [sys.executable, "-m", "dlprep", "grade", str(folder), *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **places}
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def grade(folder: Path, *options: str) -> tuple[int, str, str]:
    with grading(folder, *options) as running:
        out, err = running.communicate(timeout=120)
        return running.returncode, out, err


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """Under a challenge's id and under its entry's name."""
    folder = tmp_path / "handed in"
    for name, source in (("causal-mask/ann.py", WRONG), ("causal_mask/ben.py", RIGHT)):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(source)
    return folder


def test_each_submission_gets_its_verdict_and_a_file_that_is_none_its_reason(handed_in: Path) -> None:
    (handed_in / "causal-mask" / "bytes.py").write_bytes(b"\xff")
    (handed_in / "causal-mask" / "endless.py").symlink_to("/dev/zero")
    os.mkfifo(handed_in / "causal-mask" / "pipe.py")
    code, out, _ = grade(handed_in, "--json")
    verdicts = {Path(line["file"]).name: line for line in map(json.loads, out.splitlines())}
    assert code == 0
    assert {name: line["status"] for name, line in verdicts.items()} == {
        "ann.py": "failed",
        "ben.py": "passed",
        "bytes.py": "unavailable",
        "endless.py": "unavailable",
        "pipe.py": "unavailable",
    }
    assert verdicts["ann.py"]["diagnosis"]
    assert {line["challenge"] for line in verdicts.values()} == {"causal-mask"}


def test_lines_are_in_the_order_of_the_files_and_an_error_is_told(handed_in: Path) -> None:
    for name, source in (("a", "import time\ntime.sleep(1)\n" + RIGHT), ("b", "1 / 0"), ("c", RIGHT)):
        (handed_in / "causal-mask" / f"{name}.py").write_text(source)
    _, out, _ = grade(handed_in)
    lines = out.splitlines()
    names = ["a.py", "ann.py", "b.py", "c.py", "ben.py"]
    assert all(name in line for name, line in zip(names, lines, strict=True))
    assert lines[2].startswith("✗ error")
    assert lines[2].endswith("ZeroDivisionError: division by zero")


def test_a_person_reads_a_line_for_each_whatever_the_file_is_called(handed_in: Path) -> None:
    (handed_in / "causal-mask" / "\x1b[2Jcy\udcff.py").write_text(RIGHT)
    code, out, _ = grade(handed_in)
    assert code == 0
    assert "✗ failed" in out
    assert "✓ passed" in out
    assert "cy.py" in out
    assert "\x1b" not in out


def test_a_folder_without_a_challenge_is_named_and_nothing_judged(handed_in: Path) -> None:
    (handed_in / "no-such-thing").mkdir()
    code, out, err = grade(handed_in)
    assert (code, out) == (2, "")
    assert "No challenge or entry is called no-such-thing. Nothing was judged." in err


def test_interrupted_it_says_so_and_goes_on_from_there(handed_in: Path) -> None:
    for number in range(60):
        (handed_in / "causal-mask" / f"{number}.py").write_text(f"# {number}\n{RIGHT}")
    kept = handed_in.parent / "CACHE" / "grades"
    with grading(handed_in, "--json") as running:
        assert running.stdout is not None
        assert json.loads(running.stdout.readline())
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
        assert running.returncode == 130
    assert "the same command goes on from there" in err
    before = {place: place.stat().st_mtime_ns for place in kept.iterdir()}
    assert 0 < len(before) < 62
    code, out, _ = grade(handed_in, "--json")
    assert (code, len(out.splitlines())) == (0, 62)
    assert {place: place.stat().st_mtime_ns for place in before} == before
