"""The bank as the rest of the product sees it: typed items by topic, read when asked for.

PyYAML (15 ms to import) and the checks are only loaded for files that are not in the cache.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dlprep.bank import folders
from dlprep.bank.cache import Cache, Stamps
from dlprep.bank.faults import BankError, Fault
from dlprep.bank.items import CARDS, Challenge, Item, Lesson, Misconception, Syllabus, Topic, Track, opening
from dlprep.bank.packs import prefixed
from dlprep.bank.record import construct

_MISCONCEPTIONS, _SYLLABUS = "misconceptions.yaml", "syllabus.yaml"
_ITEMS: tuple[type[Item], ...] = (*CARDS, Challenge)
_CLASSES = {cls.kind: cls for cls in _ITEMS}


class Entry(NamedTuple):
    """One line of the index: what lists and plans need to know of an item."""

    id: str
    kind: str
    topic: str
    level: int
    title: str
    covers: tuple[str, ...]
    entry: str | None
    group: str | None


class Index(Mapping[str, Entry]):
    """Entries by id, in the order of topics and files; made when looked at, for 100,000 are kept."""

    def __init__(self, topics: Iterable[list[Any]], pack: str = "") -> None:
        """`topics`: for each its stamps, rows and pairs of alias and id."""
        self._prefix = f"{pack}:" if pack else ""
        self._rows: dict[str, list[Any]] = {}
        self._aliases: dict[str, str] = {}
        for _stamps, rows, aliases in topics:
            for row in rows:
                self._rows.setdefault(self._prefix + row[0], row)
            for alias, name in aliases:
                self._aliases.setdefault(self._prefix + alias, self._prefix + name)

    def resolve(self, name: str) -> str:
        """The id that an alias stands for; any other name is given back."""
        return name if name in self._rows else self._aliases.get(name, name)

    def __getitem__(self, name: str) -> Entry:
        entry = Entry(*self._rows[name])
        group = f"{self._prefix}{entry.group}" if entry.group else None
        return entry._replace(id=name, covers=tuple(entry.covers), group=group)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class Bank:
    """The topics under one folder. Making one reads nothing; files that change are read anew.

    `cache` is a folder for what was read; `pack` names a third party's bank, whose ids (not its
    topics) are prefixed with it. All methods raise `BankError` with every fault of what they read.
    """

    def __init__(self, root: Path, cache: Path | None = None, pack: str = "") -> None:
        self.root = root
        self.pack = pack
        self._cache = Cache(cache)
        self._opened: dict[str, _Opened] = {}
        self._summaries: dict[str, list[Any]] = {}
        self._index: Index | None = None

    def topics(self) -> tuple[str, ...]:
        """The slugs of the topics: in the order of the syllabus, then the others."""
        there = folders.topic_folders(self.root)
        if not there:
            fault = Fault(str(self.root), 0, 0, "no topic in the bank", "folders with a topic.yaml")
            raise BankError([fault])
        planned = [slug for track in self.syllabus().tracks for slug in track.topics if slug in there]
        return tuple(dict.fromkeys([*planned, *there]))

    def topic(self, slug: str) -> Topic:
        """A topic's title and opening note."""
        record = self._topic(slug).data["topic"]
        topic: Topic = construct(Topic, record)
        return topic

    def items(self, slug: str) -> tuple[Item, ...]:
        """A topic's cards, then its challenges. No other topic's files are touched."""
        return self._topic(slug).items

    def lesson(self, slug: str) -> Lesson | None:
        """The topic's lesson, if there is one."""
        record = self._topic(slug).data["lesson"]
        return None if record is None else prefixed(construct(Lesson, record), self.pack)

    def item(self, id: str) -> Item | None:
        """The item with this id or alias; None if there is none (any more)."""
        index = self.index()
        entry = index.get(index.resolve(id))
        if entry is None:
            return None
        return next((one for one in self.items(entry.topic) if one.id == entry.id), None)

    def index(self) -> Index:
        """Every item of the bank in short. Costs one look at each file's stamp when nothing changed.

        Where two topics have the same id, the first in the order of the topics has it.
        """
        where = self.root / "index"  # no file: only the name under which it is kept
        kept = self._summaries or self._cache.get(where, []) or {}
        fresh = self._fresh(kept)
        changed = [*fresh] != [*kept] or any(fresh[slug] is not kept[slug] for slug in fresh)
        if changed:
            self._cache.put(where, [], fresh)
        if changed or self._index is None:
            self._summaries, self._index = fresh, Index(fresh.values(), self.pack)
        return self._index

    def misconceptions(self) -> Mapping[str, Misconception]:
        """The pack's misconceptions by id; empty where it has none."""
        found = (construct(Misconception, record) for record in self._shared(_MISCONCEPTIONS))
        return {one.id: one for one in (prefixed(one, self.pack) for one in found)}

    def syllabus(self) -> Syllabus:
        """The tracks and goals; without a file, one track of all topics."""
        if records := self._shared(_SYLLABUS):
            syllabus: Syllabus = construct(Syllabus, records[0])
            return prefixed(syllabus, self.pack)
        topics = tuple(folders.topic_folders(self.root))
        return Syllabus(tracks=(Track(id="all", title="All topics", topics=topics),))

    def _shared(self, name: str) -> list[dict[str, Any]]:
        """The records of one of the bank's own files, or none."""
        stamps = folders.stamp(self.root / name)
        if not stamps:
            return []
        kept = self._cache.get(self.root / name, stamps)
        if kept is None:
            from dlprep.bank.compiling import compile_file

            kept = compile_file(self.root / name)
            self._cache.put(self.root / name, stamps, kept)
        records: list[dict[str, Any]] = kept
        return records

    def _topic(self, slug: str) -> _Opened:
        """The topic as it stands in its files now."""
        folder = self._folder(slug)
        stamps = folders.stamps(folder)
        opened = self._opened.get(slug)
        if opened is None or opened.stamps != stamps:
            data = self._data(folder, stamps)
            opened = self._opened[slug] = _Opened(stamps, data, self._built(slug, data))
        return opened

    def _folder(self, slug: str) -> Path:
        if slug not in ("", ".", "..") and os.path.basename(slug) == slug and "\0" not in slug:
            return self.root / slug
        raise BankError([Fault(str(self.root), 0, 0, f"{slug!r} is not a topic", "a folder's name")])

    def _data(self, folder: Path, stamps: Stamps) -> dict[str, Any]:
        kept: dict[str, Any] | None = self._cache.get(folder, stamps)
        if kept is None:
            from dlprep.bank.compiling import compile_topic

            kept = compile_topic(folder, [name for name, _, _ in stamps])
            self._cache.put(folder, stamps, kept)
        return kept

    def _built(self, slug: str, data: dict[str, Any]) -> tuple[Item, ...]:
        made = []
        for record, file, row, digest in data["items"]:
            place = {"topic": slug, "file": f"{slug}/{file}", "row": row, "digest": digest}
            made.append(construct(_CLASSES[record["kind"]], record, **place))
        return tuple(prefixed(one, self.pack) for one in made)

    def _fresh(self, kept: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """The summary of every topic; the faults of all are told, not of the first."""
        fresh: dict[str, list[Any]] = {}
        faults: list[Fault] = []
        for slug in self.topics():
            try:
                fresh[slug] = self._summary(slug, kept.get(slug))
            except BankError as error:
                faults.extend(error.faults)
        if faults:
            raise BankError(faults)
        return fresh

    def _summary(self, slug: str, kept: list[Any] | None) -> list[Any]:
        """A topic's stamps, rows and aliases, as they go into the index."""
        stamps = folders.stamps(self._folder(slug))
        if kept and kept[0] == [[*one] for one in stamps]:
            return kept
        opened = self._data(self._folder(slug), stamps)["items"]
        rows = [_row(slug, record) for record, _, _, _ in opened]
        aliases = [[alias, record["id"]] for record, _, _, _ in opened for alias in record.get("aliases", ())]
        return [[[*one] for one in stamps], rows, aliases]


class _Opened(NamedTuple):
    stamps: Stamps
    data: dict[str, Any]
    items: tuple[Item, ...]


def _row(slug: str, record: dict[str, Any]) -> list[Any]:
    """The fields of an `Entry`, as JSON."""
    title = record.get("title") or opening(record["front"])
    covers, entry, group = record.get("covers", []), record.get("entry"), record.get("group")
    return [record["id"], record["kind"], slug, record["level"], title, covers, entry, group]
