"""Arithmetic written by strangers, evaluated in the interface's own process.

Packs and candidates both bring expressions, so nothing is reachable from one but numbers, the names
handed in, and the functions listed here. Libraries were looked at and not taken: simpleeval and
asteval start from Python and take things away (strings, attributes and containers are on; sums,
products and `round` may grow without bound), numexpr compiles to a virtual machine and needs
numpy. What is wanted here is a list of what is allowed, each entry with its bound.
"""

from __future__ import annotations

import ast
import math
import operator
import re
import warnings
from collections.abc import Callable, Mapping

Number = int | float

MAX_LENGTH = 500
"""Characters of an expression; also keeps the parser's own stack from overflowing."""
MAX_DEPTH = 100
"""Operations within operations; `1 + 1 + ...` counts one for each sign."""
MAX_BITS = 512
"""Size of a whole number; anything below converts to a float without overflow."""
MAX_DIGITS = 30
"""Digits that `round` may be asked for."""

# Without quotes, brackets, colons and backslashes most of Python's grammar cannot be written.
_ALPHABET = re.compile(r"[0-9A-Za-z_.+\-*/%()<>=!,\s]*")
# `2else` parses with a warning, which would be printed over the interface.
_RUN_TOGETHER = re.compile(r"(?<![\w.])[\d.][\d._]*+(?:[eE][+-]?\d++)?+[A-Za-z_]")


class BadExpression(ValueError):  # noqa: N818 - the name says it
    """The expression is not arithmetic, or its value is out of bounds; `str()` says which."""


def evaluate(expression: str, names: Mapping[str, Number] | None = None) -> Number:
    """The value of `expression`, in which `names` stand for their numbers.

    A comparison counts as 1 or 0. Raises BadExpression, and nothing else, for any other text.
    """
    tree = _parse(expression)
    try:
        return _Evaluation(names or {}).value(tree, 0)
    except RecursionError:
        raise BadExpression("it is nested too deeply") from None


def _parse(expression: str) -> ast.expr:
    text = expression.strip()
    if not text:
        raise BadExpression("it is empty")
    if len(text) > MAX_LENGTH:
        raise BadExpression(f"it is longer than {MAX_LENGTH} characters")
    if not _ALPHABET.fullmatch(text):
        strange = re.sub(_ALPHABET, "", text)[0]
        raise BadExpression(f"{strange!r} has no place in arithmetic")
    if _RUN_TOGETHER.search(text):
        raise BadExpression("a number runs into a name; is an operator missing?")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(" ".join(text.split()), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise BadExpression("it does not read as arithmetic") from None


class _Evaluation:
    def __init__(self, names: Mapping[str, Number]) -> None:
        self.names = names

    def value(self, node: ast.expr, depth: int) -> Number:
        if depth > MAX_DEPTH:
            raise BadExpression(f"it nests more than {MAX_DEPTH} operations")
        try:
            return _bounded(self._value(node, depth + 1))
        except ZeroDivisionError:
            raise BadExpression("it divides by zero") from None
        except OverflowError:
            raise BadExpression("its value is too large") from None

    def _value(self, node: ast.expr, depth: int) -> object:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return number
            case ast.Name(id=name):
                return self._named(name)
            case ast.UnaryOp(op=sign, operand=operand) if type(sign) in _SIGNS:
                return _SIGNS[type(sign)](self.value(operand, depth))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)](self.value(left, depth), self.value(right, depth))
            case ast.Compare():
                return self._compare(node, depth)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.value(body if self.value(test, depth) else orelse, depth)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return _call(name, [self.value(arg, depth) for arg in args])
        raise BadExpression("only numbers, names, + - * / // % **, comparisons and functions may stand in it")

    def _named(self, name: str) -> Number:
        if name in self.names:
            return self.names[name]
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        raise BadExpression(f"the name {name!r} is not known here")

    def _compare(self, node: ast.Compare, depth: int) -> int:
        values = [self.value(term, depth) for term in (node.left, *node.comparators)]
        for op, left, right in zip(node.ops, values, values[1:], strict=False):
            if type(op) not in _COMPARISONS:
                raise BadExpression("only < <= > >= == != compare numbers")
            if not _COMPARISONS[type(op)](left, right):
                return 0
        return 1


def _bounded(value: object) -> Number:
    if isinstance(value, int):
        if value.bit_length() > MAX_BITS:
            raise BadExpression("its value is too large")
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise BadExpression("its value is not a finite real number")


def _call(name: str, arguments: list[Number]) -> object:
    if name not in _FUNCTIONS:
        raise BadExpression(f"{name!r} is not a function here; there are {', '.join(_FUNCTIONS)}")
    function, least, most = _FUNCTIONS[name]
    if not least <= len(arguments) <= most:
        raise BadExpression(f"{name} does not take {len(arguments)} arguments")
    try:
        return function(*arguments)
    except ValueError:
        raise BadExpression(f"{name} has no value there") from None


def _power(base: Number, exponent: Number) -> object:
    if (
        isinstance(base, int)
        and isinstance(exponent, int)
        and base.bit_length() * abs(exponent) > 2 * MAX_BITS
    ):
        raise BadExpression("the power is too large")
    return base**exponent


def _round(value: Number, digits: Number = 0) -> Number:
    if not isinstance(digits, int) or abs(digits) > MAX_DIGITS:
        raise BadExpression(f"round takes at most {MAX_DIGITS} digits")
    return round(value, digits) if digits else round(value)


def _sigmoid(value: Number) -> float:
    """1 / (1 + exp(-x)); only a small exponential is ever taken, so neither end overflows."""
    small = math.exp(-abs(value))
    return (1 if value >= 0 else small) / (1 + small)


_SIGNS: dict[type[ast.unaryop], Callable[[Number], Number]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}
_OPERATORS: dict[type[ast.operator], Callable[[Number, Number], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Number, Number], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_CONSTANTS: dict[str, Number] = {"pi": math.pi, "e": math.e}
_FUNCTIONS: dict[str, tuple[Callable[..., object], int, int]] = {
    "min": (min, 2, 50),
    "max": (max, 2, 50),
    "sum": (lambda *terms: sum(terms), 1, 50),
    "abs": (abs, 1, 1),
    "round": (_round, 1, 2),
    "floor": (math.floor, 1, 1),
    "ceil": (math.ceil, 1, 1),
    "sqrt": (math.sqrt, 1, 1),
    "exp": (math.exp, 1, 1),
    "log": (math.log, 1, 2),
    "log2": (math.log2, 1, 1),
    "log10": (math.log10, 1, 1),
    "sin": (math.sin, 1, 1),
    "cos": (math.cos, 1, 1),
    "tan": (math.tan, 1, 1),
    "tanh": (math.tanh, 1, 1),
    "erf": (math.erf, 1, 1),
    "sigmoid": (_sigmoid, 1, 1),
}
