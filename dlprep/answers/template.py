"""Drawn numbers put into text, without `str.format`, whose fields reach into objects."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dlprep.answers.arithmetic import Number
from dlprep.answers.markup import pieces

_FIELD = re.compile(r"\{([A-Za-z_]\w*)(?::([^{}\n]*))?\}")
_SPEC = re.compile(r",?(?:\.\d{1,2})?[fegd%]?")


class BadField(ValueError):  # noqa: N818 - the name says it
    """A field asks for a format that is not allowed."""


def shown(value: Number, spec: str = "") -> str:
    """A number as text; floats without noise digits (`0.1 + 0.2` is 0.3, `64.0` is 64)."""
    if not _SPEC.fullmatch(spec):
        raise BadField(f"the format {spec!r} is not one of [,][.digits][f|e|g|d|%]")
    if not spec or spec == ",":
        if isinstance(value, float):
            value = int(value) if value.is_integer() and abs(value) < 1e15 else value
        return format(value, f"{spec}.12g" if isinstance(value, float) else spec)
    try:
        return format(value, spec)
    except ValueError as fault:
        raise BadField(f"the format {spec!r} does not fit the number {value}") from fault


def fill(markdown: str, values: Mapping[str, Number]) -> str:
    """Replace each `{name}` and `{name:spec}` whose name was drawn; all other braces stay.

    In mathematics the braces stay around the number too: there they are TeX's, and `\\sqrt{d}`
    must become `\\sqrt{64}`. Raises BadField for a format that is not allowed.
    """

    def number(field: re.Match[str]) -> str:
        if field[1] not in values:
            return field[0]
        return shown(values[field[1]], field[2] or "")

    def group(field: re.Match[str]) -> str:
        return field[0] if field[1] not in values else f"{{{number(field)}}}"

    return "".join(_FIELD.sub(group if p.kind == "maths" else number, p.text) for p in pieces(markdown))
