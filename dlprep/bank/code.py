"""Rules for the Python and the arithmetic inside items, by their syntax alone; nothing is run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping, Set

from dlprep.bank.faults import Complaint, Way
from dlprep.bank.items import Challenge, Wrong

_ARITHMETIC = (
    ast.Expression | ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.Compare | ast.IfExp | ast.Call
    | ast.Name | ast.Constant | ast.operator | ast.unaryop | ast.boolop | ast.cmpop | ast.expr_context
)  # fmt: skip
_CONSTANTS = frozenset(("pi", "e"))


def parses(code: str, way: Way) -> Iterator[Complaint]:
    """Complains of code that is not Python, at the line where it stops being so."""
    fault = _syntax(code)
    if fault:
        why = f"not Python: {fault.msg}"
        yield Complaint(way, why, "code that parses", line=fault.lineno or 1, column=fault.offset or 1)


def arithmetic(expression: str, known: Set[str], way: Way) -> Iterator[Complaint]:
    """Complains of an expression that is not arithmetic over the `known` names."""
    # Put in brackets, so that an expression may go over several lines.
    fault = _syntax(f"({expression}\n)")
    if fault:
        yield Complaint(way, f"not arithmetic: {fault.msg}", "an expression such as `2 * d + 1`")
        return
    tree = ast.parse(f"({expression}\n)", mode="eval")
    names = known | _CONSTANTS
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, _ARITHMETIC):
            yield Complaint(way, f"{type(node).__name__} in an expression", "arithmetic only")
        elif isinstance(node, ast.Name) and id(node) not in functions and node.id not in names:
            yield Complaint(way, f"the name {node.id!r} is not drawn", ", ".join(sorted(known)) or "numbers")


def challenge(item: Challenge) -> Iterator[Complaint]:
    """Every rule that a challenge breaks."""
    for key in ("inputs", "starter", "reference"):
        yield from parses(getattr(item, key), (key,))
    for index, code in enumerate(item.alternates):
        yield from _solution(code, item.entry, ("alternates", index))
    for key in ("starter", "reference"):
        yield from _defines(getattr(item, key), item.entry, (key,))
    if item.starter.strip() == item.reference.strip():
        yield Complaint(("starter",), "the starter is the reference", "code that is still to be written")
    yield from _tests(item)
    for index, wrong in enumerate(item.wrong):
        yield from _wrong(item, wrong, ("wrong", index))
    yield from _amounts(item)


def _tests(item: Challenge) -> Iterator[Complaint]:
    names: set[str] = set()
    for index, test in enumerate(item.tests):
        way = ("tests", index)
        if test.name in names:
            yield Complaint((*way, "name"), f"the test {test.name!r} stands twice", "a new name")
        names.add(test.name)
        for key in ("run", "inputs", "expect"):
            if (code := getattr(test, key)) is not None:
                yield from parses(code, (*way, key))


def _wrong(item: Challenge, wrong: Wrong, way: Way) -> Iterator[Complaint]:
    names = [test.name for test in item.tests]
    if wrong.killed_by not in names:
        expected = "one of " + ", ".join(names)
        yield Complaint((*way, "killed_by"), f"there is no test {wrong.killed_by!r}", expected)
    if (wrong.edit is None) == (wrong.code is None):
        yield Complaint(way, "a wrong solution with both or neither", "either `edit` or `code`")
    elif wrong.code is not None:
        yield from _solution(wrong.code, item.entry, (*way, "code"))
    else:
        yield from _edits(item.reference, wrong.edit or {}, (*way, "edit"))


def _edits(code: str, edit: Mapping[str, str], way: Way) -> Iterator[Complaint]:
    edited = code
    for old, new in edit.items():
        if not old or old not in edited:
            yield Complaint(
                (*way, old), f"{old!r} does not occur there", "text of the reference", on_key=True
            )
        else:
            edited = edited.replace(old, new)
    if edited == code:
        yield Complaint(way, "the edit changes nothing", "a change of the reference")
    elif fault := _syntax(edited):
        yield Complaint(way, f"the edited reference is not Python: {fault.msg}", "code that parses")


def _amounts(item: Challenge) -> Iterator[Complaint]:
    for way, number in ((("minutes",), item.minutes), (("limits",), item.limits.seconds)):
        if number <= 0:
            yield Complaint(way, f"{number} is no time at all", "more than 0")
    if item.limits.memory_mb <= 0:
        yield Complaint(("limits", "memory_mb"), f"{item.limits.memory_mb} MiB", "more than 0")


def _solution(code: str, entry: str, way: Way) -> Iterator[Complaint]:
    yield from parses(code, way)
    yield from _defines(code, entry, way)


def _defines(code: str, entry: str, way: Way) -> Iterator[Complaint]:
    if _syntax(code) is None and entry not in _top_names(code):
        yield Complaint(way, f"{entry!r} is not defined here", f"a function or class {entry!r} at top level")


def _top_names(code: str) -> set[str]:
    found: set[str] = set()
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return found


def _syntax(code: str) -> SyntaxError | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a stray escape is the author's business
            ast.parse(code)
    except SyntaxError as fault:
        return fault
    except (ValueError, MemoryError, RecursionError) as fault:
        return SyntaxError(str(fault) or "too complex")
    return None
