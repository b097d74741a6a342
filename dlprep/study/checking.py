"""Everything that must hold of a bank: its form, that its cards can be asked, that its claims run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from dlprep import paths
from dlprep.answers.soundness import faults as unsound
from dlprep.bank.faults import BankError, Fault
from dlprep.bank.inspection import bank_of, inspect
from dlprep.bank.items import Card, Item
from dlprep.bank.root import Root
from dlprep.judge import Judge
from dlprep.judge.proof import prove

T = TypeVar("T")


def form(path: Path) -> list[Fault]:
    """Faults that reading alone shows, and cards that cannot be asked."""
    items = [item for item in items_under(path) if isinstance(item, Card)]
    return [*inspect(path), *(_fault(path, item, what) for item in items for what in unsound(item))]


def claims(
    items: Sequence[tuple[Path, Item]], judge: Judge, kept: Path | None, advance: Callable[[int], None]
) -> Iterator[Fault]:
    """Faults that only running shows: references, wrong solutions, checks, outputs; minutes when new.

    `items` come with the path that they were found under. `kept` is a folder of earlier proofs;
    `advance` hears how many items are proved.
    """
    proofs = prove(judge, (item for _, item in items), kept=kept)
    for done, ((path, _), proof) in enumerate(zip(items, proofs, strict=True), 1):
        advance(done)
        yield from (_fault(path, proof.item, flaw) for flaw in proof.flaws)


def items_under(path: Path) -> list[Item]:
    """The items of a bank, of one topic's folder or of one file, where they can be read.

    Items from elsewhere than the questions in force have a pack's ids: their code is a stranger's.
    """
    folder, wanted = bank_of(path).absolute(), path.absolute()
    own = folder.resolve() == paths.questions().resolve()
    root = Root(folder, pack="" if own else folder.name)
    items = [item for topic in _readable(root.topics) for item in _readable(partial(root.items, topic))]
    return [item for item in items if _related(folder / item.file, wanted)]


def _readable(read: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
    """What can be read; why something cannot is told by `inspect`."""
    try:
        return read()
    except BankError:
        return ()


def _related(file: Path, wanted: Path) -> bool:
    return file.is_relative_to(wanted) or wanted.is_relative_to(file)


def _fault(path: Path, item: Item, what: str) -> Fault:
    return Fault(str(bank_of(path) / item.file), item.row, 1, f"{item.id}: {what}")
