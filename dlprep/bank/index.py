"""The index: one line an item, over all folders of the bank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

Summary = Mapping[str, list[Any]]
"""By topic: its files' stamps, rows with the fields of `Entry`, pairs of alias and id, title; plain JSON."""


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
    needs: tuple[str, ...] = ()
    minutes: int | None = None


class Index(Mapping[str, Entry]):
    """Entries by id, in the order of topics and files; made when looked at, for 100,000 are kept."""

    def __init__(self, summaries: Iterable[tuple[str, Summary]]) -> None:
        """`summaries`: for each folder its pack's name, "" for the questions themselves, and its topics.

        `titles` and `sizes` (cards, challenges) are by topic, in order.
        """
        self._rows: dict[str, list[Any]] = {}
        self._aliases: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.sizes: dict[str, tuple[int, int]] = {}
        for pack, topics in summaries:
            prefix = f"{pack}:" if pack else ""
            for slug, (_stamps, rows, aliases, title) in topics.items():
                challenges = sum(row[1] == "challenge" for row in rows)
                self.titles[prefix + slug] = title
                self.sizes[prefix + slug] = len(rows) - challenges, challenges
                for row in rows:
                    self._rows.setdefault(prefix + row[0], row)
                for alias, name in aliases:
                    self._aliases.setdefault(prefix + alias, prefix + name)

    def where(self, accepts: Callable[[str, int], bool]) -> dict[str, None]:
        """The ids, in order, of the items whose kind and level are accepted."""
        return {id: None for id, row in self._rows.items() if accepts(row[1], row[3])}

    def resolve(self, name: str) -> str:
        """The id that an alias stands for; any other name is given back."""
        return name if name in self._rows else self._aliases.get(name, name)

    def __getitem__(self, name: str) -> Entry:
        entry = Entry(*self._rows[name])
        pack, colon, _ = name.rpartition(":")
        prefix = pack + colon
        return entry._replace(
            id=name,
            topic=prefix + entry.topic,
            covers=tuple(entry.covers),
            group=f"{prefix}{entry.group}" if entry.group else None,
            needs=tuple(prefix + need for need in entry.needs),
        )

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
