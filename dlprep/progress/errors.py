"""What can go wrong with the progress file. Each message says what happened, what is intact, what to do."""
# ruff: noqa: N818, they are named for what happened

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path


class ProgressError(Exception):
    """Progress could not be read or kept; `str()` is meant for the candidate."""


class NewerDatabase(ProgressError):
    """The file was written by a later dlprep: format `found`, where this one knows up to `known`."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"{path} was written by a newer dlprep: its format is {found}, this dlprep reads up to {known}. "
            "Nothing in it was changed. Upgrade dlprep and run it again."
        )
        self.found, self.known = found, known


class CorruptDatabase(ProgressError):
    """The file is damaged: it was moved to `aside` whole; `backup` is the newest backup, if any."""

    def __init__(self, path: Path, aside: Path, backup: Path | None) -> None:
        remedy = (
            f"To go on from the newest backup, {backup}: dlprep restore latest"
            if backup
            else "There is no backup yet: the next start begins a new file."
        )
        super().__init__(
            f"The progress file {path} is damaged and cannot be read. "
            f"It was set aside as {aside}; nothing in it was changed or deleted. {remedy}"
        )
        self.aside, self.backup = aside, backup


class Unsavable(ProgressError):
    """Nothing can be written here and now, for the reason `why`; what is there may still be read."""

    remedy = "Try again."

    def __init__(self, path: Path | None, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.path, self.why = path, why

    def at_opening(self, there: str = "Everything saved before is intact") -> str:
        """The sentence before anything was changed; `there` says how it is with what is stored."""
        return f"Nothing can be saved in {self.path}: {self.why}. {there}. {self.remedy}"


class Unwritable(Unsavable):
    """The place of the progress file cannot be written to; a session without saving is possible."""

    remedy = "Make the folder writable, or set DLPREP_DATA to another folder."

    def __init__(self, path: Path, reason: str) -> None:
        sentence = f"Progress cannot be saved in {path}: {reason}. What is stored there is untouched. "
        super().__init__(path, reason, sentence + self.remedy)


class NotSaved(Unsavable):
    """This one change is not in the file; all that was acknowledged before is, and a retry may work."""

    what = "the progress file could not be written"

    def __init__(self, path: Path | None, reason: str) -> None:
        place, why = f" in {path}" if path else "", f"{self.what} ({reason})"
        super().__init__(
            path, why, f"Not saved{place}: {why}. Everything saved before is intact. {self.remedy}"
        )


class DiskFull(NotSaved):
    """There is no room for the change."""

    what = "the disk is full"
    remedy = "Free some space, then try again."


class Locked(NotSaved):
    """Another program kept the file locked for longer than the time-out."""

    what = "another program is using the progress file"
    remedy = "Close it or wait a moment, then try again."


class DeviceFault(NotSaved):
    """The device under the file reported an error."""

    what = "the disk reported an error"
    remedy = "Check the disk, then try again."


TRANSIENT: dict[int, type[NotSaved]] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_BUSY: Locked,
    sqlite3.SQLITE_LOCKED: Locked,
    sqlite3.SQLITE_PROTOCOL: Locked,
    sqlite3.SQLITE_IOERR: DeviceFault,
}
PLACE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
LEAST_ROOM = 1 << 16
"""Bytes free below which a disk counts as full: SQLite's shared memory takes half of it."""


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code of an error: the low byte of the extended one; 0 if it has none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def from_sqlite(error: sqlite3.Error, path: Path | None) -> ProgressError | None:
    """The typed error for one of SQLite's; None for damage (to be set aside) and for a mistake of ours."""
    code = primary_code(error)
    if kind := TRANSIENT.get(code):
        full = kind is DeviceFault and path is not None and _is_full(path.parent)
        return (DiskFull if full else kind)(path, str(error))
    if code in PLACE:
        return Unwritable(path or Path(":memory:"), str(error))
    return None


def _is_full(folder: Path) -> bool:
    """SQLite tells of an I/O error where there is no room for its shared memory."""
    try:
        return shutil.disk_usage(folder).free < LEAST_ROOM
    except OSError:
        return False


def from_system(error: OSError, path: Path) -> Unsavable:
    """The typed error for a folder that could not be made or a file that could not be copied."""
    reason = error.strerror or str(error)
    if error.errno in NO_ROOM:
        return DiskFull(path, reason)
    return Unwritable(path, reason)
