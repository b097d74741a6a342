"""What a watched challenge waits for: saves of one file, and single keys."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTLE = 20
"""Milliseconds without a change after which a save is taken as whole; one save is several events."""
LOOK = 200
"""Milliseconds after which the file is looked at in any case: it may not be watched yet, or not at all."""


@contextmanager
def saves(file: Path) -> Iterator[int]:
    """A descriptor with a byte when a save is possible. The folder is watched: editors rename."""
    heard, told = os.pipe()
    os.set_blocking(told, False)
    stop = threading.Event()
    listener = threading.Thread(target=_listen, args=(file, told, stop), daemon=True)
    listener.start()
    try:
        yield heard
    finally:
        stop.set()
        listener.join()
        os.close(heard)
        os.close(told)


def _listen(file: Path, told: int, stop: threading.Event) -> None:
    """Tell until stopped; while the folder is away, by looking now and then."""
    while not stop.is_set():
        with contextlib.suppress(OSError, RuntimeError):  # the folder is not there, or cannot be watched
            _watch(file, told, stop)
        _tell(told)
        stop.wait(LOOK / 1000)


def _watch(file: Path, told: int, stop: threading.Event) -> None:
    from watchfiles import watch

    name, folder = file.name, os.stat(file.parent).st_ino
    for _ in watch(
        file.parent,
        watch_filter=lambda _, path: os.path.basename(path) == name,
        step=SETTLE,
        debounce=SETTLE * 5,
        rust_timeout=LOOK,
        yield_on_timeout=True,
        stop_event=stop,
        recursive=False,
        raise_interrupt=False,
    ):
        _tell(told)
        if os.stat(file.parent).st_ino != folder:
            return  # another folder of that name: it is watched anew


def _tell(told: int) -> None:
    with contextlib.suppress(BlockingIOError):  # enough is told already
        os.write(told, b".")


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
