"""What a plain value must be, and how it becomes typed: the shapes that annotations describe.

A shape checks plain values (all complaints, not the first), and builds the typed value from one
that was checked. `record.py` makes them from the annotations of `items.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import field
from types import NoneType
from typing import Any

from dlprep.bank.faults import UNREAD, Complaint, Way
from dlprep.bank.items import Format, Length
from dlprep.value import Value, value

SCALARS = frozenset((str, int, float, bool, NoneType))


class Shape(Value):
    """What a value must be. `expected` says so in a fault's message."""

    expected: str

    def fits(self, value: Any) -> bool:
        """Whether the value is of this kind at all (text, list ...), its inside not looked at."""
        raise NotImplementedError

    def inside(self, value: Any, way: Way) -> Iterator[Complaint]:
        """What is wrong within a value that fits."""
        return iter(())

    def check(self, value: Any, way: Way = ()) -> Iterator[Complaint]:
        """All that is wrong with a value that stands at `way`."""
        if value is UNREAD:
            return
        if self.fits(value):
            yield from self.inside(value, way)
        else:
            hint = " (put it in quotes)" if self.quoted and type(value) in (int, float, bool) else ""
            yield Complaint(way, f"{label(way)} is {describe(value)}", self.expected + hint)

    @property
    def quoted(self) -> bool:
        """Whether quotes would turn a number into what is expected."""
        return False

    def build(self, value: Any) -> Any:
        """The typed value of a plain one that was checked."""
        return value


@value
class Scalar(Shape):
    """A number, a truth value or nothing."""

    type: type
    expected: str

    def fits(self, value: Any) -> bool:
        """Whether the type is the one; whole numbers are numbers, truth values are not."""
        if self.type is float:
            return type(value) in (int, float) and math.isfinite(value)
        return type(value) is self.type


@value
class Text(Shape):
    """A string of a given form."""

    form: Format | None = None

    @property
    def expected(self) -> str:  # type: ignore[override]
        """The form in words."""
        return self.form.expected if self.form else "text"

    @property
    def quoted(self) -> bool:
        """Text is what quotes make."""
        return True

    def fits(self, value: Any) -> bool:
        """Whether it is text."""
        return type(value) is str

    def inside(self, value: Any, way: Way) -> Iterator[Complaint]:
        """Complains of text that has not the form."""
        if self.form and not re.fullmatch(self.form.pattern, value):
            yield Complaint(way, f"{label(way)} is {describe(value)}", self.expected)


@value
class OneValue(Shape):
    """One of a few values."""

    values: tuple[Any, ...]

    @property
    def expected(self) -> str:  # type: ignore[override]
        """The values."""
        return either([str(value) for value in self.values])

    def fits(self, value: Any) -> bool:
        """Whether it is one of them, of the same type."""
        return any(value == one and type(value) is type(one) for one in self.values)


@value
class Many(Shape):
    """A list of one shape."""

    item: Shape
    length: Length = field(default_factory=lambda: Length(0))

    @property
    def expected(self) -> str:  # type: ignore[override]
        """A list of what."""
        return f"a list (each {self.item.expected})"

    def fits(self, value: Any) -> bool:
        """Whether it is a list."""
        return type(value) is list

    def inside(self, value: Any, way: Way) -> Iterator[Complaint]:
        """Complains of the length and of each entry."""
        yield from _length(value, self.length, way)
        for index, one in enumerate(value):
            yield from self.item.check(one, (*way, index))

    def build(self, value: Any) -> Any:
        """A tuple."""
        build = self.item.build
        return tuple([one if type(one) in SCALARS else build(one) for one in value])


@value
class Named(Shape):
    """A mapping from names to one shape."""

    key: Shape
    value: Shape
    length: Length = field(default_factory=lambda: Length(0))
    expected: str = "a mapping"

    def fits(self, value: Any) -> bool:
        """Whether it is a mapping."""
        return type(value) is dict

    def inside(self, value: Any, way: Way) -> Iterator[Complaint]:
        """Complains of each key and value."""
        yield from _length(value, self.length, way)
        for key, one in value.items():
            for complaint in self.key.check(key, (*way, key)):
                yield complaint._replace(on_key=True, what=f"the name {key!r}")
            yield from self.value.check(one, (*way, key))

    def build(self, value: Any) -> Any:
        """The same names with typed values."""
        return {key: self.value.build(one) for key, one in value.items()}


@value
class Either(Shape):
    """One of several shapes that a look at the kind of value tells apart."""

    options: tuple[Shape, ...]

    @property
    def expected(self) -> str:  # type: ignore[override]
        """All that may stand."""
        return either([option.expected for option in self.options])

    @property
    def quoted(self) -> bool:
        """Whether one of them is text."""
        return any(option.quoted for option in self.options)

    def fits(self, value: Any) -> bool:
        """Whether it is of a kind with one of them."""
        return any(option.fits(value) for option in self.options)

    def inside(self, value: Any, way: Way) -> Iterator[Complaint]:
        """Complains as the shape does that it is of a kind with."""
        return self._option(value).inside(value, way)

    def build(self, value: Any) -> Any:
        """As the shape that it is of a kind with builds it."""
        return self._option(value).build(value)

    def _option(self, value: Any) -> Shape:
        return next(option for option in self.options if option.fits(value))


def label(way: Way) -> str:
    """What a fault calls the value at `way`."""
    names = [step for step in way if isinstance(step, str)]
    last = way[-1] if way else None
    if isinstance(last, int):
        return f"entry {last + 1} of {names[-1]!r}" if names else f"entry {last + 1}"
    return repr(last) if names else "the file"


def describe(value: Any) -> str:
    """A plain value in a few words."""
    match value:
        case None:
            return "empty"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case str():
            return repr(value if len(value) <= 40 else value[:37] + "...")
        case bool():
            return str(value).lower()
        case _:
            return f"{value:.6g}" if isinstance(value, float) else str(value)[:40]


def _length(value: Any, length: Length, way: Way) -> Iterator[Complaint]:
    if len(value) < length.least or (length.most is not None and len(value) > length.most):
        yield Complaint(way, f"{label(way)} has {len(value)} entries", in_words(length))


def in_words(length: Length) -> str:
    """The bounds of a length as a phrase."""
    if length.most is None:
        return f"{length.least} or more"
    return str(length.least) if length.least == length.most else f"{length.least} to {length.most}"


def either(words: list[str]) -> str:
    """The words as alternatives."""
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
