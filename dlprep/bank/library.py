"""The bank as the rest of the product sees it: the questions, and third parties' packs beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from dlprep import paths
from dlprep.bank.faults import BankError, Fault
from dlprep.bank.index import Index, Summary
from dlprep.bank.items import Item, Lesson, Misconception, Syllabus, Topic
from dlprep.bank.packs import LeftOut, Pack, found
from dlprep.bank.root import Root
from dlprep.config import Config


class Bank:
    """The questions in one folder, and packs, whose topics and ids begin with `pack:`.

    Making one reads nothing; files that change are read anew. Methods raise `BankError` with every
    fault of the questions that they read. A pack with a fault is left out, and `left_out` tells of it;
    only who asks for it by name is met with its faults.
    """

    def __init__(
        self,
        root: Path,
        cache: Path | None = None,
        packs: Iterable[Pack] = (),
        unfit: Iterable[LeftOut] = (),
    ) -> None:
        """`cache` is a folder for what was read, `unfit` are packs known not to be usable."""
        self.root = root
        self._own = Root(root, cache)
        self._packs = {pack.name: Root(pack.folder, cache, pack.name) for pack in packs}
        self._unfit = tuple(unfit)
        self._broken: dict[str, BankError] = {}
        self._summaries: list[Summary] = []
        self._index = Index(())

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder that is read: what code under judgement must not see."""
        return self.root, *(pack.folder for pack in self._packs.values())

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The packs that are not used, each with the reason. Reads them as far as the index does."""
        self._sound()
        broken = [(self._packs[name], error) for name, error in self._broken.items()]
        return (*self._unfit, *(LeftOut(pack.pack, pack.folder, _told(pack, e)) for pack, e in broken))

    def topics(self) -> tuple[str, ...]:
        """The slugs of the topics: in the order of the syllabus, then the others; then those of packs."""
        return tuple(slug for root in self._sound() for slug in root.topics())

    def named(self, name: str) -> tuple[str, ...]:
        """The topics that a name stands for: a topic's, or a pack's (`NAME`, or `NAME:` for it alone)."""
        pack, colon, topic = name.partition(":")
        if not colon and name in self._own.topics():
            return (name,)
        if pack not in self._packs:
            return ()
        topics = self._packs[pack].topics()
        return tuple(slug for slug in topics if not topic or slug == name)

    def topic(self, slug: str) -> Topic:
        """A topic's title and opening note."""
        return self._of(slug).topic(slug)

    def items(self, slug: str) -> tuple[Item, ...]:
        """A topic's cards, then its challenges. No other topic's files are touched."""
        return self._of(slug).items(slug)

    def outline(self, slug: str) -> Index:
        """A topic's items in short. No other topic's files are touched."""
        return self._of(slug).outline(slug)

    def some(self, slug: str, ids: Collection[str]) -> tuple[Item, ...]:
        """Those of a topic's items that have these ids; the others are not made."""
        return self._of(slug).some(slug, ids)

    def lesson(self, slug: str) -> Lesson | None:
        """The topic's lesson, if there is one."""
        return self._of(slug).lesson(slug)

    def home(self, slug: str) -> Path:
        """The folder of a topic, where the tensors lie that it ships for its code."""
        return self._of(slug).home(slug)

    def item(self, id: str) -> Item | None:
        """The item with this id or alias; None if there is none (any more)."""
        return next(iter(self.among([id]).values()), None)

    def among(self, ids: Iterable[str]) -> dict[str, Item]:
        """The items with these ids or aliases, by id in the same order; those that there are not, are not."""
        index = self.index()
        entries = {name: index[name] for name in map(index.resolve, ids) if name in index}
        topics = dict.fromkeys(entry.topic for entry in entries.values())
        items = {one.id: one for topic in topics for one in self.some(topic, entries.keys())}
        return {name: items[name] for name in entries if name in items}

    def index(self) -> Index:
        """Every item of the bank in short. Costs one look at each file's stamp when nothing changed.

        Where two topics have the same id, the first in the order of the topics has it.
        """
        roots = self._sound()
        fresh = [root.summary() for root in roots]
        if len(fresh) != len(self._summaries) or any(map(_is_not, fresh, self._summaries)):
            self._index = Index((root.pack, one) for root, one in zip(roots, fresh, strict=True))
            self._summaries = fresh
        return self._index

    def misconceptions(self) -> Mapping[str, Misconception]:
        """The misconceptions by id; empty where there are none."""
        return {id: one for root in self._sound() for id, one in root.misconceptions().items()}

    def syllabus(self) -> Syllabus:
        """The tracks and goals; a folder without any is one track of all its topics."""
        parts = [root.syllabus() for root in self._sound()]
        return Syllabus(
            tracks=tuple(track for part in parts for track in part.tracks),
            goals=tuple(goal for part in parts for goal in part.goals),
        )

    def _sound(self) -> list[Root]:
        """The questions, whatever they are, and the packs without a fault; one found broken stays out."""
        return [self._own, *(pack for pack in self._packs.values() if self._reads(pack))]

    def _reads(self, pack: Root) -> bool:
        if pack.pack not in self._broken:
            try:
                pack.summary(), pack.misconceptions(), pack.syllabus()
            except BankError as error:
                self._broken[pack.pack] = error
        return pack.pack not in self._broken

    def _of(self, slug: str) -> Root:
        pack, colon, _ = slug.partition(":")
        if not colon:
            return self._own
        if pack in self._packs:
            return self._packs[pack]
        raise BankError([Fault(str(self.root), 0, 0, f"{slug!r} is not a topic", "a pack that is there")])


def in_force(settings: Config) -> Bank:
    """The questions with the packs imported and those that the settings name."""
    packs, unfit = found(paths.packs(), settings.packs_from(paths.config_file().parent))
    return Bank(paths.questions(), paths.cache(), packs, unfit)


def _told(pack: Root, error: BankError) -> str:
    return f"{error.faults[0]}. `dlprep check {pack.folder}` shows all that is wrong with it."


def _is_not(one: object, other: object) -> bool:
    return one is not other
