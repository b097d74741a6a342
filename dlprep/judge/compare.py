"""Do a candidate's observations agree with the reference's? In words that a person can use.

Runs in the comparer child, on plain data read from both frames. The messages name shapes, dtypes and the
one place where the difference is largest; they never show the expected values in full.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from dlprep.judge.frame import Frame, Malformed
from dlprep.judge.values import Opaque, decode, tensors

DEFAULT = (1e-4, 1e-6)
ROUNDING = 16 * torch.finfo(torch.float32).eps
"""Of a float32 tensor's largest size: what terms that cancel leave when they are added in another order."""
LARGE = 100.0
"""Sizes from here on do not widen the tolerance: a mask's fill of -1e9 must not hide its neighbours."""
HALVES = {torch.float16: (1e-3, 1e-5), torch.bfloat16: (1.6e-2, 1e-5)}
SHOWN = 12
"""Up to this many elements of an input are written out in a message."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one test of one source left behind: observations, inputs afterwards, the exception if any."""

    observed: Mapping[str, Any]
    after: Mapping[str, Any]
    error: Mapping[str, Any] | None


def read_runs(frame: Frame, count: int) -> list[Run]:
    """The runs of a frame that nobody vouches for; `Malformed` unless all `count` tests are there."""
    tests = frame.meta.get("tests")
    if not isinstance(tests, list) or len(tests) != count:
        raise Malformed("not every test was observed")
    store = tensors(frame.tensors)
    return [_read(test, store) for test in tests]


def _read(test: Any, store: Mapping[str, torch.Tensor]) -> Run:
    if not isinstance(test, dict):
        raise Malformed("a test's observations are not an object")
    observed, after, error = (test.get(part) for part in ("observed", "after", "error"))
    if (
        not isinstance(observed, dict)
        or not isinstance(after, dict)
        or not isinstance(error, (dict, type(None)))
    ):
        raise Malformed("a test's observations have the wrong form")
    return Run(read_values(observed, store), read_values(after, store), error)


def read_values(values: Mapping[str, Any], store: Mapping[str, torch.Tensor]) -> dict[str, Any]:
    """Decode named snapshots."""
    return {name: decode(value, store) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Rule:
    """How one test is judged: its tolerance if it has one, and its property."""

    name: str
    tolerance: tuple[float, float] | None = None
    expect: str | None = None

    @classmethod
    def read(cls, test: Mapping[str, Any]) -> Rule:
        """The rule of a request's test."""
        tolerance = test["tolerance"]
        return cls(test["name"], tuple(tolerance) if tolerance else None, test["expect"])

    def complaint(self, inputs: Mapping[str, Any], reference: Run, candidate: Run) -> str:
        """Why the candidate fails this test; empty when it passes."""
        if candidate.error is not None:
            return raised(candidate.error)
        if missing := reference.observed.keys() ^ candidate.observed.keys():
            return f"not observed as expected: {', '.join(sorted(missing))}"
        if changed := mutated(inputs, reference, candidate, self.tolerance):
            return changed
        if self.expect and (broken := violated(self.expect, inputs, candidate.observed)):
            return broken
        if self.expect and self.tolerance is None:
            return ""
        return differences(reference.observed, candidate.observed, self.tolerance)


def raised(error: Mapping[str, Any]) -> str:
    """A test's exception in one line."""
    kind, message = str(error.get("type")), str(error.get("message"))
    return f"raised {kind}: {message}" if message else f"raised {kind}"


def mutated(
    inputs: Mapping[str, Any], reference: Run, candidate: Run, tolerance: tuple[float, float] | None
) -> str:
    """Whether an input was changed in place where the reference leaves it, or the other way round."""
    for name, before in inputs.items():
        if name not in candidate.after or name not in reference.after:
            return f"the input {name} is missing afterwards"
        if same(reference.after[name], before):
            if not same(candidate.after[name], before):
                return f"{name} is changed in place; the inputs have to stay as they are"
        elif found := difference(
            reference.after[name], candidate.after[name], tolerance, f"{name} afterwards"
        ):
            return found
    return ""


def same(left: Any, right: Any) -> bool:
    """Exactly equal, NaN equal to itself; requires_grad does not count."""
    return difference(left, right, (0.0, 0.0), "") == ""


def violated(expect: str, inputs: Mapping[str, Any], observed: Mapping[str, Any]) -> str:
    """Whether a property (an expression, or statements with assert) fails on the observations."""
    names = {"torch": torch, "nn": nn, "F": F, "math": math, **inputs, "observed": observed, **observed}
    try:
        holds = holds_true(expect, names)
    except AssertionError as error:
        return str(error) or f"this has to hold: {expect.strip()}"
    except Exception as error:  # noqa: BLE001 - an observation of the wrong kind may raise anything
        return f"this has to hold: {expect.strip()} ({type(error).__name__}: {error})"[:2_000]
    return "" if holds else f"this has to hold: {expect.strip()}"


def holds_true(code: str, names: dict[str, Any]) -> bool:
    """Evaluate an expression, or run statements whose asserts must hold."""
    try:
        expression = compile(code.strip(), "property", "eval")
    except SyntaxError:
        exec(compile(code, "property", "exec"), names)
        return True
    return bool(eval(expression, names))


def differences(
    expected: Mapping[str, Any], actual: Mapping[str, Any], tolerance: tuple[float, float] | None
) -> str:
    """Every observation that differs, one line each."""
    found = (difference(expected[name], actual[name], tolerance, name) for name in expected)
    return "\n".join(line for line in found if line)


def difference(expected: Any, actual: Any, tolerance: tuple[float, float] | None, path: str) -> str:
    """How two values differ, told for the first place where they do; empty when they agree."""
    if isinstance(expected, torch.Tensor) and isinstance(actual, torch.Tensor):
        return _tensors(expected, actual, tolerance, path)
    if _number(expected) and _number(actual):
        return _numbers(expected, actual, tolerance or DEFAULT, path)
    if isinstance(expected, (list, tuple)) and isinstance(actual, (list, tuple)):
        return _sequences(expected, actual, tolerance, path)
    if isinstance(expected, dict) and isinstance(actual, dict):
        return _mappings(expected, actual, tolerance, path)
    if type(expected) is not type(actual):
        return f"{path}: {kind(expected)} expected, yours is {kind(actual)}"
    return "" if expected == actual else f"{path}: yours is {actual!r:.200}, expected {expected!r:.200}"


def kind(value: Any) -> str:
    """What a value is, in a few words: `a tensor float32 [2, 3]`."""
    if isinstance(value, torch.Tensor):
        return f"a tensor {describe(value)}"
    if isinstance(value, Opaque):
        return value.type
    return "None" if value is None else f"{type(value).__name__} {value!r:.60}"


def describe(value: torch.Tensor) -> str:
    """dtype and shape: `float32 [2, 3]`."""
    return f"{_dtype(value)} {list(value.shape)}"


def _dtype(value: torch.Tensor) -> str:
    return str(value.dtype).removeprefix("torch.")


def _number(value: Any) -> bool:
    return isinstance(value, (int, float, complex)) and not isinstance(value, bool)


def _numbers(expected: complex, actual: complex, tolerance: tuple[float, float], path: str) -> str:
    if expected == actual or (expected != expected and actual != actual):
        return ""
    exact = isinstance(expected, int) and isinstance(actual, int)
    if not exact and _near(expected, actual, tolerance):
        return ""
    return f"{path}: yours is {_show(actual)}, expected {_show(expected)}"


def _near(expected: complex, actual: complex, tolerance: tuple[float, float]) -> bool:
    rtol, atol = tolerance
    try:
        return abs(actual - expected) <= atol + rtol * abs(expected) < math.inf
    except OverflowError:  # an integer, or a distance, beyond every float
        return False


def _show(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, (float, complex)) else str(value)[:200]


def _sequences(
    expected: Sequence[Any], actual: Sequence[Any], tolerance: tuple[float, float] | None, path: str
) -> str:
    if len(expected) != len(actual):
        return f"{path}: {len(expected)} values expected, yours has {len(actual)}"
    pairs = enumerate(zip(expected, actual, strict=True))
    found = (difference(left, right, tolerance, f"{path}[{index}]") for index, (left, right) in pairs)
    return next(filter(None, found), "")


def _mappings(
    expected: dict[Any, Any], actual: dict[Any, Any], tolerance: tuple[float, float] | None, path: str
) -> str:
    if lacking := [key for key in expected if key not in actual]:
        return f"{path}: lacks {', '.join(map(repr, lacking[:5]))}"
    if surplus := [key for key in actual if key not in expected]:
        return f"{path}: has {', '.join(map(repr, surplus[:5]))}, which should not be there"
    found = (difference(expected[key], actual[key], tolerance, f"{path}[{key!r}]") for key in expected)
    return next(filter(None, found), "")


def _tensors(
    expected: torch.Tensor, actual: torch.Tensor, tolerance: tuple[float, float] | None, path: str
) -> str:
    expected, actual = expected.detach(), actual.detach()
    if expected.shape != actual.shape:
        return f"{path}: shape {list(expected.shape)} expected, yours is {list(actual.shape)}"
    if expected.dtype != actual.dtype:
        return f"{path}: dtype {_dtype(expected)} expected, yours is {_dtype(actual)}"
    if torch.equal(expected, actual):
        return ""
    close = _close(expected, actual, tolerance)
    return "" if bool(close.all()) else f"{path}: {_worst(expected, actual, ~close)}"


def _close(
    expected: torch.Tensor, actual: torch.Tensor, tolerance: tuple[float, float] | None
) -> torch.Tensor:
    """Which elements agree: exactly for integers and booleans, else within the tolerance, NaN with NaN."""
    if not (expected.is_floating_point() or expected.is_complex()):
        return expected == actual
    rtol, atol = tolerance or _usual(expected)
    if expected.element_size() < 4:
        expected, actual = expected.float(), actual.float()
    return torch.isclose(actual, expected, rtol=rtol, atol=atol, equal_nan=True)


def _usual(expected: torch.Tensor) -> tuple[float, float]:
    """The tolerance of a test that names none."""
    if expected.dtype in HALVES:
        return HALVES[expected.dtype]
    rtol, atol = DEFAULT
    if expected.dtype is not torch.float32 or not expected.numel():
        return rtol, atol
    return rtol, max(atol, ROUNDING * expected.abs().nan_to_num(0, posinf=0).max().clamp(max=LARGE).item())


def _worst(expected: torch.Tensor, actual: torch.Tensor, wrong: torch.Tensor) -> str:
    """How many elements differ, and the place where they differ most (NaN and infinity first)."""
    wide = torch.complex128 if expected.is_complex() else torch.float64
    left, right = actual.to(wide), expected.to(wide)
    gaps = torch.where(wrong, (left - right).abs().nan_to_num(nan=math.inf, posinf=math.inf), -1.0)
    place = [int(index) for index in torch.unravel_index(gaps.argmax(), gaps.shape)] if gaps.dim() else []
    yours, theirs, gap = (values[tuple(place)].item() for values in (left, right, gaps))
    count, total = int(wrong.sum()), wrong.numel()
    if expected.dtype == torch.bool:
        yours, theirs = bool(yours), bool(theirs)
    where = f" at {place}" if place else ""
    values = f"yours {_show(yours)}, expected {_show(theirs)}"
    if total == 1 or expected.dtype == torch.bool or math.isinf(gap):
        head = f"{count} of {total} values differ, first" if total > 1 else "the value differs"
        return f"{head}{where}: {values}"
    return f"{count} of {total} values differ, most{where} by {gap:.3g}: {values}"


def tell_inputs(inputs: Mapping[str, Any], in_full: bool) -> str:
    """The inputs of a failed test: shapes, and small values written out when asked for."""
    return "with " + ", ".join(f"{name} {_input(value, in_full)}" for name, value in inputs.items())


def _input(value: Any, in_full: bool) -> str:
    if not isinstance(value, torch.Tensor):
        return f"{value!r:.80}"
    if in_full and value.numel() <= SHOWN:
        rounded = value.detach().double().tolist() if value.is_floating_point() else value.tolist()
        return f"{_dtype(value)} {_round(rounded)}"
    return describe(value)


def _round(value: Any) -> Any:
    if isinstance(value, list):
        return [_round(part) for part in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def elements(inputs: Mapping[str, Any]) -> int:
    """How large a test's inputs are, to find the smallest that fails."""
    return sum(value.numel() if isinstance(value, torch.Tensor) else 1 for value in inputs.values())
