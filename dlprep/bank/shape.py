"""The shapes that annotations describe: what a plain value must be, and how it becomes typed.

A shape is made from one annotation of `items.py`. It checks plain values (all complaints, not
the first), and builds the typed value from one that was checked.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from dlprep.bank.faults import Complaint, Way
from dlprep.bank.items import Format, Length
from dlprep.bank.scalars import UNREAD

_SCALARS = frozenset((str, int, float, bool, NoneType))


class Shape:
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


@dataclass(frozen=True)
class Scalar(Shape):
    """A number, a truth value or nothing."""

    type: type
    expected: str

    def fits(self, value: Any) -> bool:
        """Whether the type is the one; whole numbers are numbers, truth values are not."""
        if self.type is float:
            return type(value) in (int, float) and math.isfinite(value)
        return type(value) is self.type


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class OneValue(Shape):
    """One of a few values."""

    values: tuple[Any, ...]

    @property
    def expected(self) -> str:  # type: ignore[override]
        """The values."""
        return _either([str(value) for value in self.values])

    def fits(self, value: Any) -> bool:
        """Whether it is one of them, of the same type."""
        return any(value == one and type(value) is type(one) for one in self.values)


@dataclass(frozen=True)
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
        return tuple([one if type(one) in _SCALARS else build(one) for one in value])


@dataclass(frozen=True)
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
                yield dataclasses.replace(complaint, on_key=True, what=f"the name {key!r}")
            yield from self.value.check(one, (*way, key))

    def build(self, value: Any) -> Any:
        """The same names with typed values."""
        return {key: self.value.build(one) for key, one in value.items()}


@dataclass(frozen=True)
class Either(Shape):
    """One of several shapes that a look at the kind of value tells apart."""

    options: tuple[Shape, ...]

    @property
    def expected(self) -> str:  # type: ignore[override]
        """All that may stand."""
        return _either([option.expected for option in self.options])

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


@dataclass(frozen=True)
class Record(Shape):
    """A mapping that becomes a dataclass; where the class has a `kind`, the mapping says it."""

    cls: type
    expected: str = "a mapping"

    def fits(self, value: Any) -> bool:
        """Whether it is a mapping."""
        return type(value) is dict

    def inside(self, value: Any, way: Way) -> Iterator[Complaint]:
        """Complains of unknown keys, missing ones and each value."""
        shapes = self.shapes
        for key, one in value.items():
            if key in shapes:
                yield from shapes[key].check(one, (*way, key))
            else:
                yield Complaint((*way, key), f"unknown key {key!r}", _nearest(key, shapes), on_key=True)
        for key in self.required - value.keys():
            yield Complaint(way, f"{key!r} is missing", shapes[key].expected)

    @property
    def shapes(self) -> Mapping[str, Shape]:
        """The shape of each key."""
        return _record(self.cls)[0]

    @property
    def required(self) -> frozenset[str]:
        """The keys that must be there."""
        return _record(self.cls)[1]

    def build(self, value: Any) -> Any:
        """The dataclass; keys that are absent take their defaults."""
        return construct(self.cls, value)


@dataclass(frozen=True)
class Tagged(Shape):
    """One of several records, told apart by their `kind`."""

    records: tuple[Record, ...]
    expected: str = "a mapping"

    def fits(self, value: Any) -> bool:
        """Whether it is a mapping."""
        return type(value) is dict

    def inside(self, value: Any, way: Way) -> Iterator[Complaint]:
        """Complains of the kind, or as the record of that kind does."""
        record = self._record(value.get("kind"))
        if record:
            yield from record.inside(value, way)
        elif "kind" not in value:
            yield Complaint(way, "'kind' is missing", _either([*self._kinds()]))
        elif value["kind"] is not UNREAD:
            kind = value["kind"]
            yield Complaint((*way, "kind"), f"unknown kind {kind!r}", _nearest(str(kind), self._kinds()))

    def build(self, value: Any) -> Any:
        """The dataclass of its kind."""
        record = self._record(value["kind"])
        assert record
        return record.build(value)

    def _record(self, kind: Any) -> Record | None:
        return self._kinds().get(kind) if isinstance(kind, str) else None

    def _kinds(self) -> dict[str, Record]:
        return {record.cls.kind: record for record in self.records}  # type: ignore[attr-defined]


def construct(cls: type, record: Mapping[str, Any], **derived: Any) -> Any:
    """A dataclass from its checked plain record and its derived fields.

    Only lists and mappings need a shape, so those annotations alone are evaluated: all of an
    item's would cost as much as building a hundred items.
    """
    for key, value in record.items():
        if key != "kind":
            derived[key] = value if type(value) in _SCALARS else field_shape(cls, key).build(value)
    return cls(**derived)


@cache
def field_shape(cls: type, name: str) -> Shape:
    """The shape of one field of a dataclass, from its annotation."""
    annotation = next(one.type for one in dataclasses.fields(cls) if one.name == name)
    if isinstance(annotation, str):
        annotation = eval(annotation, vars(sys.modules[cls.__module__]))  # our own source's text
    return shape_of(annotation)


def shape_of(annotation: Any) -> Shape:
    """The shape that an annotation describes."""
    if get_origin(annotation) is Annotated:
        plain, bound = get_args(annotation)
        shape = shape_of(plain)
        return Text(bound) if isinstance(bound, Format) else dataclasses.replace(shape, length=bound)  # type: ignore[type-var]
    if dataclasses.is_dataclass(annotation):
        return Record(annotation)  # type: ignore[arg-type]
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    return _GENERIC[get_origin(annotation)](*get_args(annotation))


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


def _union(*members: Any) -> Shape:
    records = tuple(Record(one) for one in members if hasattr(one, "kind"))
    if records:
        return Tagged(records)
    if set(members) == {int, float}:
        return _PLAIN[float]
    return Either(tuple(_flat(members)))


def _flat(members: tuple[Any, ...]) -> Iterator[Shape]:
    rest = [one for one in members if one not in (int, float) or not {int, float} <= set(members)]
    if len(rest) < len(members):
        yield _PLAIN[float]
    for one in rest:
        yield shape_of(one)


_PLAIN: dict[Any, Shape] = {
    str: Text(),
    int: Scalar(int, "a whole number"),
    float: Scalar(float, "a number"),
    bool: Scalar(bool, "true or false"),
    NoneType: Scalar(NoneType, "nothing"),
}
_GENERIC: dict[Any, Callable[..., Shape]] = {
    tuple: lambda item, _dots: Many(shape_of(item)),
    Mapping: lambda key, value: Named(shape_of(key), shape_of(value)),
    Literal: lambda *values: OneValue(values),
    Union: _union,
    UnionType: _union,
}


@cache
def _record(cls: type) -> tuple[dict[str, Shape], frozenset[str]]:
    fields = [one for one in dataclasses.fields(cls) if not one.metadata.get("derived")]
    shapes = {one.name: field_shape(cls, one.name) for one in fields}
    missing = dataclasses.MISSING
    required = {one.name for one in fields if one.default is missing and one.default_factory is missing}
    if kind := getattr(cls, "kind", None):
        shapes = {"kind": OneValue((kind,)), **shapes}
        required.add("kind")
    return shapes, frozenset(required)


def _length(value: Any, length: Length, way: Way) -> Iterator[Complaint]:
    if len(value) < length.least or (length.most is not None and len(value) > length.most):
        yield Complaint(way, f"{label(way)} has {len(value)} entries", in_words(length))


def in_words(length: Length) -> str:
    """The bounds of a length as a phrase."""
    if length.most is None:
        return f"{length.least} or more"
    return str(length.least) if length.least == length.most else f"{length.least} to {length.most}"


def _nearest(word: str, known: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return repr(close[0]) if close else "one of " + ", ".join(known)


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
