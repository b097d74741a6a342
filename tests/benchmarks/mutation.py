"""How many small changes of a reference do the bank's tests reject? Prints JSON; gates nothing.

    python tests/benchmarks/mutation.py [--topic neuron ...] [--challenge softmax ...] [--seeds 2]

Each reference is changed in one place at a time: an operator, a comparison, a constant (axes among them),
a truth value, a term or factor dropped, a call without arguments dropped, a statement dropped. A mutant is
killed when the judge does not pass it on every seed. Survivors are listed: one that is really wrong wants a
test; one that means the same goes into `equivalent_mutants.txt` beside this file, and is counted apart.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from dlprep import paths
from dlprep.bank.items import Challenge
from dlprep.bank.library import Bank
from dlprep.judge import Judge

EQUIVALENT = Path(__file__).with_name("equivalent_mutants.txt")
OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """The small changes of one node, each as the node that stands in its place."""
    yield from _value(node)
    yield from _constant(node)
    yield from _statement(node)


def _value(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp():
            if other := OPERATORS.get(type(node.op)):
                yield ast.BinOp(node.left, other(), node.right)
            yield from (node.left, node.right)
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert()):
            yield node.operand
        case ast.Compare(ops=[op]) if type(op) in COMPARISONS:
            yield ast.Compare(node.left, [COMPARISONS[type(op)]()], node.comparators)
        case ast.BoolOp():
            yield from node.values
        case ast.Call(func=ast.Attribute(value=owner), args=[], keywords=[]):
            yield owner


def _constant(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=float(value)):
            yield from (ast.Constant(value * 1.5), ast.Constant(value + 1.0))


def _statement(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.AugAssign():
            yield ast.Pass()
            if other := OPERATORS.get(type(node.op)):
                yield ast.AugAssign(node.target, other(), node.value)
        case ast.Expr(value=value) if not isinstance(value, ast.Constant):
            yield ast.Pass()
        case ast.If():
            yield from (ast.If(ast.Constant(truth), node.body, node.orelse) for truth in (True, False))


def mutants(source: str) -> dict[str, str]:
    """Every mutant's source, by the line that says what was changed."""
    tree = ast.parse(source)
    plain = ast.unparse(tree)
    found: dict[str, str] = {}
    nodes = [node for node in ast.walk(tree) if not isinstance(node, ast.arguments)]
    for number, node in enumerate(nodes):
        for other in changed(node):
            made = _with(tree, number, other)
            if made != plain:
                found.setdefault(_told(plain, made), made)
    return found


class _Swap(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _with(tree: ast.Module, number: int, other: ast.AST) -> str:
    twin = copy.deepcopy((tree, other))
    nodes = [node for node in ast.walk(twin[0]) if not isinstance(node, ast.arguments)]
    return ast.unparse(ast.fix_missing_locations(_Swap(nodes[number], twin[1]).visit(twin[0])))


def _told(plain: str, made: str) -> str:
    """The first line that differs, before and after."""
    for old, new in zip(plain.splitlines(), made.splitlines(), strict=False):
        if old != new:
            return f"{old.strip()} -> {new.strip()}"
    return made


def measured(judge: Judge, challenge: Challenge, seeds: int, equivalent: set[str]) -> dict[str, object]:
    """Counts of one challenge, and its survivors."""
    left = mutants(challenge.reference)
    total = len(left)
    for seed in range(seeds):
        verdicts = judge.run_all(challenge, tuple(left.values()), seed=seed)
        left = {
            told: left[told] for told, verdict in zip(tuple(left), verdicts, strict=True) if verdict.passed
        }
    alive = [told for told in left if f"{challenge.id}: {told}" not in equivalent]
    same = len(left) - len(alive)
    return {"mutants": total, "killed": total - len(left), "equivalent": same, "survivors": alive}


def main() -> None:
    """Measure the challenges asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--topic", nargs="*", default=[])
    parser.add_argument("--challenge", nargs="*", default=[])
    parser.add_argument("--seeds", type=int, default=2)
    asked = parser.parse_args()
    bank = Bank(paths.questions())
    equivalent = set(EQUIVALENT.read_text("utf-8").splitlines()) if EQUIVALENT.exists() else set()
    found: dict[str, dict[str, object]] = {}
    begun = time.monotonic()
    with Judge() as judge:
        for topic in asked.topic or bank.topics():
            for item in bank.items(topic):
                if isinstance(item, Challenge) and item.id in (asked.challenge or [item.id]):
                    found[item.id] = measured(judge, item, asked.seeds, equivalent)
                    print(item.id, found[item.id], file=sys.stderr)
    counted = {
        key: sum(int(one[key]) for one in found.values())  # type: ignore[call-overload]
        for key in ("mutants", "killed", "equivalent")
    }
    wrong = counted["mutants"] - counted["equivalent"]
    rate = counted["killed"] / wrong if wrong else None
    told = {**counted, "kill_rate": rate, "seconds": round(time.monotonic() - begun, 1), "challenges": found}
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
