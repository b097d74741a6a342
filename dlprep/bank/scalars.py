"""What an unquoted word of YAML means, by version 1.2: `no`, `on`, `12:30` and `010` are text."""

from __future__ import annotations

import re
from typing import TypeAlias

from dlprep.bank.faults import Unread

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | Unread | None"

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CORE = "tag:yaml.org,2002:"
_DIGITS = 400  # the longest float has 309; Python refuses integers of more than 4,300
# Control characters could drive the terminal; bidirectional ones show code that is not what runs.
_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")


def value_of(text: str, tag: str | None, *, plain: bool) -> Plain:
    """The value of a scalar; `plain` when it is neither quoted nor tagged. Raises `ValueError`."""
    if tag in (None, "!", _CORE + "str"):
        return _untagged(text) if plain else text
    kinds = {"null": type(None), "bool": bool, "int": int, "float": float}
    value = _untagged(text)
    wanted = kinds.get(tag.removeprefix(_CORE)) if tag else None
    if wanted is None:
        raise ValueError(f"the tag {tag}")
    if not isinstance(value, wanted):
        raise ValueError(f"{text[:40]!r} is not what its tag says")
    return value


def unprintable(text: str) -> str | None:
    """The first character that has no business in a terminal, if there is one."""
    found = None if text.isascii() and text.isprintable() else _UNPRINTABLE.search(text)
    return found[0] if found else None


def _untagged(text: str) -> Plain:
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if text[0] not in "-+.0123456789":
        return text
    if _INT.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return float(text.replace(".", "")) if _SPECIAL.fullmatch(text) else text


def _integer(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError(f"a number of {len(text)} digits")
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
