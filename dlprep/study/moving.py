"""Progress that comes from elsewhere, and the states that follow from it, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from dlprep.progress import backup, lines, merging
from dlprep.progress.database import Database
from dlprep.progress.log import Log
from dlprep.schedule.model import Model
from dlprep.study.standing import rebuild


def merge(log: Log, other: Path, model: Model) -> Counter[str]:
    """Take in another machine's progress file; how many rows of each type were new.

    Raises ProgressError; then nothing was changed.
    """
    return _taken(log, model, lambda: merging.merge(log.database, other), "before-merge")


def read_lines(log: Log, export: Iterable[str], model: Model) -> Counter[str]:
    """Take in an export; how many rows of each type were new.

    Raises BadLine and ProgressError; then nothing was changed.
    """
    return _taken(log, model, lambda: lines.read(log.database, export), "before-import")


def told(added: Counter[str]) -> str:
    """What was new, as a sentence."""
    if not added:
        return "Nothing new: it was all there already."
    return "Added " + ", ".join(f"{count} {_plural(kind, count)}" for kind, count in added.items()) + "."


def _taken(log: Log, model: Model, take: Callable[[], Counter[str]], reason: str) -> Counter[str]:
    database: Database = log.database
    if database.path:
        backup.by_hand(database.path, reason)
    with database.write():
        if added := take():
            rebuild(log, model)
    return added


def _plural(kind: str, count: int) -> str:
    return kind if count == 1 or kind.endswith("s") else f"{kind}s"
