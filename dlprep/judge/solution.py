"""Running somebody's source as the module `solution`, and telling of its exceptions in its own lines.

Runs in child processes only.
"""

from __future__ import annotations

import linecache
import sys
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import ModuleType
from typing import Any

from dlprep.judge import confine

FILE = "solution.py"
LONGEST_REPORT = 20_000
OUT_OF_MEMORY = ("can't allocate memory", "not enough memory", "cannot allocate memory", "std::bad_alloc")


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception as an observation: its class, its message, and its traceback without frames of ours."""

    type: str
    message: str
    report: str
    memory: bool = False

    def to_json(self) -> dict[str, Any]:
        """The failure as JSON values."""
        return asdict(self)


def load(source: str, name: str = FILE, *, shipped: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Execute a source as a fresh module `solution`; returns its namespace. Raises whatever it raises.

    `shipped`: tensors of the topic, which the source sees under this name.
    """
    remember(name, source)
    module = ModuleType("solution")
    module.__file__ = name
    sys.modules["solution"] = module
    if shipped:
        module.__dict__["shipped"] = shipped
    exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)
    return module.__dict__


def remember(name: str, source: str) -> None:
    """Let tracebacks quote the lines of a source that stands in no file."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)


def failure(error: BaseException, *files: str) -> Failure:
    """What to tell of an exception: the stack down to the last line of `files` (default: the solution's)."""
    message = _text(error)
    memory = isinstance(error, MemoryError) or any(words in message.lower() for words in OUT_OF_MEMORY)
    report = _report(error, files or (FILE,))
    if why := confine.explain(error):
        report += f"\n\n{why}"
    return Failure(type(error).__name__[:200], message[:2_000], report, memory)


def _report(error: BaseException, files: tuple[str, ...]) -> str:
    try:
        told = traceback.TracebackException.from_exception(error)
        _keep(told, files, set())
        lines = list(told.format())
    except Exception:  # noqa: BLE001 - an exception may refuse even to be printed
        return f"{type(error).__name__}: {_text(error)}"[:LONGEST_REPORT]
    text = "".join(lines).rstrip()
    return text if len(text) <= LONGEST_REPORT else text[:1_000] + "\n  ...\n" + text[-LONGEST_REPORT:]


def _keep(told: traceback.TracebackException | None, files: tuple[str, ...], seen: set[int]) -> None:
    """Drop the frames of other files, along the chain of causes."""
    if told is None or id(told) in seen:
        return
    seen.add(id(told))
    theirs = [frame for frame in told.stack if frame.filename in files]
    told.stack = traceback.StackSummary.from_list(theirs)
    _keep(told.__cause__, files, seen)
    _keep(told.__context__, files, seen)


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - its __str__ is not ours
        return "(its message cannot be shown)"
