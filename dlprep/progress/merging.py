"""Another machine's file taken into this one: the union of both, whatever is merged into what."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from dlprep.progress import records
from dlprep.progress.database import Database
from dlprep.progress.errors import CorruptDatabase, NewerDatabase, ProgressError, from_system


class Unreadable(ProgressError):  # noqa: N818 - named for what happened
    """A file given by the candidate is no progress file that can be read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} cannot be used: {reason}. It was not changed, and neither was your progress."
        )
        self.reason = reason


def merge(database: Database, other: Path) -> Counter[str]:
    """Add what the other file has and this one has not, in one transaction; how many rows of each type.

    Rows of a log are joined by ULID; of drafts and notes, one an item, the newest stays. The states are
    not touched: rebuild them within the same transaction. Raises Unreadable, NewerDatabase and what
    writing raises; then nothing was added.
    """
    with tempfile.TemporaryDirectory(prefix="dlprep-") as folder:
        theirs = opened_copy(other, Path(folder))
        try:
            return _add_all(database, theirs, other)
        finally:
            theirs.close()


def opened_copy(path: Path, folder: Path) -> Database:
    """A copy of a progress file, checked and brought to the present format; the original is only read.

    Raises Unreadable and NewerDatabase.
    """
    copy = folder / "copy.db"
    try:
        if not path.stat().st_size:
            raise Unreadable(path, "it is empty")
        for suffix in ("", "-wal"):  # what was answered last may stand in the write-ahead log only
            if (part := path.with_name(path.name + suffix)).exists():
                shutil.copyfile(part, folder / f"copy.db{suffix}")
    except OSError as error:
        raise Unreadable(path, error.strerror or str(error)) from error
    return _whole(path, copy)


def _whole(path: Path, copy: Path) -> Database:
    try:
        database = Database.open(copy)
        verdict = database.read("PRAGMA integrity_check(1)")[0][0]
    except NewerDatabase as error:
        raise NewerDatabase(path, error.found, error.known) from error
    except CorruptDatabase as error:
        raise Unreadable(path, "it is no progress file, or damaged") from error
    except OSError as error:
        raise from_system(error, copy) from error
    if verdict == "ok":
        return database
    database.close()
    raise Unreadable(path, f"it is damaged ({verdict})")


def _add_all(database: Database, theirs: Database, path: Path) -> Counter[str]:
    added: Counter[str] = Counter()
    with database.write() as connection:
        for kind, row in records.all_of(theirs):
            try:
                added[kind] += records.add(connection, kind, records.checked(kind, row))
            except records.BadRecord as error:
                raise Unreadable(path, f"{kind} {row.get('ulid') or row.get('item')}: {error}") from error
    return +added
