"""How long from `exec` to the first card, and how much memory: prints JSON.

Each run is a whole process in a terminal of its own, timed until the card's label is in what it
wrote. Three programs take turns, so that a busy machine slows all of them: a bare Textual app of one
Static and a Footer, dlprep with the shipped bank, dlprep with a generated bank of 20,000 items. All run
from compiled modules, as pip installs them.

    python tests/benchmarks/startup.py [--runs 24] [--items 20000]
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ROWS, COLUMNS = 24, 80
PATIENCE = 60.0
"""Seconds after which a run that painted nothing is an error."""
SETTLED = 1.5
"""Seconds after the first paint at which memory is read: what was put off has been imported by then."""
BARE = """
from textual.app import App
from textual.widgets import Footer, Static

class Bare(App):
    BINDINGS = [("q", "quit", "Quit")]
    def compose(self):
        yield Static("level 1")
        yield Footer()

Bare().run()
"""
CANDIDATES = 12
"""Progress files that take turns: which card is first, and so what it needs, is another for each."""
DLPREP = [sys.executable, "-m", "dlprep", "quiz", "transformers"]


@dataclass(frozen=True)
class Program:
    """What is started, with which variables, and the text whose painting ends the clock."""

    command: Sequence[str]
    variables: Mapping[str, str]
    painted: bytes = b"level "

    def of(self, candidate: int) -> Program:
        """The same program with the progress of one of the candidates."""
        if "DLPREP_DATA" not in self.variables:
            return self
        data = f"{self.variables['DLPREP_DATA']}-{candidate}"
        return replace(self, variables={**self.variables, "DLPREP_DATA": data})


def generate(folder: Path, items: int, per_topic: int = 200) -> Path:
    """The shipped bank, and topics of recall cards until there are about `items`."""
    shutil.copytree(ROOT / "questions", folder)
    for number in range(items // per_topic):
        topic = folder / f"filler-{number:03}"
        topic.mkdir()
        (topic / "topic.yaml").write_text(f"title: Filler {number}\nnote: Generated cards.\n")
        cards = (_card(number, row) for row in range(per_topic))
        (topic / "cards.yaml").write_text("".join(cards))
    return folder


def _card(topic: int, row: int) -> str:
    return (
        f"- id: filler-{topic:03}-{row:03}\n  kind: recall\n  level: {row % 3 + 1}\n"
        f"  front: What is {topic} plus {row}, and why does $x_{{{row}}}$ not depend on it?\n"
        f"  back: It is {topic + row}.\n  refs: [Generated]\n"
    )


@contextmanager
def started(program: Program) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The program in a terminal; killed on leaving."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **program.variables}
    for name in ("NO_COLOR", "COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name, None)
    process = subprocess.Popen(
        program.command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield process, ours
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(ours)


def painted(program: Program, then: Callable[[int, int], Any] = lambda *_: None) -> tuple[float, Any]:
    """Milliseconds from exec to paint, and what `then(pid, terminal)` came to."""
    began = time.perf_counter()
    with started(program) as (process, terminal):
        seen = b""
        while program.painted not in seen:
            if not select.select([terminal], [], [], began + PATIENCE - time.perf_counter())[0]:
                raise TimeoutError(f"nothing was painted: {seen[-400:]!r}")
            seen += os.read(terminal, 1 << 16)
        elapsed = (time.perf_counter() - began) * 1000
        return elapsed, then(process.pid, terminal)


def resident(pid: int, terminal: int) -> float:
    """Resident memory in MB once the start has settled; what is written meanwhile is read away."""
    until = time.monotonic() + SETTLED
    while (left := until - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            os.read(terminal, 1 << 16)
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def measure(programs: Mapping[str, Program], runs: int) -> dict[str, list[float]]:
    """Milliseconds of each run, by name; the programs take turns."""
    times: dict[str, list[float]] = {name: [] for name in programs}
    for run in range(runs):
        for name, program in programs.items():
            times[name].append(painted(program.of(run % CANDIDATES))[0])
    return times


def places(folder: Path, questions: Path) -> dict[str, str]:
    """Variables that keep a run away from the home folder."""
    named = {f"DLPREP_{name}": str(folder / name.lower()) for name in ("DATA", "CACHE", "CONFIG")}
    return {**named, "DLPREP_QUESTIONS": str(questions), "PYTHONPATH": str(ROOT)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=2 * CANDIDATES)
    parser.add_argument("--items", type=int, default=20_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large = generate(folder / "large", asked.items)
        programs = {
            "bare": Program([sys.executable, "-c", BARE], {}),
            "shipped": Program(DLPREP, places(folder / "a", ROOT / "questions")),
            "large": Program(DLPREP, places(folder / "b", large)),
        }
        cold = {name: round(painted(program)[0], 1) for name, program in programs.items()}
        measure(programs, CANDIDATES)  # each has his progress file then
        times = measure(programs, asked.runs)
        memory = {name: round(painted(program, resident)[1], 1) for name, program in programs.items()}
    middle = {name: statistics.median(values) for name, values in times.items()}
    report = {
        "runs": asked.runs,
        "items": asked.items,
        "first_paint_ms": {name: round(value, 1) for name, value in middle.items()},
        "fastest_ms": {name: round(min(values), 1) for name, values in times.items()},
        "cold_first_run_ms": cold,
        "ratio_to_bare": round(middle["shipped"] / middle["bare"], 3),
        "ratio_large_to_shipped": round(middle["large"] / middle["shipped"], 3),
        "resident_mb": memory,
        "ratio_resident_to_bare": round(memory["shipped"] / memory["bare"], 3),
        "targets": {"ratio_to_bare": 1.25, "ratio_large_to_shipped": 1.05, "ratio_resident_to_bare": 1.3},
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
