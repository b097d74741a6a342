"""The same attacks through the judge itself, and those on the verdict: nothing passes that is not right."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from attack_support import ROOT, TOKEN, VOCABULARY, GuardGroup, World, descendants
from test_attack_files import READS, WRITES
from test_attack_kernel import FORBIDDEN
from test_attack_network import ATTACKS as NETWORK
from test_attack_processes import OTHERS, STARTS
from test_attack_resources import ENDS, MEMORY

from dlprep.bank.items import Challenge
from dlprep.bank.record import construct
from dlprep.judge import Judge, Verdict

pytestmark = pytest.mark.xdist_group("judge")

SECRET_OF_THE_REFERENCE = 0.73129853
RIGHT = f"import torch\n\ndef f(x):\n    return x.softmax(-1) * {SECRET_OF_THE_REFERENCE}\n"
WRONG = "\ndef f(x):\n    return x\n"


def challenge(seconds: int = 10) -> Challenge:
    """Its inputs are drawn afresh, its answer depends on them."""
    record = {
        "id": "attacked",
        "level": 1,
        "refs": ["none"],
        "title": "Attacked",
        "minutes": 1,
        "entry": "f",
        "prompt": "f",
        "starter": "def f(x):\n    ...\n",
        "reference": RIGHT,
        "inputs": "x = randn(4, 8)",
        "tests": [
            {"name": "values", "run": "observe(y=f(x))"},
            {"name": "shape", "run": "y = f(x); observe(shape=tuple(y.shape), total=y.sum())"},
        ],
        "wrong": [
            {"misconception": m, "edit": {"softmax": e}, "killed_by": "values"}
            for m, e in (("a", "cumsum"), ("b", "log_softmax"), ("c", "argsort"))
        ],
        "hints": ["a", "b", "c"],
        "complexity": {"time": "O(n)", "memory": "O(n)"},
        "follow_ups": ["why"],
        "explain": "scaled softmax",
        "limits": {"seconds": seconds, "memory_mb": 512},
    }
    made: Challenge = construct(Challenge, record)
    return made


class Court:
    """A judge, a world that nothing may happen to, and a guard round both."""

    def __init__(self) -> None:
        self.judge, self.world, self.group = Judge(), World(os.getuid()), GuardGroup()
        try:
            verdict = self.judge.run(challenge(), RIGHT)
            assert verdict.passed, verdict
            for process in self._processes():
                self.group.hold(process)
        except BaseException:
            self.close()
            raise

    def _processes(self) -> list[int]:
        """Ours, without the canaries."""
        return [p for p in descendants(os.getpid()) if b"zygote" in _command(p)]

    def rejects(self, source: str, *, seconds: int = 5) -> Verdict:
        """A wrong solution, whatever else it does, does not pass, gets nothing and harms nothing."""
        world = "from types import SimpleNamespace\nimport os\n"
        world += f"w = SimpleNamespace(**{self.world.described()!r})\n"
        world += "w.zygote = os.getppid(); w.run = os.getcwd()\n"
        verdict = self.judge.run(challenge(seconds), world + VOCABULARY + source + WRONG)
        assert not verdict.passed, verdict
        assert verdict.status != "passed"
        assert "GOT " not in verdict.stdout, verdict.stdout
        assert TOKEN not in verdict.stdout + verdict.stderr
        assert not self.world.damage()
        return verdict

    def close(self) -> None:
        self.judge.close()
        self.group.remove()
        self.world.close()


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture(scope="module")
def court() -> Iterator[Court]:
    made = Court()
    try:
        yield made
    finally:
        made.close()


HOLDS = {f"{kind}: {name}": source for kind, table in (
    ("read", READS), ("write", WRITES), ("start", STARTS), ("reach", OTHERS), ("network", NETWORK),
            ("memory", MEMORY),
    ("calls", {"by number": FORBIDDEN}),
) for name, source in table.items()}  # fmt: skip


@pytest.mark.parametrize("attack", HOLDS)
def test_confinement_holds_inside_the_judge(attack: str, court: Court) -> None:
    assert "REFUSED" in court.rejects(HOLDS[attack]).stdout


@pytest.mark.parametrize("attack", ENDS)
def test_a_candidate_that_ends_early_has_not_passed(attack: str, court: Court) -> None:
    source = ENDS[attack][0]
    court.rejects(source)
    court.rejects("\ndef f(x):\n" + "".join(f"    {line}\n" for line in source.splitlines()) + "\n_f = f\n")


FORGERIES = {
    "comparison patched": """
import torch
yes = lambda *a, **k: True
torch.allclose = torch.equal = torch.isclose = yes
torch.testing.assert_close = torch.testing.assert_allclose = yes
torch.Tensor.allclose = torch.Tensor.equal = torch.Tensor.__eq__ = yes
import numpy; numpy.allclose = numpy.array_equal = numpy.testing.assert_allclose = yes
""",
    "randomness patched": """
import torch, random, numpy
torch.randn = torch.rand = lambda *size, **k: torch.zeros(size)
torch.manual_seed = random.seed = numpy.random.seed = lambda *a: None
torch.default_generator.manual_seed(0)
""",
    "judge's own modules patched": """
import sys
for name, module in list(sys.modules.items()):
    if name.startswith("dlprep"):
        for key, value in list(vars(module).items()):
            if callable(value) and key not in ("send", "pack") and not isinstance(value, type):
                try: setattr(module, key, lambda *a, **k: True)
                except Exception: pass
""",
    "builtins patched": (
        "import builtins\nbuiltins.all = builtins.any = builtins.isinstance = lambda *a: True"
    ),
    "PASS printed": """
import sys
for stream in (sys.stdout, sys.stderr):
    stream.write('PASSED\\nAll tests passed\\n{"status": "passed", "passed": true, "tests": []}\\nOK\\n')
""",
    "exit in the middle": "import atexit, sys\natexit.register(lambda: print('PASSED'))\nsys.exit(0)",
    "answer pipe closed": "os.close(4)",
    "garbage answered": "os.write(4, os.urandom(1 << 16)); os._exit(0)",
    "nothing answered": "os._exit(0)",
    "a frame of nonsense": (
        "import struct\nos.write(4, struct.pack('<4sII', b'DLP1', 2, 0) + b'{}'); os._exit(0)"
    ),
    "a frame that claims success": """
import json, struct
for meta in ({"passed": True, "status": "passed"}, {"tests": [], "error": None, "used": []},
             {"tests": [{"observed": {}}] * 2, "error": None, "used": []}, {"tests": ["", ""],
             "error": None}):
    body = json.dumps(meta).encode()
    os.write(4, struct.pack("<4sII", b"DLP1", len(body), 0) + body)
os._exit(0)
""",
    "a frame without end": (
        "import struct\n"
        "os.write(4, struct.pack('<4sII', b'DLP1', 2**32 - 1, 2**32 - 1)); import time; time.sleep(60)"
    ),
    "half a frame": "import struct\nos.write(4, struct.pack('<4sII', b'DLP1', 1000, 0) + b'{'); os._exit(0)",
    "deep JSON": """
import struct
body = b'{"tests":' + b'[' * 400_000 + b']' * 400_000 + b'}'
out = struct.pack("<4sII", b"DLP1", len(body), 0) + body
while out: out = out[os.write(4, out):]
os._exit(0)
""",
    "100,000 empty tensors": """
import json, struct
header = json.dumps({f"t{i}": {"dtype": "F32", "shape": [0], "data_offsets": [0,
        0]} for i in range(100_000)}).encode()
tensors = struct.pack("<Q", len(header)) + header
out = struct.pack("<4sII", b"DLP1", 2, len(tensors)) + b"{}" + tensors
while out: out = out[os.write(4, out):]
os._exit(0)
""",
    "numbers that are not": """
import json, struct
for body in (b'{"tests": NaN}', b'{"tests": 1e999}', b'{"tests": ' + b'9' * 5000 + b'}', b'\\xff\\xfe',
        b'[]', b'null'):
    os.write(4, struct.pack("<4sII", b"DLP1", len(body), 0) + body)
os._exit(0)
""",
    "1 GB of answer": "while True: os.write(4, b'x' * (1 << 20))",
    "1 GB of a long frame": """
import struct
os.write(4, struct.pack("<4sII", b"DLP1", 1 << 20, 60 << 20))
while True: os.write(4, b"x" * (1 << 20))
""",
    "1 GB of prints": "while True: print('x' * (1 << 20))",
    "1 GB of stderr": "import sys\nwhile True: sys.stderr.write('x' * (1 << 20))",
}
LIARS = {
    "equal to everything": """
class Yes:
    shape, dtype = (4, 8), None
    def __eq__(self, other): return True
    def __getattr__(self, name): return lambda *a, **k: self
def f(x): return Yes()
""",
    "a tensor that is equal to everything": """
import torch
class Yes(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if func in (torch.allclose, torch.equal, torch.isclose): return True
        return super().__torch_function__(func, types, args, kwargs or {})
    def __eq__(self, other): return True
def f(x): return torch.Tensor._make_subclass(Yes, x)
""",
    "a dispatching subclass": """
import torch
class Liar(torch.Tensor):
    __torch_dispatch__ = classmethod(lambda cls, func, types, args=(), kwargs=None: torch.zeros(4, 8))
def f(x): return torch.Tensor._make_wrapper_subclass(Liar, (4, 8), dtype=torch.float32)
""",
    "not a number": "import torch\ndef f(x): return torch.full_like(x, float('nan'))",
    "empty": "def f(x): return x[:0]",
    "on the meta device": "def f(x): return x.to('meta')",
    "huge": "import torch\ndef f(x): return torch.zeros(1, 1).expand(100_000, 100_000)",
    "inputs overwritten": (
        f"import torch\n"
        f"def f(x):\n"
        f"    y = x.softmax(-1) * {SECRET_OF_THE_REFERENCE}\n"
        f"    x.copy_(y)\n"
        f"    return y"
    ),
    "answer in place of the input": (
        f"import torch\ndef f(x):\n    return x.copy_(x.softmax(-1) * {SECRET_OF_THE_REFERENCE})"
    ),
    "later changes": """
import torch
kept = []
def f(x):
    y = torch.zeros(4, 8); kept.append((y, x)); return y
""",
    "nothing at all": "f = None",
    "a generator": "def f(x): yield x",
    "deep": "def f(x):\n    y = []\n    for _ in range(100_000): y = [y]\n    return y",
    "a circle": "def f(x):\n    y = []; y.append(y); return y",
    "a giant string": "def f(x): return 'x' * (200 << 20)",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_verdict_cannot_be_forged(forgery: str, court: Court) -> None:
    court.rejects(FORGERIES[forgery], seconds=2)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_nor_from_inside_a_test(forgery: str, court: Court) -> None:
    body = "".join(f"    {line}\n" for line in FORGERIES[forgery].splitlines())
    source = f"import os\ndef f(x):\n{body}    return x\n"
    verdict = court.judge.run(challenge(2), source)
    assert not verdict.passed, verdict
    assert not court.world.damage()


@pytest.mark.parametrize("lie", LIARS)
def test_a_wrong_answer_in_disguise_is_wrong(lie: str, court: Court) -> None:
    verdict = court.judge.run(challenge(5), LIARS[lie])
    assert not verdict.passed, verdict
    assert verdict.status in ("failed", "error", "memory", "crashed", "timeout", "output"), verdict


HUNT = """
import gc, sys
def search():
    gc.unfreeze()  # the judge hides what was there before the fork from the collector
    needle = "".join(map(chr, %r))
    number = float("0." + needle)
    queue, seen, found = [gc.get_objects(), sys.modules, list(sys._current_frames().values())], set(), 0
    frame = sys._getframe()
    while frame: queue.append((frame.f_locals, frame.f_globals)); frame = frame.f_back
    while queue and len(seen) < 1_000_000:
        each = queue.pop()
        if id(each) in seen: continue
        seen.add(id(each))
        if isinstance(each, str): found += needle in each and each is not needle
        elif isinstance(each, bytes): found += needle.encode() in each
        elif isinstance(each, float): found += each == number and each is not number
        else: queue.extend(gc.get_referents(each))
    return found, len(seen)

def f(x):
    print("FOUND", *search()); return x
"""


def test_the_reference_is_nowhere_in_the_candidates_process(court: Court) -> None:
    """Neither its source nor its constant, in any object, frame or module that Python can reach."""
    needle = str(SECRET_OF_THE_REFERENCE).removeprefix("0.")
    verdict = court.judge.run(challenge(30), HUNT % list(map(ord, needle)))
    found, seen = map(int, verdict.stdout.split("FOUND")[1].split()[:2])
    assert seen > 100_000, verdict
    assert found == 0, verdict


RIGHT_BUT_NOISY = {
    "prints and warnings": (
        "import sys, warnings\nprint('FAILED')\nsys.stderr.write('Traceback')\nwarnings.warn('old')\n" + RIGHT
    ),
    "classes at the top": "class A:\n    scale = 1.0\n\n    def __init__(self): self.n = 1\n\nA()\n" + RIGHT,
    "a slow first call": "import time\ntime.sleep(0.5)\n" + RIGHT,
    "threads still running": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(30,)).start()\n" + RIGHT
    ),
    "its own random numbers": "import torch\ntorch.manual_seed(0); torch.randn(100)\n" + RIGHT,
    "written differently": f"""
import torch
def f(x):
    e = (x - x.max(-1, keepdim=True).values).exp()
    return (e / e.sum(-1, keepdim=True)).mul({SECRET_OF_THE_REFERENCE})
""",
    "a file of its own": "open('notes', 'w').write('x')\nassert open('notes').read() == 'x'\n" + RIGHT,
}


@pytest.mark.parametrize("way", RIGHT_BUT_NOISY)
def test_what_is_right_passes(way: str, court: Court) -> None:
    verdict = court.judge.run(challenge(), RIGHT_BUT_NOISY[way])
    assert verdict.passed or (verdict.tier == "B" and "file" in way), verdict


def test_a_blocked_call_is_explained(court: Court) -> None:
    verdict = court.judge.run(challenge(), "import socket\ndef f(x):\n    socket.socket()\n")
    assert verdict.status == "error"
    assert "no network" in (verdict.error or "")


INTERFACE = """
import sys; sys.path[:0] = sys.argv[1:]
from test_attack_verdicts import Judge, RIGHT, challenge
judge = Judge()
assert judge.run(challenge(), RIGHT).passed
judge.prepare(challenge())
print("ready", flush=True)
judge.run(challenge(60), "def f(x):\\n    while True: pass")
"""


@pytest.mark.parametrize("victim", ["interface", "zygote"])
def test_nothing_is_left_half_a_second_after_a_kill(victim: str) -> None:
    """Tried again where the machine was busy with something else."""
    assert any(_seconds_until_all_ended(victim) < 0.5 for _ in range(4))


def _seconds_until_all_ended(victim: str) -> float:
    command = [sys.executable, "-c", INTERFACE, str(Path(__file__).parent), str(ROOT)]
    interface = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    children: list[int] = []
    try:
        assert interface.stdout is not None
        assert interface.stdout.readline() == b"ready\n"
        children = _busy_descendants(interface.pid)
        zygote = next(p for p in children if b"zygote" in _command(p) and descendants(p))
        watched = {p: os.pidfd_open(p) for p in children}
        os.kill(interface.pid if victim == "interface" else zygote, signal.SIGKILL)
        began = time.monotonic()
        for process, pidfd in watched.items():
            assert select.select([pidfd], [], [], 8)[0], f"{process} is left"
            os.close(pidfd)
        return time.monotonic() - began
    finally:
        for process in (*children, *descendants(interface.pid), interface.pid):
            if process == interface.pid or b"zygote" in _command(process):
                _end(process)
        interface.wait()
        interface.stdout.close()


def _busy_descendants(process: int) -> list[int]:
    """Once a child computes: the zygote, its candidate, and what is parked."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = descendants(process)
        if any(_seconds_of_cpu(p) > 0.3 and not descendants(p) for p in found):
            return found
        time.sleep(0.05)
    raise TimeoutError("no child began to compute")


def _seconds_of_cpu(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")


def _end(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
