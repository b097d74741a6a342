"""A challenge's tests as experiments: draw the inputs, run the code, observe.

Runs in child processes only. The same `perform` observes the candidate's code, the reference and the known
wrong solutions; it returns snapshots and exceptions, never a judgement.
"""

from __future__ import annotations

import ast
import builtins
import math
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType, MappingProxyType, ModuleType
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from dlprep.judge import solution
from dlprep.judge.driver import Driver, derive, reseed
from dlprep.judge.forbid import TEST, Watch
from dlprep.judge.values import Store, decode

MODULES: Mapping[str, Any] = {"torch": torch, "nn": nn, "F": F, "math": math}
DRAWS = "randn rand randint randperm tensor arange zeros ones full linspace eye".split()  # noqa: SIM905


class Refusal(Exception):  # noqa: N818 - the name says it
    """The request cannot be done; the message is for whoever wrote the challenge."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One test, its code compiled before anybody waits; `differentiated`: inputs that need a gradient."""

    name: str
    file: str
    run: str
    code: CodeType
    differentiated: frozenset[str]
    inputs: str

    @classmethod
    def read(cls, tests: Iterable[Mapping[str, str]]) -> tuple[Plan, ...]:
        """The plans of a request."""
        return tuple(cls.of(**test) for test in tests)

    @classmethod
    def of(cls, name: str, run: str, inputs: str) -> Plan:
        """The plan of one test."""
        file = f"{TEST}{name!r}"
        try:
            tree = ast.parse(run, file)
            return cls(name, file, run, compile(tree, file, "exec"), frozenset(differentiated(tree)), inputs)
        except SyntaxError as error:
            raise Refusal(f"the test {name!r} cannot be compiled: {error}") from None


def draw(
    plans: Sequence[Plan], seed: int, store: Store, shipped: Mapping[str, torch.Tensor] = MappingProxyType({})
) -> list[dict[str, Any]]:
    """Draw each test's named inputs from the secret seed; tests with the same inputs code share values.

    `shipped`: the tensors of the topic, which the inputs' code sees under this name.
    """
    drawn: dict[str, dict[str, Any]] = {}
    for plan in plans:
        if plan.inputs not in drawn:
            drawn[plan.inputs] = _draw(plan, derive(seed, plan.inputs), store, shipped)
    return [drawn[plan.inputs] for plan in plans]


def _draw(plan: Plan, seed: int, store: Store, shipped: Mapping[str, torch.Tensor]) -> dict[str, Any]:
    reseed(seed)
    given = {**MODULES, "random": random, **{name: getattr(torch, name) for name in DRAWS}}
    given |= {"shipped": dict(shipped)} if shipped else {}
    names = dict(given)
    file = f"inputs of {plan.name!r}"
    solution.remember(file, plan.inputs)
    try:
        exec(compile(plan.inputs, file, "exec"), names)
    except Exception as error:  # noqa: BLE001 - told to whoever wrote it
        raise Refusal(f"the inputs cannot be drawn\n{solution.failure(error, file).report}") from None
    return {
        name: store.snapshot(value)
        for name, value in names.items()
        if not name.startswith("_") and (name not in given or value is not given[name]) and _is_data(value)
    }


def _is_data(value: Any) -> bool:
    return not isinstance(value, ModuleType) and not (callable(value) and not isinstance(value, torch.Tensor))


def perform(
    source: str,
    plans: Sequence[Plan],
    inputs: Sequence[Mapping[str, Any]],
    drawn: Mapping[str, torch.Tensor],
    *,
    entry: str,
    seed: int,
    store: Store,
    forbidden: Sequence[str] = (),
    started: Callable[[int], None] = lambda index: None,
) -> dict[str, Any]:
    """Run every test on one source; the answer's JSON, its tensors in `store`.

    Each test stands for itself: fresh inputs, fresh seeds, its own exceptions. `started` hears the index of
    each test that begins.
    """
    begun = time.perf_counter()
    reset(seed)
    try:
        names = solution.load(source)
        if entry not in names:
            raise NameError(f"the solution does not define {entry!r}")
        names = visible(names, entry)
    except BaseException as error:  # noqa: BLE001 - SystemExit too is an observation
        return {"tests": [], "error": solution.failure(error).to_json(), "used": []}
    watch = Watch(forbidden)
    tests = []
    for index, (plan, values) in enumerate(zip(plans, inputs, strict=True)):
        started(index)
        reset(derive(seed, index))
        with watch:
            tests.append(_one(plan, names, values, drawn, Driver(derive(seed, index), store), store))
    seconds = time.perf_counter() - begun
    return {"tests": tests, "error": None, "used": sorted(watch.used), "seconds": {"float": seconds.hex()}}


def visible(names: Mapping[str, Any], entry: str) -> dict[str, Any]:
    """What tests see of a solution: nothing by a builtin's name, which they mean when they say `max`."""
    taken = vars(builtins).keys() - {"__name__", entry} | {"__builtins__"}
    return {name: value for name, value in names.items() if name not in taken}


def reset(seed: int) -> None:
    """Undo the global settings that earlier code may have left, and seed every generator."""
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    reseed(seed)


def _one(
    plan: Plan,
    names: Mapping[str, Any],
    inputs: Mapping[str, Any],
    drawn: Mapping[str, torch.Tensor],
    driver: Driver,
    store: Store,
) -> dict[str, Any]:
    """One test: what was observed, the inputs as they are afterwards, and the exception that ended it."""
    values = {name: decode(value, drawn) for name, value in inputs.items()}
    for name in plan.differentiated & values.keys():
        values[name].requires_grad_(True)
    solution.remember(plan.file, plan.run)
    error = None
    try:
        exec(plan.code, {**names, **MODULES, **driver.names(), **values})
    except BaseException as raised:  # noqa: BLE001 - SystemExit too is an observation
        error = solution.failure(raised, solution.FILE, plan.file).to_json()
    after = {name: store.snapshot(value) for name, value in values.items()}
    return {"observed": driver.observed, "after": after, "error": error}


def differentiated(tree: ast.AST) -> set[str]:
    """Names handed by keyword to `grads(...)`: those inputs need a gradient before the run."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {
        keyword.value.id
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "grads"
        for keyword in call.keywords
        if isinstance(keyword.value, ast.Name)
    }
