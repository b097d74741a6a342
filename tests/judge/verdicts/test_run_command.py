"""`dlprep run` with files that are no solution, and with ones that are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

pytestmark = pytest.mark.xdist_group("judge")

FIELDS = "challenge status passed tests diagnosis stdout seconds peak_mb tier".split()  # noqa: SIM905


def run(*arguments: object, given: bytes = b"") -> tuple[int, str, str]:
    command = [sys.executable, "-m", "dlprep", "run", *map(str, arguments)]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("nothing.py", None, "There is no file"),
        ("folder", "", "is a folder: `run` takes one file, `dlprep grade` a folder"),
        ("bytes.py", b"x = 1\n\xff", "is not UTF-8 text (byte 6 is 0xff)"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes | str | None, told: str):
    if isinstance(content, bytes):
        (tmp_path / name).write_bytes(content)
    elif content is not None:
        (tmp_path / name).mkdir()
    code, out, err = run("causal-mask", tmp_path / name)
    assert (code, out) == (2, "")
    assert told in err
    assert "Nothing was judged." in err


def test_the_nearest_challenge_is_named():
    code, out, err = run("causal_msk", "-", given=b"x = 1\n")
    assert (code, out) == (2, "")
    assert "Did you mean 'causal_mask'?" in err


def test_a_syntax_error_is_shown_with_its_line():
    code, out, _ = run("causal-mask", "-", given=b"x = 1\r\ndef causal_mask(:\r\n")
    assert code == 1
    assert "SyntaxError" in out
    assert "line 2" in out


def test_the_verdict_as_json_has_every_field(tmp_path: Path):
    (tmp_path / "mine.py").write_bytes(
        b"\xef\xbb\xbfprint('hello')\r\ndef causal_mask(n):\r\n    return n\r\n"
    )
    code, out, _ = run("causal-mask", tmp_path / "mine.py", "--json")
    verdict = json.loads(out)
    assert code == 1
    assert verdict.keys() >= set(FIELDS)
    assert (verdict["challenge"], verdict["passed"], verdict["stdout"]) == ("causal-mask", False, "hello\n")
    assert {*verdict["tests"][0]} == {"name", "passed", "message"}


def test_what_code_says_cannot_steer_the_terminal(tmp_path: Path):
    """It could clear the screen and write a verdict of its own there."""
    says = "\\x1b]0;mine\\x07\\x1b[2J\\x1b[31mPASSED\\u202e \\ud800"
    (tmp_path / "printed.py").write_text(f'print("{says}")\n')
    (tmp_path / "raised.py").write_text(f'raise ValueError("{says}")\n')
    for name in ("printed", "raised"):
        command = [sys.executable, "-m", "dlprep", "run", "causal-mask", str(tmp_path / f"{name}.py")]
        shown, code = pexpect.run(" ".join(command), withexitstatus=True, timeout=60)
        assert code == 1
        assert b"PASSED" in shown
        assert not {"\x1b", "\x07", "\u202e", "\ud800"} & set(shown.decode())
