"""What a challenge forbids, looked for in the source and while it runs.

Advisory: it tells an honest candidate that a shortcut was taken. Who wants to hide a call can.
The syntax-tree part needs no torch; `Watch` imports it when it is entered.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any

from dlprep.judge.solution import FILE

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
        for name in names:
            if _uses(node, name, aliases):
                hits.setdefault(name, getattr(node, "lineno", 0))
    return hits


def _uses(node: ast.AST, name: str, aliases: dict[str, str]) -> bool:
    if name in LOOPS:
        return isinstance(node, LOOPS[name])
    return any(used == name or used.startswith(name + ".") for used in _mentions(node, aliases)) or (
        name.startswith("torch.Tensor.")
        and isinstance(node, ast.Attribute)
        and node.attr == name.rsplit(".")[-1]
    )


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
        torch_names = [name for name in names if name.startswith("torch.")]
        self._last = {name.rpartition(".")[2]: name for name in torch_names}
        self.used: set[str] = set()
        self._mode: Any = None
        self._hook: Any = None

    def __enter__(self) -> Watch:
        if self._last:
            self._mode = _mode(self)
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
            self._mode = None

    def function(self, function: Any) -> None:
        """Note a torch function, when the solution is its caller."""
        name = self._last.get(getattr(function, "__name__", ""))
        if name and _called_by_solution():
            self.used.add(name)

    def module(self, module: Any) -> None:
        """Note a module that runs its forward, wherever the solution built it."""
        for base in type(module).__mro__:
            name = self._last.get(base.__name__)
            if name and base.__module__.startswith("torch.nn") and _called_by_solution():
                self.used.add(name)


def _mode(watch: Watch) -> Any:
    from torch.overrides import TorchFunctionMode

    class Mode(TorchFunctionMode):
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            watch.function(func)
            return func(*args, **(kwargs or {}))

    return Mode()


def _called_by_solution() -> bool:
    """Whether the nearest frame outside torch and this file is a line of the solution."""
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if file == FILE:
            return True
        if file != __file__ and "/torch/" not in file:
            return False
        frame = frame.f_back  # type: ignore[assignment]
    return False
