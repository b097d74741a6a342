"""How long a verdict takes, beside what it would cost without a judge; prints JSON.

    a   a fresh `python` that imports torch and does the whole check
    b   candidate, reference and assert_close in one process that is warm
    c   the judge's verdict with its children parked, as while somebody types
    d   the judge's verdict on demand, nothing prepared
    e   many verdicts on demand, on one and on two threads: verdicts a second

Multi-head attention, forward and backward, in eight cases. The four are interleaved in one run.

    python tests/benchmarks/verdict.py [RUNS]          default 25
"""

from __future__ import annotations

import itertools
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "challenges" / "multi-head-attention.yaml"
sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402

from dlprep.bank.items import Challenge  # noqa: E402
from dlprep.bank.record import construct  # noqa: E402
from dlprep.judge import Judge  # noqa: E402

RUNS = 25
MANY = 60
SETTLE = 0.2
"""Seconds before each measurement, for the processes of the one before to end."""
CHECK = """
import json, sys, time

def load(source):
    names = {"__name__": "solution"}
    exec(compile(source, "solution.py", "exec"), names)
    return names

def check(case):
    import torch, math
    from torch import nn
    import torch.nn.functional as F
    draws = {n: getattr(torch, n) for n in ("randn", "arange", "tensor")}
    candidate, reference = load(case["candidate"]), load(case["reference"])

    def observe(names, test, seed):
        torch.default_generator.manual_seed(seed)
        inputs = {}
        exec(compile(test["inputs"], "inputs", "exec"), {"torch": torch, **draws}, inputs)
        inputs["x"].requires_grad_()
        seen = {}
        def fill(module):
            torch.default_generator.manual_seed(seed)
            with torch.no_grad():
                for p in module.parameters():
                    p.copy_(torch.randn_like(p) * 0.3)
            return module
        def grads(out, x, m):
            torch.default_generator.manual_seed(seed + 1)
            leaves = {"x": x, **dict(m.named_parameters())}
            found = torch.autograd.grad(out, list(leaves.values()), torch.randn_like(out))
            return dict(zip(leaves, found))
        driver = {"fill": fill, "grads": grads, "observe": lambda **k: seen.update(k)}
        exec(compile(test["run"], "run", "exec"), {**names, "torch": torch, **driver, **inputs})
        return seen

    for seed, test in enumerate(case["tests"]):
        left, right = observe(candidate, test, seed), observe(reference, test, seed)
        assert left.keys() == right.keys()
        for name in left:
            torch.testing.assert_close(left[name], right[name], rtol=1e-4, atol=1e-6)
"""
FRESH = CHECK + "check(json.load(sys.stdin))\n"
WARM = (
    CHECK
    + """
import torch
torch.set_num_threads(1)
case = json.loads(sys.stdin.readline())
for _ in range(5):
    check(case)
for line in sys.stdin:
    begun = time.perf_counter()
    check(case)
    print(time.perf_counter() - begun, flush=True)
"""
)


def main(runs: int) -> None:
    """Measure and print."""
    challenge: Challenge = construct(Challenge, yaml.safe_load(FIXTURE.read_text()))
    tests = [{"inputs": test.inputs, "run": test.run} for test in challenge.tests]
    case = json.dumps({"candidate": challenge.reference, "reference": challenge.reference, "tests": tests})
    warm = subprocess.Popen(
        [sys.executable, "-c", WARM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    warm.stdin.write(case + "\n")
    with Judge() as judge:
        begun = time.perf_counter()
        verdict = judge.run(challenge, challenge.reference)
        assert verdict.passed, verdict
        first = time.perf_counter() - begun
        seeds = itertools.count()  # a seed that is asked for was not prepared
        ways = {
            "a": lambda: timed(lambda: fresh(case)),
            "b": lambda: in_warm(warm),
            "c": lambda: parked(judge, challenge),
            "d": lambda: timed(lambda: judge.run(challenge, challenge.reference, seed=next(seeds))),
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(runs):
            for name, way in ways.items():
                time.sleep(SETTLE)
                seconds[name].append(way())
        rates = {str(threads): throughput(judge, challenge, threads) for threads in (1, 2)}
    warm.stdin.close()
    warm.wait()
    report(runs, first, seconds, rates, verdict.tier)


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def fresh(case: str) -> None:
    subprocess.run([sys.executable, "-c", FRESH], input=case, text=True, check=True)


def in_warm(process: subprocess.Popen[str]) -> float:
    process.stdin.write("\n")
    return float(process.stdout.readline())


def parked(judge: Judge, challenge: Challenge) -> float:
    """The children are ready before the clock starts, as they are while somebody types."""
    judge.prepare(challenge).result()
    begun = time.perf_counter()
    verdict = judge.run(challenge, challenge.reference)
    took = time.perf_counter() - begun
    assert verdict.passed
    judge.prepare(challenge).result()  # it gets ready again by itself: not while others are measured
    return took


def throughput(judge: Judge, challenge: Challenge, threads: int) -> float:
    """Verdicts a second."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        verdicts = list(
            pool.map(lambda seed: judge.run(challenge, challenge.reference, seed=seed), range(MANY))
        )
    assert all(verdict.passed for verdict in verdicts)
    return MANY / (time.perf_counter() - begun)


def report(
    runs: int, first: float, seconds: dict[str, list[float]], rates: dict[str, float], tier: str
) -> None:
    medians = {name: statistics.median(values) * 1e3 for name, values in seconds.items()}
    told = {
        "runs": runs,
        "tier": tier,
        "first_verdict_ms": round(first * 1e3),
        "median_ms": {name: round(value, 2) for name, value in medians.items()},
        "p90_ms": {name: round(sorted(v)[int(0.9 * len(v))] * 1e3, 2) for name, v in seconds.items()},
        "c_to_b": round(medians["c"] / medians["b"], 2),
        "d_to_b": round(medians["d"] / medians["b"], 2),
        "a_to_c": round(medians["a"] / medians["c"], 1),
        "verdicts_a_second": {threads: round(rate, 1) for threads, rate in rates.items()},
        "targets": {"c_to_b": 1.5, "d_to_b": 2.5, "a_to_c": 40},
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
