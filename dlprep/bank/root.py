"""One folder of topics: typed items by topic, read when asked for.

PyYAML (15 ms to import) and the checks are only loaded for files that are not in the cache.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlprep.bank import folders
from dlprep.bank.cache import Cache, Stamps
from dlprep.bank.faults import BankError, Fault
from dlprep.bank.index import Index
from dlprep.bank.items import (
    CARDS,
    Challenge,
    Item,
    Lesson,
    Misconception,
    Syllabus,
    Topic,
    Track,
)
from dlprep.bank.prefix import prefixed
from dlprep.bank.record import construct
from dlprep.bank.titles import opening, unanswered, undrawn

_MISCONCEPTIONS, _SYLLABUS = "misconceptions.yaml", "syllabus.yaml"
_ITEMS: tuple[type[Item], ...] = (*CARDS, Challenge)
_CLASSES = {cls.kind: cls for cls in _ITEMS}


class Root:
    """The topics under one folder. Making one reads nothing; files that change are read anew.

    `cache` is a folder for what was read; `pack` names a third party's folder, whose ids and topics
    are all prefixed with it. All methods raise `BankError` with every fault of what they read.
    """

    def __init__(self, folder: Path, cache: Path | None = None, pack: str = "") -> None:
        self.folder = folder
        self.pack = pack
        self._prefix = f"{pack}:" if pack else ""
        self._cache = Cache(cache)
        self._opened: dict[str, _Opened] = {}
        self._summaries: dict[str, list[Any]] = {}

    def topics(self) -> tuple[str, ...]:
        """The slugs of the topics: in the order of the syllabus, then the others."""
        return tuple(self._prefix + slug for slug in self._slugs())

    def topic(self, slug: str) -> Topic:
        """A topic's title and opening note."""
        record = self._topic(slug).data["topic"]
        topic: Topic = construct(Topic, record)
        return prefixed(topic, self.pack)

    def items(self, slug: str) -> tuple[Item, ...]:
        """A topic's cards, then its challenges. No other topic's files are touched."""
        opened = self._topic(slug)
        if opened.items is None:
            opened.items = self._built(slug, opened.data["items"])
        return opened.items

    def outline(self, slug: str) -> Index:
        """A topic's items in short. No other topic's files are touched."""
        opened, folder = self._topic(slug), slug.removeprefix(self._prefix)
        return Index([(self.pack, {folder: _in_short(folder, opened.stamps, opened.data)})])

    def some(self, slug: str, ids: Collection[str]) -> tuple[Item, ...]:
        """Those of a topic's items that have these ids; the others are not made."""
        opened = self._topic(slug)
        if opened.items is not None:
            return tuple(item for item in opened.items if item.id in ids)
        wanted = [one for one in opened.data["items"] if self._prefix + one[0]["id"] in ids]
        return self._built(slug, wanted)

    def lesson(self, slug: str) -> Lesson | None:
        """The topic's lesson, if there is one."""
        record = self._topic(slug).data["lesson"]
        return None if record is None else prefixed(construct(Lesson, record), self.pack)

    def home(self, slug: str) -> Path:
        """The folder of a topic."""
        return self._folder(slug.removeprefix(self._prefix))

    def summary(self) -> Mapping[str, list[Any]]:
        """Every topic in short, as the index keeps it; the same object as long as no file changed.

        Costs one look at each file's stamp when nothing changed.
        """
        where = self.folder / "index"  # no file: only the name under which it is kept
        kept = self._summaries or self._cache.get(where, []) or {}
        fresh = self._fresh(kept)
        changed = [*fresh] != [*kept] or any(fresh[slug] is not kept[slug] for slug in fresh)
        if changed:
            self._cache.put(where, [], fresh)
        if changed or not self._summaries:
            self._summaries = fresh
        return self._summaries

    def misconceptions(self) -> Mapping[str, Misconception]:
        """The pack's misconceptions by id; empty where it has none."""
        found = (construct(Misconception, record) for record in self._shared(_MISCONCEPTIONS))
        return {one.id: one for one in (prefixed(one, self.pack) for one in found)}

    def syllabus(self) -> Syllabus:
        """The tracks and goals; without a file, one track of all topics."""
        if records := self._shared(_SYLLABUS):
            syllabus: Syllabus = construct(Syllabus, records[0])
            return prefixed(syllabus, self.pack)
        topics = tuple(folders.topic_folders(self.folder))
        every = Syllabus(tracks=(Track(id="all", title=self.pack or "All topics", topics=topics),))
        return prefixed(every, self.pack)

    def _slugs(self) -> list[str]:
        """The names of the topics' folders, in order."""
        there = folders.topic_folders(self.folder)
        if not there:
            fault = Fault(str(self.folder), 0, 0, "no topic in the bank", "folders with a topic.yaml")
            raise BankError([fault])
        records = self._shared(_SYLLABUS)
        planned = [slug for track in (records[0]["tracks"] if records else ()) for slug in track["topics"]]
        return list(dict.fromkeys([*(slug for slug in planned if slug in there), *there]))

    def _shared(self, name: str) -> list[dict[str, Any]]:
        """The records of one of the bank's own files, or none."""
        stamps = folders.stamp(self.folder / name)
        if not stamps:
            return []
        kept = self._cache.get(self.folder / name, stamps)
        if kept is None:
            from dlprep.bank.compiling import compile_file

            kept = compile_file(self.folder / name)
            self._cache.put(self.folder / name, stamps, kept)
        records: list[dict[str, Any]] = kept
        return records

    def _topic(self, slug: str) -> _Opened:
        """The topic as it stands in its files now."""
        slug = slug.removeprefix(self._prefix)
        folder = self._folder(slug)
        stamps = folders.stamps(folder)
        opened = self._opened.get(slug)
        if opened is None or opened.stamps != stamps:
            opened = self._opened[slug] = _Opened(stamps, self._data(folder, stamps))
        return opened

    def _folder(self, slug: str) -> Path:
        if slug not in ("", ".", "..") and os.path.basename(slug) == slug and "\0" not in slug:
            return self.folder / slug
        raise BankError([Fault(str(self.folder), 0, 0, f"{slug!r} is not a topic", "a folder's name")])

    def _data(self, folder: Path, stamps: Stamps) -> dict[str, Any]:
        kept: dict[str, Any] | None = self._cache.get(folder, stamps)
        if kept is None:
            from dlprep.bank.compiling import compile_topic

            kept = compile_topic(folder, [name for name, _, _ in stamps])
            self._cache.put(folder, stamps, kept)
        return kept

    def _built(self, slug: str, records: Iterable[list[Any]]) -> tuple[Item, ...]:
        made = []
        folder = slug.removeprefix(self._prefix)
        for record, file, row, digest in records:
            place = {
                "topic": self._prefix + folder,
                "file": f"{folder}/{file}",
                "home": str(self.folder / folder),
                "row": row,
                "digest": digest,
            }
            made.append(construct(_CLASSES[record["kind"]], record, **place))
        return tuple(prefixed(one, self.pack) for one in made)

    def _fresh(self, kept: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """The summary of every topic; the faults of all are told, not of the first."""
        fresh: dict[str, list[Any]] = {}
        faults: list[Fault] = []
        for slug in self._slugs():
            try:
                fresh[slug] = self._summary(slug, kept.get(slug))
            except BankError as error:
                faults.extend(error.faults)
        if faults:
            raise BankError(faults)
        return fresh

    def _summary(self, slug: str, kept: list[Any] | None) -> list[Any]:
        stamps = folders.stamps(self._folder(slug))
        if kept and kept[0] == [[*one] for one in stamps]:
            return kept
        return _in_short(slug, stamps, self._data(self._folder(slug), stamps))


@dataclass(slots=True)
class _Opened:
    """A topic as it was read; its items once all of them are wanted."""

    stamps: Stamps
    data: dict[str, Any]
    items: tuple[Item, ...] | None = None


def _in_short(slug: str, stamps: Stamps, data: Mapping[str, Any]) -> list[Any]:
    """A topic's stamps, rows, aliases and title, as they go into the index."""
    records = [record for record, _, _, _ in data["items"]]
    rows = [_row(slug, record) for record in records]
    aliases = [[alias, record["id"]] for record in records for alias in record.get("aliases", ())]
    return [[[*one] for one in stamps], rows, aliases, data["topic"]["title"]]


def _row(slug: str, record: dict[str, Any]) -> list[Any]:
    """The fields of an `Entry`, as JSON."""
    title = record.get("title") or _title(record)
    covers, entry, group = record.get("covers", []), record.get("entry"), record.get("group")
    more = record.get("needs", []), record.get("minutes")
    return [record["id"], record["kind"], slug, record["level"], title, covers, entry, group, *more]


def _title(record: dict[str, Any]) -> str:
    """A card's title, from its record alone."""
    if "draw" in record:
        return undrawn(record["front"], record["draw"])
    return (unanswered if record["kind"] == "cloze" else opening)(record["front"])
