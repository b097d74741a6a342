"""A challenge in the candidate's own editor: judged at each save, led by single keys."""

from __future__ import annotations

import os
import select
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dlprep.judge import Judge
from dlprep.progress.errors import ProgressError
from dlprep.schedule.memory import Grade
from dlprep.study.sitting import Sitting
from dlprep.study.telling import believed, told
from dlprep.study.verdicts import verdict_lines
from dlprep.text.clean import clean
from dlprep.text.markdown import plain

KEYS = "  ".join(f"\x1b[1m{word[0]}\x1b[0m{word[1:]}" for word in ("run", "hint", "solution", "next", "quit"))
SETTLE = 20
"""Milliseconds without a change after which a save is taken as whole; one save is several events."""
CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def begin(file: Path, source: str) -> bool:
    """Write what there is to start from; False, and nothing written, where the file exists."""
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(source)
    except FileExistsError:
        return False
    return True


class Watching:
    """One challenge: `file` is judged at each save until the candidate goes on or leaves."""

    def __init__(self, sitting: Sitting, judge: Judge, file: Path, width: int) -> None:
        self.sitting, self.judge, self.file, self.width = sitting, judge, file, width
        self._keys = sys.stdin.isatty() and sys.stdout.isatty()
        self._judged: str | None = None

    def run(self) -> bool:
        """Judge and take keys; whether the candidate graded it and wants the next."""
        assert self.sitting.asked is not None
        assert self.sitting.asked.trial is not None
        challenge = self.sitting.asked.trial.challenge
        self._say(f"## {challenge.title}\n\n{challenge.prompt}")
        print(f"\nEdit this file; each save is judged:\n{self.file}\n")
        self._judged = self._read()  # what stands there is judged by r, or when it changes
        print(KEYS if self._keys else "No terminal: no keys. Ctrl+C ends it.", flush=True)
        with saves(self.file) as saved, single_keys(self._keys):
            while True:
                ready = select.select([saved, 0] if self._keys else [saved], [], [])[0]
                if saved in ready:
                    os.read(saved, 4096)
                    self._judge(again=False)
                elif (key := os.read(0, 1).decode(errors="replace")) in {"q", ""}:
                    return False
                elif self._pressed(key):
                    return True

    def _pressed(self, key: str) -> bool:
        """Carry a key out; whether the challenge was graded."""
        if key == "r":
            self._judge(again=True)
        elif key == "h":
            self._say(self.sitting.hinted() or "That was the last hint.")
        elif key == "s":
            self.sitting.show_solution()
            outcome = self.sitting.conclude()
            assert self.sitting.asked is not None
            self._say(told(self.sitting.asked.item, None, outcome, believed(self.sitting, outcome)))
            print("\nThe solution was shown: it counts as Again.")
        elif key == "n":
            return self._graded()
        print(KEYS, flush=True)
        return False

    def _graded(self) -> bool:
        """Take 1 to 4, or Enter for the grade that the verdicts suggest; any other key goes back."""
        asked = self.sitting.asked
        if asked is None or asked.trial is None or not (asked.trial.passed or asked.trial.solution_seen):
            print(f"Next comes after passing, or after the solution (s).\n{KEYS}", flush=True)
            return False
        suggested = self.sitting.conclude().suggested
        print(f"1 Again  2 Hard  3 Good  4 Easy  [{suggested.value}] ", end="", flush=True)
        key = os.read(0, 1).decode(errors="replace")
        grade = (
            suggested.value if key in {"\n", "\r", "n"} else int(key) if key in {"1", "2", "3", "4"} else 0
        )
        print(grade or "not graded")
        return bool(grade) and self._recorded(lambda: self.sitting.grade(Grade(grade)))

    def _judge(self, *, again: bool) -> None:
        source = self._read()
        if source is None and again:
            print(f"{self.file} is not there or no text. Nothing was judged.", flush=True)
        if source is None or (source == self._judged and not again):
            return
        self._judged = source
        assert self.sitting.asked is not None
        assert self.sitting.asked.trial is not None
        challenge = self.sitting.asked.trial.challenge
        print(f"{CLEAR if self._keys else ''}Running …", flush=True)
        verdict = self.judge.run(challenge, source)
        lines = [clean(line) for _, line in verdict_lines(verdict, self.sitting.bank.misconceptions())]
        print(f"{CLEAR if self._keys else ''}{self.file}\n" + "\n".join(lines) + "\n", flush=True)
        self._recorded(lambda: self.sitting.save_draft(challenge, source))
        self._recorded(lambda: self.sitting.attempted(source, verdict))
        if self._keys:
            import termios

            termios.tcflush(0, termios.TCIFLUSH)  # what was typed while it ran
            print(KEYS, flush=True)

    def _read(self) -> str | None:
        """What is in the file; None while an editor replaces it, and when it is no text."""
        try:
            return self.file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def _recorded(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except ProgressError as error:
            print(f"Not saved: {error}", flush=True)
            return False
        return True

    def _say(self, markdown: str) -> None:
        print("\n" + plain(markdown, self.width), flush=True)


@contextmanager
def saves(file: Path) -> Iterator[int]:
    """A descriptor with a byte when a save is possible. The folder is watched: editors rename."""
    from watchfiles import watch

    heard, told_ = os.pipe()
    stop = threading.Event()
    name = file.name

    def listen() -> None:
        for _ in watch(
            file.parent,
            watch_filter=lambda _, path: os.path.basename(path) == name,
            step=SETTLE,
            debounce=SETTLE * 5,
            rust_timeout=200,
            yield_on_timeout=True,  # a save before the system began to watch is found by looking
            stop_event=stop,
            recursive=False,
            raise_interrupt=False,
        ):
            os.write(told_, b".")

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield heard
    finally:
        stop.set()
        listener.join()
        os.close(heard)
        os.close(told_)


@contextmanager
def single_keys(wanted: bool) -> Iterator[None]:
    """Keys come one at a time, unseen; Ctrl+C stays a signal, and the terminal is restored."""
    if not wanted:
        yield
        return
    import termios
    import tty

    before = termios.tcgetattr(0)
    tty.setcbreak(0)
    try:
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
