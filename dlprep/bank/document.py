"""One YAML file as plain values, with the way back to line and column.

Events come from PyYAML, by its C parser where there is one (ten times faster); the tree is made
here, because PyYAML's own composer has no bound on depth, expands aliases and lets a later key
win. Scalars follow the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema),
except that numbers with leading zeros stay text.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from dlprep.bank.faults import UNREAD, BankError, Complaint, Fault, Way
from dlprep.bank.scalars import Plain, unprintable, value_of

LARGEST = 16 * 2**20  # bytes; the largest topic foreseen, 2,000 cards, is a quarter of it
DEEPEST = 40
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BLOCK = ("|", ">")


@dataclass(slots=True)
class Spot:
    """Where one value stands (line and column from 1), and the values inside it."""

    line: int
    column: int
    block: bool = False
    inside: dict[str | int, Spot] = field(default_factory=dict)
    keys: dict[str | int, Spot] = field(default_factory=dict)

    def follow(self, way: Way, on_key: bool = False) -> Spot:
        """The spot of the value at `way` (or of its key); the nearest enclosing one if it is missing."""
        spot = self
        for depth, step in enumerate(way, 1):
            if on_key and depth == len(way) and step in spot.keys:
                return spot.keys[step]
            if step not in spot.inside:
                break
            spot = spot.inside[step]
        return spot


@dataclass(frozen=True)
class Document:
    """A file that was read: its plain `data`, where each part stands, and faults of its YAML."""

    file: str
    data: Any
    spot: Spot
    lines: list[str]
    faults: tuple[Fault, ...] = ()

    def place(self, complaint: Complaint) -> Fault:
        """The complaint as a fault with the line and column that it is about."""
        spot = self.spot.follow(complaint.way, complaint.on_key)
        line, column = spot.line, spot.column
        if complaint.line is not None and spot.block:
            line += complaint.line
            column = self._indent(spot.line) + max(complaint.column, 1)
        return Fault(self.file, line, column, complaint.what, complaint.expected)

    def line(self, way: Way) -> int:
        """The line on which the value at `way` starts."""
        return self.spot.follow(way).line

    def _indent(self, header: int) -> int:
        """How far the text of the block under line `header` is indented, by its first full line."""
        first = next((text for text in self.lines[header:] if text.strip()), "")
        return len(first) - len(first.lstrip(" "))


def read(path: Path, name: str | None = None) -> Document:
    """Read one file; `name` is what faults call it.

    What can be told one by one (duplicate keys, aliases, tags, keys that are not text) stands in
    `Document.faults`. Raises `BankError` when there is nothing to go on with: unreadable, too
    large, not UTF-8, a syntax error, too deep.
    """
    name = name or str(path)
    text = _text(path, name)
    composer = _Composer(text, name)
    try:
        data, spot = composer.document()
    except yaml.YAMLError as error:
        raise BankError([*composer.faults, _syntax(error, text, name)]) from error
    return Document(name, data, spot, text.splitlines(), tuple(composer.faults))


class _Composer:
    """Plain values and spots out of the parser's events."""

    def __init__(self, text: str, name: str) -> None:
        self.faults: list[Fault] = []
        self._name = name
        self._text = text

    def document(self) -> tuple[Plain, Spot]:
        """The only document of the stream; an empty one is None."""
        self._events: Iterator[Any] = yaml.parse(self._text, Loader=_Parser)
        value, spot = None, Spot(1, 1)
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                value, spot = self._value(next(self._events), 1)
                break
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._fault(_spot(event), "a second document", "one document a file")
                break
        return value, spot

    def _value(self, event: Any, depth: int) -> tuple[Plain, Spot]:
        spot = _spot(event)
        if depth > DEEPEST:
            self._fault(spot, "nested too deeply", f"at most {DEEPEST} levels")
            raise BankError(self.faults)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, spot), spot
        if isinstance(event, yaml.AliasEvent):
            return self._fault(spot, f"the alias *{event.anchor}", "the value itself"), spot
        if event.tag not in (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
            self._fault(spot, f"the tag {event.tag}", "no tag")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(spot, depth), spot
        return self._mapping(spot, depth), spot

    def _list(self, spot: Spot, depth: int) -> Plain:
        values: list[Plain] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            value, inside = self._value(event, depth + 1)
            spot.inside[len(values)] = inside
            values.append(value)
        return values

    def _mapping(self, spot: Spot, depth: int) -> Plain:
        values: dict[str, Plain] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, key_spot = self._value(event, depth + 1)
            value, inside = self._value(next(self._events), depth + 1)
            if not isinstance(key, str):
                if key is not UNREAD:
                    self._fault(key_spot, "a key that is not text", "a name (put it in quotes)")
            elif key in values:
                first = spot.keys[key].line
                self._fault(key_spot, f"the key {key!r} again", f"it once (it stands in line {first})")
            else:
                values[key], spot.inside[key], spot.keys[key] = value, inside, key_spot
        return values

    def _scalar(self, event: Any, spot: Spot) -> Plain:
        if found := unprintable(event.value):
            return self._fault(spot, f"the control character U+{ord(found):04X}", "printable text")
        try:
            return value_of(event.value, event.tag, plain=event.tag is None and event.implicit[0])
        except ValueError as error:
            return self._fault(spot, str(error), "text, a number, true, false or null without a tag")

    def _fault(self, spot: Spot, what: str, expected: str) -> Plain:
        self.faults.append(Fault(self._name, spot.line, spot.column, what, expected))
        return UNREAD


def _spot(event: Any) -> Spot:
    mark = event.start_mark
    return Spot(mark.line + 1, mark.column + 1, getattr(event, "style", None) in _BLOCK)


def _syntax(error: yaml.YAMLError, text: str, name: str) -> Fault:
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark or error.context_mark):
        if "nesting depth" in (error.problem or ""):  # libyaml looks ahead, and some stop at 1,000 levels
            return Fault(
                name, mark.line + 1, mark.column + 1, "nested too deeply", f"at most {DEEPEST} levels"
            )
        what = ", ".join(filter(None, (error.context, error.problem)))
        return Fault(name, mark.line + 1, mark.column + 1, what, "valid YAML")
    # A reader's error: libyaml counts bytes and PyYAML characters, so the place is looked for.
    place = next((at for at, one in enumerate(text) if unprintable(one)), 0)
    line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
    return Fault(name, line, column, "a character that YAML does not allow", "printable text")


def _text(path: Path, name: str) -> str:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would wait for its writer for ever
            raise OSError(0, "not a file")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise BankError([Fault(name, 0, 0, f"cannot be read: {why}", "a readable file")]) from error
    if len(data) > LARGEST:
        raise BankError([Fault(name, 0, 0, "too large", f"at most {LARGEST // 2**20} MiB")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise BankError([Fault(name, line, column, "not UTF-8", "a text file in UTF-8")]) from error
