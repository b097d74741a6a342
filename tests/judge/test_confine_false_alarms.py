"""What solutions do works inside, and what cannot work says why."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from attack_support import Arena, Target, each, users

WORKS = {
    "layers, forward and backward": """
import torch
from torch import nn
for layer, x in ((nn.LSTM(4, 8, 2, batch_first=True), torch.randn(2, 5, 4)), (nn.Conv2d(3, 4, 3),
        torch.randn(2, 3, 9, 9)),
                 (nn.ConvTranspose1d(3, 4, 3), torch.randn(2, 3, 9)), (nn.MultiheadAttention(8, 2), None),
                 (nn.TransformerEncoderLayer(8, 2, 16), torch.randn(3, 2, 8)), (nn.BatchNorm1d(4),
                 torch.randn(5, 4))):
    q = torch.randn(3, 2, 8)
    out = layer(x) if x is not None else layer(q, q, q)
    (out[0] if isinstance(out, tuple) else out).sum().backward()
""",
    "linear algebra": """
import torch
a = torch.randn(20, 20, dtype=torch.float64)
for f in (torch.linalg.svd, torch.linalg.qr, torch.linalg.eig, torch.linalg.inv, torch.linalg.det,
        torch.linalg.cholesky_ex):
    f(a @ a.T + torch.eye(20))
torch.fft.fft(a); torch.einsum("ij,jk->ik", a, a); (a @ a).to(torch.bfloat16) @ a.to(torch.bfloat16)
""",
    "optimizers and mixed precision": """
import torch
for kind in (torch.optim.AdamW, torch.optim.SGD, torch.optim.Adam, torch.optim.RMSprop, torch.optim.LBFGS):
    w = torch.randn(3, requires_grad=True)
    optimizer = kind([w], lr=.1)
    def closure():
        optimizer.zero_grad(); loss = (w ** 2).sum(); loss.backward(); return loss
    optimizer.step(closure)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(torch.optim.SGD([w], lr=.1), 10)
with torch.autocast("cpu", dtype=torch.bfloat16): torch.nn.Linear(4, 4)(torch.randn(2, 4))
""",
    "threads": """
import threading, concurrent.futures, queue, torch
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    assert sum(pool.map(lambda n: int(torch.ones(n).sum()), range(50))) == sum(range(50))
torch.set_num_threads(2)
big = torch.randn(600, 600); (big @ big).sum(); torch.sort(torch.randn(200_000))
""",
    "asyncio": """
import asyncio
async def main():
    async def one(n): await asyncio.sleep(.001); return n
    assert sum(await asyncio.gather(*map(one, range(10)))) == 45
    return await asyncio.to_thread(lambda: 7)
assert asyncio.run(main()) == 7
""",
    "torch.func": """
import torch
from torch.func import grad, jacrev, vmap, hessian, functional_call
assert torch.allclose(vmap(grad(lambda x: x.sin().sum()))(torch.randn(4, 3)).shape and torch.ones(1),
        torch.ones(1))
hessian(lambda x: (x ** 3).sum())(torch.randn(3)); jacrev(torch.cos)(torch.randn(3))
m = torch.nn.Linear(2, 2); functional_call(m, dict(m.named_parameters()), torch.randn(1, 2))
""",
    "checkpoint": """
import torch
from torch.utils.checkpoint import checkpoint
x = torch.randn(3, requires_grad=True)
checkpoint(lambda y: (y * 2).sin(), x, use_reentrant=False).sum().backward(); assert x.grad is not None
""",
    "profiler": """
import torch
from torch.profiler import ProfilerActivity, profile
with profile(activities=[ProfilerActivity.CPU], record_shapes=True) as report: torch.randn(50,
        50) @ torch.randn(50, 50)
assert "aten::" in report.key_averages().table(row_limit=3)
""",
    "eager compilation": """
import torch
f = torch.compile(lambda x: torch.nn.functional.gelu(x) * 2, backend="eager")
assert f(torch.ones(3)).shape == (3,)
""",
    "a data loader": """
import torch
from torch.utils.data import DataLoader, TensorDataset, random_split
data = TensorDataset(torch.arange(20.), torch.arange(20))
assert sum(len(x) for x, _ in DataLoader(data, batch_size=6, shuffle=True, num_workers=0)) == 20
random_split(data, [15, 5])
""",
    "seeds, time, copies": """
import copy, pickle, random, time, uuid, torch, numpy as np
torch.manual_seed(1); np.random.default_rng(); random.random(); time.perf_counter(); uuid.uuid4()
m = copy.deepcopy(torch.nn.Linear(3,
        3)); pickle.loads(pickle.dumps(m.state_dict())); np.linalg.svd(np.ones((3, 3)))
""",
    "signals of its own": """
import signal, os, threading, time
seen = []
signal.signal(signal.SIGUSR1, lambda *_: seen.append(1)); os.kill(os.getpid(), signal.SIGUSR1)
signal.signal(signal.SIGALRM, lambda *_: seen.append(2)); signal.setitimer(signal.ITIMER_REAL, .01)
while not seen[1:]: time.sleep(.001)
signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1); assert sorted(seen) == [1, 1, 2], seen
""",
    "torch.jit": """
import torch
traced = torch.jit.trace(torch.nn.Linear(2, 2), torch.randn(1, 2)); traced(torch.randn(3, 2))
""",
}
NEEDS_FILES = {
    "saving and loading": """
import os, tempfile, numpy as np, torch
model = torch.nn.Linear(3, 3)
torch.save(model.state_dict(), "model.pt"); model.load_state_dict(torch.load("model.pt", weights_only=True))
np.save("array.npy", np.arange(3)); assert np.load("array.npy", mmap_mode="r").sum() == 3
with tempfile.TemporaryDirectory() as folder, open(os.path.join(folder, "x"), "w") as file: file.write("x")
with tempfile.TemporaryFile() as file: file.write(b"x")
from safetensors.torch import load_file, save_file
save_file({"a": torch.ones(2)}, "a.safetensors"); assert load_file("a.safetensors")["a"].sum() == 2
torch.from_file("store.bin", shared=True, size=10)[:] = 1
""",
    "libraries not imported before": "import torch.distributions, torch.nn.utils.parametrize, zoneinfo",
}
BLOCKED = {
    "inductor": ("import torch; torch.compile(lambda x: x.sin() + 1)(torch.ones(3))", "C++ compiler"),
    "worker processes": (
        "import torch; next(iter(torch.utils.data.DataLoader([1, 2, 3], num_workers=2)))",
        "num_workers=0",
    ),
    "fork": ("os.fork()", "other processes"),
    "multiprocessing": (
        "import multiprocessing; multiprocessing.Process(target=print).start()",
        "other processes",
    ),
    "subprocess": ("import subprocess; subprocess.run(['ls'])", "other processes"),
    "a shell": ("import os\ndef f(): return os.posix_spawn('/bin/ls', ['ls'], {})\nf()", "other processes"),
    "a page": ("import urllib.request; urllib.request.urlopen('http://example.com')", "no network"),
    "a socket": ("import socket; socket.socket()", "no network"),
    "torch.hub": ("import torch; torch.hub.load('pytorch/vision', 'resnet18')", "no network"),
    "a file of the user": ("open('/etc/passwd')", "working directory"),
    "a signal": ("os.kill(1, 0)", "signals"),
}
EXPLAINED = """
from dlprep.judge.confine import explain
try:
    exec(compile({source!r}, "solution.py", "exec"), dict(os=os))
except BaseException as error:
    import traceback
    print("EXPLAINED", explain(error), flush=True)
    traceback.print_exc()
os._exit(0)
"""
IMPORTED = (
    "import torch._inductor.compile_fx, torch._inductor.async_compile, torch.hub, zipfile, urllib.request"
)
WARM = (*WORKS.values(), *NEEDS_FILES.values(), IMPORTED)
TARGETS = [*map(Target, users()), Target(users()[-1], abi=0, bonuses=False)]


@pytest.fixture(scope="module")
def torch_arena_of() -> Iterator[Callable[[Target], Arena]]:
    arenas: dict[Target, Arena] = {}

    def of(target: Target) -> Arena:
        if target not in arenas:
            # Where files can be read, what was not imported before the fork has to load afterwards.
            reads = target.abi != 0 and target.user == os.getuid()
            arenas[target] = Arena(target, warm=("import torch._inductor.compile_fx",) if reads else WARM)
        return arenas[target]

    try:
        yield of
    finally:
        for arena in arenas.values():
            arena.close()


def works(arena: Arena, source: str) -> None:
    outcome = arena.run(source + "\nprint('DONE')", wall=30, cpu=20)
    assert (outcome.exit, outcome.strays) == (0, 0), outcome
    assert outcome.output.endswith("DONE\n"), outcome
    arena.unharmed()


@pytest.mark.parametrize("target", each(TARGETS))
@pytest.mark.parametrize("use", WORKS)
def test_what_solutions_do_works(use: str, target: Target, torch_arena_of: Callable[[Target], Arena]) -> None:
    works(torch_arena_of(target), WORKS[use])


@pytest.mark.parametrize("target", each([t for t in TARGETS if t.abi != 0]))
@pytest.mark.parametrize("use", NEEDS_FILES)
def test_files_of_ones_own_work(use: str, target: Target, torch_arena_of: Callable[[Target], Arena]) -> None:
    arena = torch_arena_of(target)
    if arena.confinement.tier == "A":
        works(arena, NEEDS_FILES[use])


@pytest.mark.parametrize("target", each(TARGETS))
@pytest.mark.parametrize("use", BLOCKED)
def test_what_cannot_work_says_why(
    use: str, target: Target, torch_arena_of: Callable[[Target], Arena]
) -> None:
    source, words = BLOCKED[use]
    outcome = torch_arena_of(target).held(EXPLAINED.format(source=source), wall=30, cpu=20)
    explanation = next((line for line in outcome.output.splitlines() if line.startswith("EXPLAINED")), "")
    assert words in explanation, outcome.output
