"""Names of third parties' packs, kept apart by a prefix."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")
_ONE = frozenset(("id", "group", "misconception", "teaches", "card"))
_MANY = frozenset(("aliases", "needs", "ask", "path", "items", "topics"))


def prefixed(value: T, pack: str) -> T:
    """The same item (misconception, lesson, goal ...) with `pack:` before each name it has or mentions."""
    if not pack or not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {one.name: _field(one.name, getattr(value, one.name), pack) for one in fields(value)}
    return replace(value, **changed)


def _field(name: str, value: Any, pack: str) -> Any:
    if name in _ONE and isinstance(value, str):
        return f"{pack}:{value}"
    if isinstance(value, tuple):
        return tuple(f"{pack}:{one}" if name in _MANY else prefixed(one, pack) for one in value)
    return prefixed(value, pack)
