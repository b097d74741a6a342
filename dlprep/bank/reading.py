"""The files of a bank as plain records that were checked, with every fault of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Any

from dlprep.bank import items
from dlprep.bank.document import Document, read
from dlprep.bank.faults import BankError, Complaint, Fault
from dlprep.bank.record import Record, shape_of
from dlprep.bank.rules import broken, unstylish
from dlprep.bank.shape import Many, Shape

TOPIC, CARDS, LESSON = "topic.yaml", "cards.yaml", "lesson.yaml"
MISCONCEPTIONS, SYLLABUS = "misconceptions.yaml", "syllabus.yaml"


@dataclass(frozen=True)
class Part:
    """One record of a file: the line it starts in, and whether nothing is wrong with it."""

    record: dict[str, Any]
    row: int
    sound: bool


@dataclass
class Reading:
    """What one file holds: its records, its faults, what is only poor style, its document."""

    name: str
    parts: list[Part] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    style: list[Fault] = field(default_factory=list)
    document: Document | None = None

    @property
    def records(self) -> list[dict[str, Any]]:
        """The records with which nothing is wrong."""
        return [part.record for part in self.parts if part.sound]


@cache
def schema_name(file: str) -> str:
    """The schema that a file of this name follows: its own, or a challenge's."""
    known = (TOPIC, CARDS, LESSON, MISCONCEPTIONS, SYLLABUS)
    return file.removesuffix(".yaml") if file in known else "challenge"


@cache
def shape(schema: str) -> Shape:
    """What a whole file of a schema must be."""
    match schema:
        case "cards":
            return Many(item=shape_of(reduce(or_, items.CARDS)))
        case "misconceptions":
            return Many(item=Record(cls=items.Misconception))
    whole = {"challenge": items.Challenge, "topic": items.Topic, "lesson": items.Lesson}
    return Record(cls=whole.get(schema, items.Syllabus))


def read_file(path: Path) -> Reading:
    """One file, checked by its shape and by the rules of what it holds. Raises nothing."""
    reading = Reading(str(path))
    try:
        document = reading.document = read(path)
    except BankError as error:
        reading.faults.extend(error.faults)
        return reading
    reading.faults.extend(document.faults)
    whole = shape(schema_name(path.name))
    if isinstance(whole, Many) and isinstance(document.data, list):
        for index, one in enumerate(document.data):
            _judge(reading, document, whole.item, one, (index,))
    elif isinstance(whole, Many):
        reading.faults.extend(map(document.place, whole.check(document.data)))
    else:
        _judge(reading, document, whole, document.data, ())
    return reading


def read_topic(folder: Path, files: list[str]) -> dict[str, Reading]:
    """Each of a topic's files by name, with the faults that only show when they stand together."""
    readings = {file: read_file(folder / file) for file in dict.fromkeys((TOPIC, *files))}
    seen: dict[str, str] = {}
    for file, reading in readings.items():
        schema = schema_name(file)
        if schema in ("cards", "challenge"):
            reading.faults.extend(_repeated(reading, seen))
        if schema == "challenge":
            reading.faults.extend(_misnamed(reading, file))
    return readings


def _judge(reading: Reading, document: Document, shape: Shape, value: Any, way: tuple[int, ...]) -> None:
    """Check one record, and if it can be built, what its type cannot say."""
    complaints = list(shape.check(value, way))
    sound = not complaints and _whole(value)
    if sound:
        typed = shape.build(value)
        complaints.extend(_within(way, broken(typed)))
        reading.style.extend(map(document.place, _within(way, unstylish(typed))))
    reading.faults.extend(map(document.place, complaints))
    if isinstance(value, dict):
        reading.parts.append(Part(value, document.line(way), sound and not complaints))


def _whole(value: Any) -> bool:
    """Whether no part of it was left out because it could not be read."""
    if isinstance(value, dict):
        return all(map(_whole, value.values()))
    if isinstance(value, list):
        return all(map(_whole, value))
    return value is None or isinstance(value, (str, int, float, bool))


def _within(way: tuple[int, ...], complaints: Iterator[Complaint]) -> Iterator[Complaint]:
    return (one._replace(way=(*way, *one.way)) for one in complaints)


def _repeated(reading: Reading, seen: dict[str, str]) -> Iterator[Fault]:
    for part in reading.parts:
        for name in names(part.record):
            if name in seen:
                yield Fault(reading.name, part.row, 1, f"the id {name!r} stands in {seen[name]}", "a new id")
            seen.setdefault(name, f"{reading.name}:{part.row}")


def _misnamed(reading: Reading, file: str) -> Iterator[Fault]:
    for part in reading.parts:
        name = part.record.get("id")
        if isinstance(name, str) and file != f"{name}.yaml":
            yield Fault(reading.name, part.row, 1, f"the id {name!r} in {file}", f"the file {name}.yaml")


def names(record: dict[str, Any]) -> Iterator[str]:
    """The id of a record and its aliases, where they are text."""
    aliases = record.get("aliases")
    for name in (record.get("id"), *(aliases if isinstance(aliases, list) else ())):
        if isinstance(name, str):
            yield name
