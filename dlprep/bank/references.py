"""Names in one place of a bank that must stand in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dlprep.bank.faults import Complaint, Fault, Way
from dlprep.bank.reading import MISCONCEPTIONS, SYLLABUS, Reading, names, schema_name

Found = tuple[Reading, Way, dict[str, Any]]


class References:
    """The names of a whole bank, and what refers to them."""

    def __init__(self, topics: Mapping[str, Mapping[str, Reading]], shared: Mapping[str, Reading]) -> None:
        """`topics`: the readings by slug and file name; `shared`: those of the bank's own files."""
        self._topics = topics
        self._shared = shared
        self._items = [
            found
            for readings in topics.values()
            for file, reading in readings.items()
            if schema_name(file) in ("cards", "challenge")
            for found in _records(reading)
        ]
        self._ids = {name for _, _, record in self._items for name in names(record)}
        self._misconceptions = {
            str(record.get("id")) for _, _, record in _records(shared.get(MISCONCEPTIONS))
        }

    def faults(self) -> Iterator[Fault]:
        """Every name that is missing where it should be, or there where it should not."""
        yield from self._repeated()
        yield from self._fronts()
        yield from self._groups()
        yield from self._circles()
        for reading, way, record in self._items:
            yield from self._item(reading, way, record)
        yield from self._taught()
        yield from self._lessons()
        yield from self._syllabus()

    def _item(self, reading: Reading, way: Way, record: dict[str, Any]) -> Iterator[Fault]:
        yield from _absent(reading, (*way, "needs"), record.get("needs"), self._ids, "an item")
        known = self._misconceptions
        yield from _absent_one(reading, way, record, "misconception", known)
        for key in ("options", "slips", "wrong"):
            for index, one in enumerate(_list(record.get(key))):
                if isinstance(one, dict):
                    yield from _absent_one(reading, (*way, key, index), one, "misconception", known)

    def _repeated(self) -> Iterator[Fault]:
        """Ids that stand in two topics; those within one were told when it was read."""
        first: dict[str, Reading] = {}
        for reading, way, record in self._items:
            for name in names(record):
                other = first.setdefault(name, reading)
                if _folder(other) != _folder(reading):
                    yield _fault(reading, (*way, "id"), f"the id {name!r} stands in {other.name}", "a new id")
        yield from _twice(self._shared.get(MISCONCEPTIONS))

    def _fronts(self) -> Iterator[Fault]:
        first: dict[str, str] = {}
        for reading, way, record in self._items:
            front = record.get("front")
            if not isinstance(front, str):
                continue
            text = " ".join(front.split()).casefold()
            # The code or the options may be all that differs between two fronts.
            text += "".join(str(record.get(key)) for key in ("code", "options", "steps", "given"))
            other = first.setdefault(text, str(record.get("id")))
            if other != str(record.get("id")):
                yield _fault(reading, (*way, "front"), f"the same front as {other!r}", "another question")

    def _groups(self) -> Iterator[Fault]:
        sizes = Counter(str(record.get("group")) for _, _, record in self._items)
        for reading, way, record in self._items:
            group = record.get("group")
            if isinstance(group, str) and sizes[group] == 1:
                what = f"the group {group!r} has no other item"
                yield _fault(reading, (*way, "group"), what, "a group that siblings share")

    def _circles(self) -> Iterator[Fault]:
        needs = {str(r.get("id")): [*map(str, _list(r.get("needs")))] for _, _, r in self._items}
        for reading, way, record in self._items:
            name = str(record.get("id"))
            if name in _reachable(name, needs):
                yield _fault(reading, (*way, "needs"), f"{name!r} needs itself in the end", "no circle")

    def _taught(self) -> Iterator[Fault]:
        for reading, way, record in _records(self._shared.get(MISCONCEPTIONS)):
            yield from _absent_one(reading, way, record, "teaches", self._ids)

    def _lessons(self) -> Iterator[Fault]:
        for readings in self._topics.values():
            for reading, way, record in _records(readings.get("topic.yaml")):
                yield from _absent(reading, (*way, "needs"), record.get("needs"), {*self._topics}, "a topic")
                for index, point in enumerate(_list(record.get("points"))):
                    named = point.get("items") if isinstance(point, dict) else None
                    yield from _absent(reading, (*way, "points", index, "items"), named, self._ids, "an item")
            for reading, way, record in _records(readings.get("lesson.yaml")):
                for index, step in enumerate(_list(record.get("steps"))):
                    asked = step.get("ask") if isinstance(step, dict) else None
                    yield from _absent(reading, (*way, "steps", index, "ask"), asked, self._ids, "an item")

    def _syllabus(self) -> Iterator[Fault]:
        for reading, way, record in _records(self._shared.get(SYLLABUS)):
            for index, track in enumerate(_list(record.get("tracks"))):
                topics = track.get("topics") if isinstance(track, dict) else None
                place = (*way, "tracks", index, "topics")
                yield from _absent(reading, place, topics, {*self._topics}, "a topic")
            for index, goal in enumerate(_list(record.get("goals"))):
                if isinstance(goal, dict):
                    place = (*way, "goals", index)
                    yield from _absent_one(reading, place, goal, "card", self._ids)
                    yield from _absent(reading, (*place, "path"), goal.get("path"), self._ids, "an item")


def _records(reading: Reading | None) -> Iterator[Found]:
    if reading is None or reading.document is None:
        return
    data = reading.document.data
    entries = [((index,), one) for index, one in enumerate(data)] if isinstance(data, list) else [((), data)]
    for way, record in entries:
        if isinstance(record, dict):
            yield reading, way, record


def _absent(reading: Reading, way: Way, wanted: Any, known: Iterable[str], what: str) -> Iterator[Fault]:
    for index, name in enumerate(_list(wanted)):
        if isinstance(name, str) and name not in known:
            yield _fault(reading, (*way, index), f"there is no {name!r}", f"{what} of the bank")


def _absent_one(
    reading: Reading, way: Way, record: dict[str, Any], key: str, known: set[str]
) -> Iterator[Fault]:
    name = record.get(key)
    if isinstance(name, str) and name not in known:
        expected = "one of misconceptions.yaml" if key == "misconception" else "an item of the bank"
        yield _fault(reading, (*way, key), f"there is no {name!r}", expected)


def _twice(reading: Reading | None) -> Iterator[Fault]:
    seen: set[str] = set()
    for found, way, record in _records(reading):
        name = str(record.get("id"))
        if name in seen:
            yield _fault(found, (*way, "id"), f"the id {name!r} stands twice", "a new id")
        seen.add(name)


def _reachable(start: str, needs: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(needs.get(start, ()))
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead.extend(needs.get(name, ()))
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _folder(reading: Reading) -> str:
    return reading.name.rpartition("/")[0]


def _fault(reading: Reading, way: Way, what: str, expected: str) -> Fault:
    assert reading.document
    return reading.document.place(Complaint(way, what, expected))
