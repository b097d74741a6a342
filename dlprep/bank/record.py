"""Records: mappings that become dataclasses, their shapes read from the annotations."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from dlprep.bank.faults import UNREAD, Complaint, Way
from dlprep.bank.items import Format
from dlprep.bank.shape import SCALARS, Either, Many, Named, OneValue, Scalar, Shape, Text, either
from dlprep.value import value


@value
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


@value
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
            yield Complaint(way, "'kind' is missing", either([*self._kinds()]))
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
    for key, one in record.items():
        if key != "kind":
            derived[key] = one if type(one) in SCALARS else field_shape(cls, key).build(one)
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
        return Text(form=bound) if isinstance(bound, Format) else dataclasses.replace(shape, length=bound)
    if dataclasses.is_dataclass(annotation):
        return Record(cls=annotation)  # type: ignore[arg-type]
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    return _GENERIC[get_origin(annotation)](*get_args(annotation))


def _union(*members: Any) -> Shape:
    records = tuple(Record(cls=one) for one in members if hasattr(one, "kind"))
    if records:
        return Tagged(records=records)
    if set(members) == {int, float}:
        return _PLAIN[float]
    return Either(options=tuple(_flat(members)))


def _flat(members: tuple[Any, ...]) -> Iterator[Shape]:
    rest = [one for one in members if one not in (int, float) or not {int, float} <= set(members)]
    if len(rest) < len(members):
        yield _PLAIN[float]
    for one in rest:
        yield shape_of(one)


_PLAIN: dict[Any, Shape] = {
    str: Text(),
    int: Scalar(type=int, expected="a whole number"),
    float: Scalar(type=float, expected="a number"),
    bool: Scalar(type=bool, expected="true or false"),
    NoneType: Scalar(type=NoneType, expected="nothing"),
}
_GENERIC: dict[Any, Callable[..., Shape]] = {
    tuple: lambda item, _dots: Many(item=shape_of(item)),
    Mapping: lambda key, value: Named(key=shape_of(key), value=shape_of(value)),
    Literal: lambda *values: OneValue(values=values),
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
        shapes = {"kind": OneValue(values=(kind,)), **shapes}
        required.add("kind")
    return shapes, frozenset(required)


def _nearest(word: str, known: Mapping[str, Any]) -> str:
    import difflib  # only for a fault's message: 2 ms

    close = difflib.get_close_matches(word, known, n=1)
    return repr(close[0]) if close else "one of " + ", ".join(known)
