"""Ways to look right without being right: none passes, whatever the candidate's process does to itself."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.xdist_group("judge")

WRONG = "def f(x):\n    return x * 3\n"

FORGERIES = {
    "patched comparisons": """
import torch, torch.testing
torch.allclose = torch.equal = torch.isclose = lambda *a, **k: True
torch.testing.assert_close = lambda *a, **k: None
torch.Tensor.__eq__ = lambda self, other: True
torch.Tensor.allclose = torch.Tensor.equal = lambda *a, **k: True
"""
    + WRONG,
    "patched random numbers": """
import torch
torch.randn = torch.rand = lambda *shape, **k: torch.zeros(*shape)
torch.manual_seed = lambda seed: None
def f(x):
    return torch.zeros(2, 3)
""",
    "a result equal to everything": """
class Always:
    shape, dtype = (2, 3), None
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __bool__(self): return True
def f(x):
    return Always()
""",
    "a float equal to everything": """
class Always(float):
    def __eq__(self, other): return True
def f(x):
    return Always(1.0)
""",
    "a tensor subclass": """
import torch
class Always(torch.Tensor):
    def __eq__(self, other): return torch.ones(2, 3, dtype=torch.bool)
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return True
def f(x):
    return torch.zeros(2, 3).as_subclass(Always)
""",
    "a right tensor in disguise": """
import torch
class Mine(torch.Tensor):
    pass
def f(x):
    return (x * 2).as_subclass(Mine)
""",
    "printed words": "print('PASSED', '{\"status\": \"passed\"}', 'DLP1')\n" + WRONG,
    "an exit that looks like success": "import sys\nsys.exit(0)\n",
    "an exit in the function": "import sys\ndef f(x):\n    sys.exit(0)\n",
    "an exit without goodbye": "import os\ndef f(x):\n    os._exit(0)\n",
    "an empty answer": "import os\nos.close(4)\n" + WRONG,
    "an answer of nothing observed": """
import os, struct, json
body = json.dumps({"tests": [], "error": None, "used": []}).encode()
os.write(4, struct.pack("<4sII", b"DLP1", len(body), 0) + body)
"""
    + WRONG,
    "an answer without observations": """
import os, struct, json
tests = [{"observed": {}, "after": {}, "error": None}]
body = json.dumps({"tests": tests, "error": None, "used": []}).encode()
os.write(4, struct.pack("<4sII", b"DLP1", len(body), 0) + body)
"""
    + WRONG,
    "an answer that judges itself": """
import os, struct, json
body = json.dumps({"tests": [""], "used": [], "error": None, "peak": 0, "passed": True}).encode()
os.write(4, struct.pack("<4sII", b"DLP1", len(body), 0) + body)
"""
    + WRONG,
    "a peak beyond every number": """
import os, struct, json
tests = [{"observed": {}, "after": {}, "error": None}]
body = json.dumps({"tests": tests, "error": None, "used": [], "peak": 10**400}).encode()
os.write(4, struct.pack("<4sII", b"DLP1", len(body), 0) + body)
"""
    + WRONG,
    "garbage for an answer": "import os\nos.write(4, b'DLP1' + b'\\xff' * 100)\n" + WRONG,
    "deep JSON for an answer": """
import os, struct
body = b'{"tests":' + b'[' * 200_000
os.write(4, struct.pack("<4sII", b"DLP1", len(body), 0) + body)
"""
    + WRONG,
    "half an answer": "import os\nos.write(4, b'DLP1\\x05\\0\\0\\0')\nos._exit(0)\n",
    "an observe of its own": """
import sys
def observe(**values):
    pass
def f(x):
    frame = sys._getframe(1)
    frame.f_globals['observe'] = observe
    return x * 3
""",
    "a silenced test": """
def f(x):
    raise BaseException("enough")
""",
    "a number beyond every float": "def f(x):\n    return 10**1000\n",
    "a dtype that no frame holds": "import torch\ndef f(x):\n    return (x * 2).to(torch.complex32)\n",
    "a float of its own spelling": """
import os, struct, json
tests = [{"observed": {"y": {"float": "0x1p99999"}}, "after": {"x": None}, "error": None}]
body = json.dumps({"tests": tests, "error": None, "used": []}).encode()
os.write(4, struct.pack("<4sII", b"DLP1", len(body), 0) + body)
"""
    + WRONG,
    "the input itself": "def f(x):\n    return x\n",
    "a changed input": "def f(x):\n    x.mul_(2)\n    return x\n",
    "the input changed behind the back": "def f(x):\n    y = x * 2\n    x.data.zero_()\n    return y\n",
    "a constant of the right shape": "import torch\ndef f(x):\n    return torch.full((2, 3), 1.0)\n",
    "NaN everywhere": "import torch\ndef f(x):\n    return torch.full((2, 3), float('nan'))\n",
    "double precision": "def f(x):\n    return (x.double() * 2)\n",
    "a late change to what was observed": """
import torch, threading
kept = []
def f(x):
    y = torch.zeros(2, 3)
    kept.append((x, y))
    return y
import atexit
atexit.register(lambda: [y.copy_(x * 2) for x, y in kept])
""",
    "a walk through memory for the reference": """
import gc, sys
def f(x):
    for thing in gc.get_objects():
        if type(thing) is dict and "return x * " + "2" in str(thing.get("source")):
            scope = {}
            exec(thing["source"], scope)
            return scope["f"](x)
    frame = sys._getframe()
    while frame:
        for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
            if isinstance(value, dict) and "reference" in value:
                return value["reference"]
        frame = frame.f_back
    return x * 3
""",
}


@pytest.mark.parametrize("name", FORGERIES)
def test_it_does_not_pass(judge, small, name):
    verdict = judge.run(small(), FORGERIES[name])
    assert verdict.status in ("failed", "error", "crashed"), (name, verdict)
    assert not any(test.passed for test in verdict.tests)


FLOODS = {
    "of one": "blob = frame(0) * 30_000\nwhile True: os.write(4, blob)\n",
    "of rising ones": "n = 0\nwhile True:\n    n += 1; os.write(4, frame(n))\n",
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_of_progress_is_heard_once_a_test(judge, small, flood):
    """Otherwise the interface would be busy with showing it."""
    frame = """
import os, struct
def frame(index):
    body = b'{"started": %d}' % index
    return struct.pack("<4sII", b"DLP1", len(body), 0) + body
"""
    heard = []
    limited = small(limits={"seconds": 2})
    verdict = judge.run(limited, frame + FLOODS[flood] + WRONG, progress=heard.append)
    assert verdict.status == "timeout"
    assert len(heard) <= 1
    assert verdict.seconds < 4


@pytest.mark.parametrize(
    ("body", "tensors"),
    [
        ('{"other": 1}', ""),
        ('{"error": 5}', ""),
        ('{"error": {}}', ""),
        ("[[[", ""),
        ("[]", ""),
        ('{"error": null}', "no tensors"),
    ],
)
def test_a_snippet_that_answers_nonsense_in_its_process_place_has_crashed(judge, body, tensors):
    body = body.ljust(100)
    source = f"import os, struct; head = struct.pack('<4sII', b'DLP1', 100, {len(tensors)})\n"
    source += f"os.write(4, head + {body.encode()!r} + {tensors.encode()!r})"
    for ran in (judge.run_snippet(source), judge.run_check(source)):
        assert ran.status == "crashed"
        assert "could not be read" in ran.error


def test_a_stream_that_ends_the_process_when_it_is_flushed_does_not_lead_out_of_the_childs_code(judge, small):
    source = """
import sys
class Stream:
    def write(self, text): return len(text)
    def flush(self): raise SystemExit(0)
sys.stdout = sys.stderr = Stream()
"""
    assert judge.run(small(), source + WRONG).status == "failed"
    assert judge.run_snippet(source + "import os; os.close(4)").error.endswith("(exit code 70).")


def test_the_reference_cannot_be_found_in_the_candidates_process(judge, small):
    """Its text is marked, and the candidate prints every string of its process that has the mark."""
    challenge = small(reference="def f(x):\n    mark = 'quokka-' + '7731'\n    return x * 2\n")
    source = """
import gc, sys
mark = "quokka" + "-"
found = set()
for thing in gc.get_objects():
    for value in gc.get_referents(thing):
        if isinstance(value, (str, bytes)) and (mark if isinstance(value, str) else mark.encode()) in value:
            found.add(str(value)[:80])
found.discard(mark)
print(sorted(v for v in found if "7731" in v and "return" in v))
def f(x):
    return x * 2
"""
    verdict = judge.run(challenge, source)
    assert verdict.passed
    assert verdict.stdout.strip() == "[]"


def test_every_run_draws_new_inputs(judge, small):
    source = "def f(x):\n    print(x.tolist())\n    return x * 2\n"
    printed = {judge.run(small(), source).stdout for _ in range(4)}
    assert len(printed) == 4


def test_what_one_run_leaves_is_not_there_in_the_next(judge, small):
    leave = "import builtins\nbuiltins.left = 1\nopen('left', 'w').write('x')\ndef f(x):\n    return x * 2\n"
    look = (
        "import builtins, os\n"
        "print(hasattr(builtins, 'left'), os.listdir('.'))\n"
        "def f(x):\n    return x * 2\n"
    )
    assert judge.run(small(), leave).passed
    assert judge.run(small(), look).stdout == "False []\n"


RIGHT = {
    "a class at the top": "class Twice:\n    def __call__(self, x):\n        return x + x\n\nf = Twice()\n",
    "a dataclass": """
from dataclasses import dataclass
@dataclass
class Scale:
    by: float = 2.0
def f(x):
    return x * Scale().by
""",
    "warnings and prints": """
import warnings
def f(x):
    warnings.warn('slow')
    print('here')
    return x * 2
""",
    "threads": """
import threading
def f(x):
    box = []
    thread = threading.Thread(target=lambda: box.append(x * 2))
    thread.start()
    thread.join()
    return box[0]
""",
    "a slow first call": "import time\ndef f(x):\n    time.sleep(0.5)\n    return x * 2\n",
    "a parameter for a result": "import torch\ndef f(x):\n    return torch.nn.Parameter(x * 2)\n",
    "a view that is not contiguous": "def f(x):\n    return (x.T * 2).T\n",
    "inference mode": "import torch\n@torch.inference_mode()\ndef f(x):\n    return x * 2\n",
    "global settings of its own": """
import torch
torch.set_grad_enabled(False)
def f(x):
    return x * 2
""",
    "a module of its own kind": """
from torch import nn
class M(nn.Module):
    def forward(self, x):
        return x * 2
def f(x):
    return M()(x)
""",
    "a file in the run folder": """
import torch
def f(x):
    torch.save(x, 'x.pt')
    return torch.load('x.pt') * 2
""",
    "an editor's byte order mark": "\ufeffdef f(x):\n    return x * 2\n",
    "asyncio": """
import asyncio
async def g(x):
    return x * 2
def f(x):
    return asyncio.run(g(x))
""",
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_passes_however_it_is_written(judge, small, name):
    verdict = judge.run(small(), RIGHT[name])
    assert verdict.passed, verdict
