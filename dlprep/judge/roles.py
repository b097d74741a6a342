"""What a child does with the request it reads: one function a role.

A request is a JSON frame, followed for some roles by frames that are passed on as they came. Answers are
frames too; a small one with `started` says which test has begun. Runs in child processes only.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dlprep.judge import compare, diagnose, forbid, solution
from dlprep.judge.experiment import Plan, Refusal, draw, perform, reset
from dlprep.judge.frame import Frame, Malformed, pack
from dlprep.judge.values import Store, tensors

Send = Callable[[bytes], None]


def answer(frames: Iterator[Frame], send: Send) -> None:
    """Do what the first frame asks for, once every frame that it needs has come."""
    for frame in frames:
        ROLES[frame.meta["role"]](frame.meta | {"shipped": tensors(frame.tensors)}, frames, send)


def _reference(request: dict[str, Any], given: Iterator[Frame], send: Send) -> None:
    """Draw the inputs from the secret seed and send them, then observe the reference on them."""
    plans = Plan.read(request["tests"])
    store = Store()
    drawn = draw(plans, request["secret"], store, request["shipped"])
    send(pack({"inputs": drawn}, store.bytes()))
    _observe(request, plans, request["source"], drawn, store.tensors, send)


def _candidate(request: dict[str, Any], given: Iterator[Frame], send: Send) -> None:
    """Observe the candidate's source, which comes last, on inputs that were drawn elsewhere."""
    plans, inputs = Plan.read(request["tests"]), next(given)
    drawn = tensors(inputs.tensors)
    _observe(request, plans, next(given).meta["source"], inputs.meta["inputs"], drawn, send)


def _variants(request: dict[str, Any], given: Iterator[Frame], send: Send) -> None:
    """Observe several sources, one frame each."""
    plans, inputs = Plan.read(request["tests"]), next(given)
    drawn = tensors(inputs.tensors)
    for source in request["sources"]:
        _observe(request, plans, source, inputs.meta["inputs"], drawn, send)


def _observe(
    request: Mapping[str, Any],
    plans: Sequence[Plan],
    source: str,
    inputs: Any,
    drawn: Mapping[str, Any],
    send: Send,
) -> None:
    store = Store()
    before = peak()
    try:
        found = perform(
            source,
            plans,
            inputs,
            drawn,
            entry=request["entry"],
            seed=request["seed"],
            store=store,
            forbidden=request.get("forbidden", ()),
            started=(lambda at: send(pack({"started": at}))) if request.get("progress") else lambda _: None,
        )
        answer = pack({**found, "peak": peak() - before}, store.bytes())
    except Malformed as error:
        answer = _unobserved(ValueError(f"what the tests observe is too much: {error}"))
    except Exception as error:  # noqa: BLE001 - such as memory that is used up: the source's doing
        answer = _unobserved(error)
    send(answer)


def _unobserved(error: Exception) -> bytes:
    """The answer where observations could not be made into one."""
    return pack({"tests": [], "error": solution.failure(error).to_json(), "used": []})


def peak() -> int:
    """The largest resident memory of this process so far, in KiB."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used // 1024 if sys.platform == "darwin" else used


def _compare(request: dict[str, Any], given: Iterator[Frame], send: Send) -> None:
    """Judge a candidate's frame by the reference's; nothing of either is trusted."""
    inputs, reference = next(given), next(given)
    rules = [compare.Rule.read(test) for test in request["tests"]]
    values = _inputs(inputs)
    if fault := _first_error(reference):
        raise Refusal(f"the reference raises an exception\n{fault['report']}")
    truth = compare.read_runs(reference, len(rules))
    source = next(given).meta["source"]
    candidate, runs, malformed = _answered(given, len(rules))
    found = {
        "used": _used(source, request["forbidden"], candidate),
        "error": _first_error(candidate),
        "peak": candidate.meta.get("peak", 0),
        "malformed": malformed,
        "tests": [],
    }
    if runs is None:
        return send(pack(found))
    cases = zip(rules, values, truth, runs, strict=True)
    complaints = [rule.complaint(drawn, true, run) for rule, drawn, true, run in cases]
    failing = [index for index, complaint in enumerate(complaints) if complaint]
    smallest = min(failing, key=lambda index: compare.elements(values[index]), default=-1)
    for index in failing:
        complaints[index] += "\n" + compare.tell_inputs(values[index], index == smallest)
    tests = [complaint[:8_000] for complaint in complaints]
    return send(pack({**found, "tests": tests}))


def _answered(given: Iterator[Frame], count: int) -> tuple[Frame, list[compare.Run] | None, str | None]:
    """The candidate's frame and its runs, or what is wrong with them."""
    frame = Frame({})
    try:
        frame = next(given)
        return frame, compare.read_runs(frame, count), None
    except Malformed as error:
        return frame, None, str(error)


def _diagnose(request: dict[str, Any], given: Iterator[Frame], send: Send) -> None:
    """Which of the wrong solutions' frames agree with the candidate's in everything?"""
    rules = [compare.Rule.read(test) for test in request["tests"]]
    reference, candidate, *wrong = (_runs(frame, len(rules)) for frame in given)
    matches = diagnose.match(rules, reference, candidate, wrong) if reference and candidate else []
    send(pack({"matches": matches}))


def _constant(request: dict[str, Any], given: Iterator[Frame], send: Send) -> None:
    """On which tests do two seeds show the same?"""
    first, second = (compare.read_runs(frame, len(request["tests"])) for frame in (next(given), next(given)))
    pairs = enumerate(zip(first, second, strict=True))
    same = [index for index, (one, other) in pairs if compare.same(dict(one.observed), dict(other.observed))]
    send(pack({"same": same}))


def _snippet(request: dict[str, Any], given: Iterator[Frame], send: Send) -> None:
    """Run code for what it prints."""
    reset(0)
    try:
        solution.load(request["source"], shipped=request["shipped"])
    except BaseException as error:  # noqa: BLE001 - SystemExit too is an outcome
        send(pack({"error": solution.failure(error).to_json()}))
    else:
        send(pack({"error": None}))


def _property(request: dict[str, Any], given: Iterator[Frame], send: Send) -> None:
    """Evaluate a card's `check:`, an expression or statements with assert."""
    import math

    import torch
    import torch.nn.functional as functional

    reset(0)
    names = {"torch": torch, "nn": torch.nn, "F": functional, "math": math, "__name__": "check"}
    names |= {"shipped": request["shipped"]} if request["shipped"] else {}
    solution.remember("property", request["source"])
    try:
        holds = compare.holds_true(request["source"], names)
        assert holds, "it is false"
    except BaseException as error:  # noqa: BLE001 - whatever it raises is the outcome
        send(pack({"error": solution.failure(error, "property").to_json()}))
    else:
        send(pack({"error": None}))


def _inputs(frame: Frame) -> list[dict[str, Any]]:
    store = tensors(frame.tensors)
    return [compare.read_values(values, store) for values in frame.meta["inputs"]]


def _runs(frame: Frame, count: int) -> list[compare.Run] | None:
    try:
        return compare.read_runs(frame, count)
    except Malformed:
        return None


def _first_error(frame: Frame) -> dict[str, Any] | None:
    """The exception that ended the load or the first test that raised, as far as the frame is in form."""
    tests = frame.meta.get("tests")
    held = [frame.meta.get("error")]
    if isinstance(tests, list):
        held += [test.get("error") for test in tests if isinstance(test, dict)]
    error = next((error for error in held if isinstance(error, dict)), None)
    return error and {"report": str(error.get("report"))[:40_000], "memory": error.get("memory") is True}


def _used(source: str, forbidden: Sequence[str], candidate: Frame) -> list[str]:
    """Forbidden names: those in the source with their lines, then others that were seen at run time."""
    lines = forbid.found(source, forbidden)
    seen = candidate.meta.get("used")
    told = [str(name)[:200] for name in seen[:20]] if isinstance(seen, list) else []
    known = set(map(forbid.end, lines))
    return [f"{name} (line {line})" for name, line in lines.items()] + [
        name for name in told if forbid.end(name) not in known
    ]


ROLES: Mapping[str, Callable[[dict[str, Any], Iterator[Frame], Send], None]] = {
    "reference": _reference,
    "candidate": _candidate,
    "variants": _variants,
    "compare": _compare,
    "diagnose": _diagnose,
    "constant": _constant,
    "snippet": _snippet,
    "property": _property,
}
