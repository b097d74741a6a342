"""From a save in one's own editor to the verdict on the screen, in a real terminal, warm; prints JSON.

`passed` and `failed` are seconds from the rename that saves to the verdict's headline, `diagnosed` to the
name of the mistake. Run alone: `python tests/benchmarks/saving.py [CHALLENGE]`.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pexpect

from dlprep.bank.library import Bank
from dlprep.paths import questions

ROUNDS = 12
HEADLINE = rb"\(\d+\.\d\d s\)"


def main(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        challenge = Bank(questions(), Path(folder)).item(name)
        (old, new), *_ = next(wrong.edit for wrong in challenge.wrong if wrong.edit).items()
        places = {f"DLPREP_{kind}": folder for kind in ("DATA", "CONFIG", "CACHE")}
        file = Path(folder) / "mine.py"
        child = pexpect.spawn(
            sys.executable, ["-m", "dlprep", "solve", name, str(file)],
            env={**os.environ, "TERM": "xterm-256color", **places}, dimensions=(40, 120), timeout=60,
        )  # fmt: skip
        child.expect("quit")
        times: dict[str, list[float]] = {"passed": [], "failed": [], "diagnosed": []}
        for number in range(ROUNDS + 1):  # the first one is cold
            for kind in ("passed", "failed"):
                wrong = kind == "failed"
                body = challenge.reference.replace(old, new) if wrong else challenge.reference
                since = _save(file, f"# {number}\n{body}")
                child.expect(HEADLINE)
                times[kind].append(time.perf_counter() - since)
                if wrong:
                    child.expect("◆".encode())
                    times["diagnosed"].append(time.perf_counter() - since)
                child.expect("quit")
                time.sleep(1.0)  # as one who types: the next run is got ready meanwhile
        child.send("q")
        child.expect(pexpect.EOF)
    print(json.dumps({"challenge": name, **{kind: _told(found[1:]) for kind, found in times.items()}}))


def _save(file: Path, source: str) -> float:
    beside = file.with_suffix(".new")
    beside.write_text(source)
    since = time.perf_counter()
    beside.rename(file)
    return since


def _told(seconds: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(seconds), 4), "worst": round(max(seconds), 4)}


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["scaled-dot-product-attention"]))
