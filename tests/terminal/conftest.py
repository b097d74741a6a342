from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pexpect
import pyte
import pytest

FIXTURE = Path(__file__).parents[1] / "fixtures" / "bank"
PATIENCE = 40.0
"""Seconds to wait for a text; torch takes five to import, more where tests run beside each other."""
QUIET = 0.05
"""Seconds without a byte after which a frame is taken to be whole."""


class Terminal:
    """A program in a real terminal, and the screen that a candidate would see."""

    def __init__(
        self, arguments: list[str], variables: dict[str, str], *, columns: int = 80, rows: int = 24
    ) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        for name in ("NO_COLOR", "COLUMNS", "LINES"):  # those of whoever runs the tests
            environment.pop(name, None)
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "dlprep", *arguments],
            env={**environment, **variables},
            dimensions=(rows, columns),
            timeout=PATIENCE,
        )
        self.process.delaybeforesend = None

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, seen: Callable[[str], object] | str) -> str:
        """Read until a text, or what a function looks for, is on the screen, and the frame is whole."""
        wanted = (lambda text: seen in text) if isinstance(seen, str) else seen
        deadline = time.monotonic() + PATIENCE
        while not wanted(self.text) or (self._goes_on() and not wanted(self.text)):
            self._read(deadline, f"not seen: {seen!r} on\n")
        return self.text

    def _goes_on(self) -> bool:
        """Read what is still on its way: a frame comes in pieces of 4 KiB. Whether there was any.

        A picture that plays never falls silent, so it is given a second.
        """
        end, more = time.monotonic() + 1, False
        while time.monotonic() < end:
            try:
                self._take(self.process.read_nonblocking(1 << 16, timeout=QUIET))
            except (pexpect.TIMEOUT, pexpect.EOF):
                break
            more = True
        return more

    @property
    def look(self) -> list[tuple[str, str, str]]:
        """Character and colours of each cell."""
        buffer, screen = self.screen.buffer, self.screen
        cells = (buffer[y][x] for y in range(screen.lines) for x in range(screen.columns))
        return [(cell.data, cell.fg, cell.bg) for cell in cells]

    def changed(self, press: str) -> str:
        """Press keys and read until the screen is another one, in colours at least; a cursor may blink."""
        before = self.look
        self.press(press)
        return self.until(lambda _: sum(a != b for a, b in zip(before, self.look, strict=True)) > 1)

    def press(self, keys: str) -> None:
        self.process.send(keys)

    def ended(self) -> int:
        """Read to the end; the exit code, negative for a signal."""
        deadline = time.monotonic() + PATIENCE
        try:
            while True:
                self._read(deadline, "still running with\n")
        except EOFError:
            self.process.wait()
        assert b"Traceback" not in self.written, self.text
        return self.process.exitstatus if self.process.signalstatus is None else -self.process.signalstatus

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def hang_up(self) -> None:
        """Close the terminal's window."""
        self.process.ptyproc.fileobj.close()

    def close(self) -> None:
        self.process.close(force=True)

    def _read(self, deadline: float, complaint: str) -> None:
        try:
            data = self.process.read_nonblocking(1 << 16, timeout=max(0, deadline - time.monotonic()))
        except pexpect.TIMEOUT:
            raise AssertionError(complaint + self.text) from None
        except pexpect.EOF:
            raise EOFError(complaint + self.text) from None
        self._take(data)

    def _take(self, data: bytes) -> None:
        self.written += data
        self._stream.feed(data)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all, as a candidate has it from the second start on."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def variables(tmp_path: Path, cache: Path) -> dict[str, str]:
    """The variables that keep a process away from the home folder."""
    return {
        "DLPREP_DATA": str(tmp_path / "data"),
        "DLPREP_CONFIG": str(tmp_path / "config"),
        "DLPREP_CACHE": str(cache),
    }


@pytest.fixture
def small_bank(tmp_path: Path, variables: dict[str, str]) -> Path:
    """Sittings of this test use a small bank of two topics."""
    variables["DLPREP_QUESTIONS"] = str(tmp_path / "bank")
    return shutil.copytree(FIXTURE, tmp_path / "bank")


@pytest.fixture
def start(variables: dict[str, str]) -> Iterator[Callable[..., Terminal]]:
    """Start dlprep in a terminal; ended after the test whatever happens."""
    running: list[Terminal] = []

    def begin(*arguments: str, columns: int = 80, rows: int = 24, **more: str) -> Terminal:
        running.append(Terminal(list(arguments), {**variables, **more}, columns=columns, rows=rows))
        return running[-1]

    yield begin
    for terminal in running:
        terminal.close()


@pytest.fixture
def answers(tmp_path: Path) -> Callable[[], list[tuple[str, int]]]:
    """Item and grade of each answer in the progress file, seen from outside."""

    def read() -> list[tuple[str, int]]:
        with closing(sqlite3.connect(tmp_path / "data" / "progress.db")) as connection:
            return connection.execute(
                "SELECT item, grade FROM standing WHERE kind = 'review' ORDER BY ulid"
            ).fetchall()

    return read


@pytest.fixture
def descendants() -> Callable[[int], set[int]]:
    """The processes that a process has started, theirs too."""
    return _descendants


def _descendants(pid: int) -> set[int]:
    found: set[int] = set()
    parents = {int(p.name): _parent(p) for p in Path("/proc").iterdir() if p.name.isdigit()}
    waiting = {pid}
    while waiting := {child for child, parent in parents.items() if parent in waiting} - found:
        found |= waiting
    return found


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


@pytest.fixture
def gone() -> Callable[[set[int]], None]:
    """Wait until processes have ended."""

    def wait(pids: set[int]) -> None:
        deadline = time.monotonic() + 10
        while left := {pid for pid in pids if _alive(pid)}:
            assert time.monotonic() < deadline, f"still there: {left}"
            time.sleep(0.02)  # they are nobody's children here: there is nothing to wait on

    return wait


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
