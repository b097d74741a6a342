"""What a challenge forbids, looked for in the source and while it runs.

Advisory: it tells an honest candidate that a shortcut was taken. Who wants to hide a call can.
The syntax-tree part needs no torch; `Watch` imports it when it is entered.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from types import FrameType, TracebackType
from typing import Any

TEST = "test "
"""What the file of a test's own code is called begins with this."""
OURS = __file__.removesuffix("forbid.py")

LOOPS: dict[str, tuple[type[ast.AST], ...]] = {
    "for": (ast.For, ast.AsyncFor, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    "while": (ast.While,),
}


def found(source: str, names: Sequence[str]) -> dict[str, int]:
    """The forbidden names that a source uses, each with the first line that does.

    Names are resolved through imports, their aliases and plain assignments. Source that does not
    parse uses nothing: running it says what is wrong.
    """
    if not names:
        return {}
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    aliases = _aliases(tree)
    hits: dict[str, int] = {}
    for node in ast.walk(tree):
        for name in _uses(node, names, aliases):
            hits.setdefault(name, getattr(node, "lineno", 0))
    return hits


def _uses(node: ast.AST, names: Sequence[str], aliases: dict[str, str]) -> Iterator[str]:
    """The forbidden names that a node uses."""
    yield from (name for name in names if isinstance(node, LOOPS.get(name, ())))
    for used in _mentions(node, aliases):
        yield from (name for name in names if used == name or used.startswith(name + "."))
    if isinstance(node, ast.Attribute):
        yield from (name for name in names if name == f"torch.Tensor.{node.attr}")
    called = _dotted(node.func, aliases) if isinstance(node, ast.Call) else None
    if called and called.startswith("torch.") and called not in names:
        yield from filter(None, [_by_end(names).get(end(called))])


def _by_end(names: Sequence[str]) -> dict[str, str]:
    """torch's names by what all their spellings end in; the first of a list stands for all."""
    return {end(name): name for name in reversed(names) if name.startswith("torch.")}


def end(name: str) -> str:
    """What the spellings of a name have in common: `softmax` of F.softmax, torch._softmax, softmax_."""
    return name.rpartition(".")[2].strip("_").removeprefix("native_").removeprefix("special_")


def _mentions(node: ast.AST, aliases: dict[str, str]) -> Iterator[str]:
    """The dotted names that a node stands for."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, (ast.Attribute, ast.Name)) and (dotted := _dotted(node, aliases)):
        yield dotted


def _aliases(tree: ast.AST) -> dict[str, str]:
    """Local name to dotted name, for imports and for assignments of dotted names."""
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                aliases[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            aliases.update((a.asname or a.name, f"{node.module}.{a.name}") for a in node.names)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            dotted = _dotted(node.value, aliases)
            if dotted and "." in dotted:
                aliases[node.targets[0].id] = dotted
    return aliases


def _dotted(node: ast.AST, aliases: dict[str, str]) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in aliases:
        return None
    return ".".join([aliases[node.id], *reversed(parts)])


class Watch:
    """A context that notes forbidden torch functions and modules called from the solution's own lines.

    `used` collects the names. A function counts under any of its spellings: `F.softmax`,
    `torch.softmax` and `x.softmax` are one.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = _by_end(names)
        self.used: set[str] = set()
        self._mode: Any = _mode(self) if self._names else None  # one for all tests: torch.compile looks at it
        self._hook: Any = None

    def __enter__(self) -> Watch:
        if self._mode is not None:
            self._mode.__enter__()
            from torch.nn.modules.module import register_module_forward_pre_hook

            self._hook = register_module_forward_pre_hook(lambda module, inputs: self.module(module))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._mode is not None:
            self._hook.remove()
            self._mode.__exit__(kind, error, trace)

    def function(self, function: Any) -> None:
        """Note a torch function, when the solution is its caller."""
        name = self._names.get(end(_name(function)))
        if name and _called_by_solution():
            self.used.add(name)

    def module(self, module: Any) -> None:
        """Note a module that runs its forward, wherever the solution built it."""
        for base in type(module).__mro__:
            name = self._names.get(base.__name__)
            if name and base.__module__.startswith("torch.nn") and _called_by_solution():
                self.used.add(name)


def _mode(watch: Watch) -> Any:
    from torch.overrides import TorchFunctionMode

    class Mode(TorchFunctionMode):
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            watch.function(func)
            return func(*args, **(kwargs or {}))

    return Mode()


def _name(function: Any) -> str:
    """A function's name; an overload of an operator, `softmax.int`, counts as the operator."""
    return str(getattr(getattr(function, "overloadpacket", function), "__name__", ""))


def _called_by_solution() -> bool:
    """Whether the nearest line that is in no library is the solution's, or of code that it made.

    It is not when it is ours or a test's. Files of libraries, and our own, have absolute paths.
    """
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(OURS) and file != __file__:
            return False
        if not file.startswith(("/", "<frozen")):
            return not file.startswith(TEST)
        frame = frame.f_back
    return False
