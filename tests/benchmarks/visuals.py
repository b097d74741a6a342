"""What each picture costs while it plays: processor time, frames and bytes written, in a real terminal.

    python tests/benchmarks/visuals.py [--seconds 4] [NAME ...]

Prints JSON: for 80×24 and 120×40 the percentage of one core, frames in a second and bytes in a second.
The target is 15 % of a core at 24 frames at 80×24.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

import pexpect

from dlprep.visuals.catalogue import NAMES, picture

SIZES = ((80, 24), (120, 40))
TICKS = os.sysconf("SC_CLK_TCK")
FRAME = b"\x1b[?2026h"
"""Begins a synchronized update: one a painted frame."""


def show(name: str) -> None:
    """The program that is measured: one picture, playing."""
    from textual.app import App, ComposeResult

    from dlprep.visuals.stage import Stage

    class Bench(App[None]):
        def compose(self) -> ComposeResult:
            yield Stage(picture(name))

        def on_mount(self) -> None:
            stage = self.query_one(Stage)
            stage.focus()
            self.set_interval(0.1, self.go_on)

        def go_on(self) -> None:
            stage = self.query_one(Stage)
            if not stage.player.playing:  # at its end: from the start again
                stage.action_play()

    Bench().run()


def used(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def read(child: pexpect.spawn[bytes], seconds: float) -> bytes:
    """What is written for so long."""
    written, until = b"", time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        try:
            written += child.read_nonblocking(1 << 16, timeout=left)
        except pexpect.TIMEOUT:
            break
    return written


def measure(name: str, size: tuple[int, int], seconds: float) -> dict[str, float]:
    """One picture in one size."""
    columns, rows = size
    child = pexpect.spawn(
        sys.executable,
        [str(Path(__file__).resolve()), "--show", name],
        dimensions=(rows, columns),
        env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        timeout=30,
    )
    child.expect(rb"step")
    child.send(b"\x1b[?2026;2$y")  # the answer of a terminal that knows synchronized updates
    read(child, 1.0)
    before = used(child.pid)
    written = read(child, seconds)
    spent = used(child.pid) - before
    child.close(force=True)
    return {
        "core_percent": round(100 * spent / seconds, 1),
        "frames": round(written.count(FRAME) / seconds, 1),
        "bytes": round(len(written) / seconds),
    }


def main() -> None:
    """Measure all pictures, or be the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", default=NAMES)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--show")
    asked = parser.parse_args()
    if asked.show:
        show(asked.show)
        return
    found = {
        f"{columns}x{rows}": {name: measure(name, (columns, rows), asked.seconds) for name in asked.names}
        for columns, rows in SIZES
    }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
