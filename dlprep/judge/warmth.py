"""What the zygote touches before it forks, so that no child pays for a first call.

Runs in the zygote and nowhere else; nothing of a challenge is involved.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import dataclasses
import importlib
import io
import typing

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

from dlprep.judge import roles
from dlprep.judge.frame import Frame, split

TOUCHED = (asyncio, contextlib, dataclasses, typing)
"""Imported for candidates: a confined child may not be able to read them."""

SELDOM = ("html", "graphlib", "doctest", "sqlite3", "tracemalloc", "zoneinfo", "numpy.polynomial")
"""What solutions may import and torch has not."""

SOURCE = """
import math
import torch
import torch.nn as nn
import torch.nn.functional as F

class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.norm, self.up, self.down = nn.LayerNorm(d), nn.Linear(d, 2 * d), nn.Linear(2 * d, d)

    def forward(self, x):
        scores = (x @ x.transpose(-2, -1)) / math.sqrt(x.shape[-1])
        x = x + torch.softmax(scores.masked_fill(torch.ones_like(scores).triu(1).bool(), -math.inf), -1) @ x
        return x + self.down(F.gelu(self.up(self.norm(x))))
"""
TEST = {
    "name": "warm",
    "inputs": "x = randn(2, 3, 4)",
    "run": "m = fill(Block(4)); y = m(x); observe(y=y, n=count_parameters(m), **grads(y, x=x, m=m))",
}
RULE = {"name": "warm", "tolerance": None, "expect": None}


def touch() -> None:
    """Play one whole verdict in this process, on a block of our own."""
    torch.optim.AdamW(
        [torch.zeros(2, requires_grad=True)]
    ).step()  # the first optimizer imports torch._dynamo: 1.9 s
    logits = nn.Conv1d(2, 3, 3)(torch.randn(1, 2, 5)).mean(-1)
    torch.autograd.backward(F.cross_entropy(logits, torch.tensor([1])))
    touch_again()


def touch_again() -> None:
    """Play it in a parked child: its first writes copy the zygote's pages before anybody waits."""
    common = {"tests": [TEST], "source": SOURCE, "entry": "Block", "seed": 1, "secret": 2, "forbidden": []}
    source = Frame({"source": SOURCE})
    inputs, reference = _play("reference", common)
    (candidate,) = _play("candidate", common, inputs, source)
    _play("compare", {**common, "tests": [RULE]}, inputs, reference, source, candidate)


def touch_lazy() -> None:
    """Import what torch and Python import only on first use: where nothing can be opened, that is too late.

    Only for tier B: about 1 s of the start and 43 MB, of which `torch.compile` takes 0.65 s and 26 MB. In
    the other tiers a child imports these for itself when it wants them (0.6 s for its first
    `torch.compile`, 0.1 s for `torch.func.hessian`), and nobody else pays.
    """
    for name in SELDOM:
        importlib.import_module(name)
    x = torch.ones(3, requires_grad=True)
    torch.func.vmap(torch.func.grad(torch.sin))(x.detach())
    torch.func.hessian(lambda y: (y**3).sum())(x.detach())
    checkpoint(torch.sin, x, use_reentrant=False).sum().backward()
    torch.jit.trace(nn.Linear(3, 3), x)  # type: ignore[no-untyped-call]
    _touch_saving(x)
    _touch_profiler(x)
    _touch_compiler(x)


def _touch_saving(x: torch.Tensor) -> None:
    buffer = io.BytesIO()
    torch.save({"x": x}, buffer)
    torch.load(io.BytesIO(buffer.getvalue()), weights_only=True)
    copy.deepcopy(nn.Linear(1, 1))


def _touch_profiler(x: torch.Tensor) -> None:
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as report:
        x + x
    report.key_averages().table(row_limit=1)


def _touch_compiler(x: torch.Tensor) -> None:
    """A function and a module: each takes imports of its own. List the backends, which reads a folder."""
    torch._dynamo.list_backends()
    for code in (torch.sin, nn.Sequential(nn.Linear(3, 3), nn.GELU())):
        torch.compile(code, backend="eager")(x).sum().backward()
    torch._dynamo.reset()


def _play(role: str, common: dict[str, typing.Any], *given: Frame) -> list[Frame]:
    answers = bytearray()
    roles.answer(iter([Frame({**common, "role": role}), *given]), answers.extend)
    return split(bytes(answers))
