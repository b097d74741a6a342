"""From a key to its paint: our editor beside a bare TextArea with the same highlighting, in real terminals.

    python tests/benchmarks/keystrokes.py [--keys 60]

Both programs run at once and are asked in turn, key by key, so that whatever else the machine does
meets both. Prints JSON: medians and 95th percentiles in ms, and their ratio, at 50 and at 2,000 lines.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import pexpect

SIZES = (50, 2000)
TEXT = "x = f(a, [1]) + 'b'  # c"
QUIET = 0.08
"""Seconds without output after which a key's paint is over."""


def source(lines: int) -> str:
    """Python of so many lines, with strings, brackets and indentation."""
    body = [
        "def softmax(x, dim):",
        "    top = x.amax(dim, keepdim=True)  # stable",
        "    return (x - top).exp()",
        "",
    ]
    return "\n".join(body[n % 4] for n in range(lines))


def show(kind: str, lines: int) -> None:
    """One of the two programs."""
    from textual.app import App, ComposeResult
    from textual.widgets import TextArea

    from dlprep.tui.themes import DLPREP
    from dlprep.tui.widgets.editor import Editor

    class Bench(App[None]):
        def __init__(self) -> None:
            super().__init__()
            self.register_theme(DLPREP)
            self.theme = "dlprep"

        def compose(self) -> ComposeResult:
            if kind == "ours":
                yield Editor.holding(source(lines))
            else:
                yield TextArea(source(lines), language="python", soft_wrap=False, show_line_numbers=True)

        def on_mount(self) -> None:
            area = self.query_one(TextArea)
            area.cursor_blink = False
            area.move_cursor((lines // 2 + 3, 0))
            area.focus()

    Bench().run()


def start(kind: str, lines: int) -> pexpect.spawn[bytes]:
    """A program in a terminal of its own, painted and quiet."""
    command = [str(Path(__file__).resolve()), "--show", kind, "--lines", str(lines)]
    child = pexpect.spawn(sys.executable, command, dimensions=(24, 80), timeout=30)
    child.delaybeforesend = None
    child.expect(b"softmax")
    drain(child, 0.8)
    return child


def drain(child: pexpect.spawn[bytes], quiet: float = QUIET) -> None:
    """Read until nothing comes any more."""
    while True:
        try:
            child.read_nonblocking(1 << 16, timeout=quiet)
        except pexpect.TIMEOUT:
            return


def press(child: pexpect.spawn[bytes], key: str) -> float:
    """Milliseconds from a key to the first paint after it."""
    begun = time.perf_counter()
    child.send(key)
    child.read_nonblocking(1 << 16, timeout=10)
    taken = time.perf_counter() - begun
    drain(child)
    return 1000 * taken


def measure(lines: int, keys: int) -> dict[str, float]:
    """Both editors, key by key."""
    children = {kind: start(kind, lines) for kind in ("bare", "ours")}
    taken: dict[str, list[float]] = {kind: [] for kind in children}
    for number in range(keys):
        for kind, child in children.items():
            taken[kind].append(press(child, TEXT[number % len(TEXT)]))
    for child in children.values():
        child.close(force=True)
    middle = {kind: statistics.median(times) for kind, times in taken.items()}
    late = {kind: statistics.quantiles(times, n=20)[-1] for kind, times in taken.items()}
    return {
        "bare_ms": round(middle["bare"], 2),
        "ours_ms": round(middle["ours"], 2),
        "ratio": round(middle["ours"] / middle["bare"], 2),
        "bare_p95_ms": round(late["bare"], 2),
        "ours_p95_ms": round(late["ours"], 2),
        "ratio_p95": round(late["ours"] / late["bare"], 2),
    }


def main() -> None:
    """Measure both sizes, or be one of the programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--keys", type=int, default=60)
    parser.add_argument("--show")
    parser.add_argument("--lines", type=int, default=50)
    asked = parser.parse_args()
    if asked.show:
        show(asked.show, asked.lines)
        return
    print(json.dumps({f"{lines} lines": measure(lines, asked.keys) for lines in SIZES}, indent=1))


if __name__ == "__main__":
    main()
