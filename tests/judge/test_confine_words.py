"""What confinement tells people, how full a run folder is, and what the policy for macOS says."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.judge.confine import explain, macos, overfull, remove


def caught(source: str) -> BaseException:
    try:
        exec(compile(source, "solution.py", "exec"), {})
    except BaseException as error:  # noqa: BLE001  (whatever a candidate raises)
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import os\ndef f(): raise PermissionError(1, 'no')\nf(os.fork)", None),
        ("raise PermissionError(13, 'no', '/etc/passwd')", "working directory"),
        ("raise OSError(30, 'no', '/x')", "working directory"),
        ("raise PermissionError(1, 'no')", "no signals to others"),
        ("raise OSError(28, 'full')", "full"),
        ("raise OSError(27, 'large')", "16 MB"),
        (
            "try:\n  raise PermissionError(1, '')\nexcept OSError as e:\n  raise ValueError() from e",
            "signals",
        ),
        ("raise ValueError('mine')", None),
        ("raise FileNotFoundError(2, 'mine', 'x')", None),
        ("raise KeyError('socket')", None),
        ("def f(): f()\nf()", None),
    ],
)
def test_only_what_confinement_refused_is_explained(source: str, words: str | None) -> None:
    why = explain(caught(source))
    assert why is None if words is None else words in (why or "")


def test_a_circle_of_causes_is_explained_once() -> None:
    one, other = OSError(1, "one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    assert explain(other)


@given(sizes=st.lists(st.integers(1, 40), max_size=8), limit=st.integers(0, 200))
def test_a_folder_is_overfull_when_its_blocks_exceed_the_limit(sizes: list[int], limit: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for number, size in enumerate(sizes):
            place = Path(folder, *["deep"] * (number % 3))
            place.mkdir(parents=True, exist_ok=True)
            (place / str(number)).write_bytes(os.urandom(size << 10))
        held = sum(path.lstat().st_blocks * 512 for path in Path(folder).rglob("*"))
        assert overfull(folder, limit << 10) == (held > limit << 10)


def test_a_folder_of_endless_empty_files_is_overfull_too(tmp_path: Path) -> None:
    for number in range(1_100):
        (tmp_path / str(number)).touch()
    assert overfull(tmp_path, 1 << 30)
    assert not overfull(tmp_path / "gone", 0)


def test_what_cannot_be_looked_into_is_overfull(tmp_path: Path) -> None:
    with contextlib.chdir(tmp_path):
        for _ in range(20):
            os.mkdir("d" * 250)
            os.chdir("d" * 250)
    assert overfull(tmp_path, 1 << 30)
    remove(tmp_path)
    assert not tmp_path.exists()


def test_the_profile_for_macos_denies_by_default_and_names_what_is_allowed(tmp_path: Path) -> None:
    odd = tmp_path / 'a "quoted" \\ folder'
    odd.mkdir()
    lines = macos.profile([str(odd), "/dev/urandom"], str(tmp_path)).splitlines()
    assert lines[:2] == ["(version 1)", "(deny default)"]
    assert f'(allow file-read* (subpath "{tmp_path}/a \\"quoted\\" \\\\ folder"))' in lines
    assert '(allow file-read* (literal "/dev/urandom"))' in lines
    assert [line for line in lines if "file-write*" in line] == [
        f'(allow file-read* file-write* (subpath "{tmp_path}"))'
    ]
