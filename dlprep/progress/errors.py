"""What can go wrong with the progress file. Each message says what happened, what is intact, what to do."""
# ruff: noqa: N818, they are named for what happened

from __future__ import annotations

import errno
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


class Unwritable(ProgressError):
    """The place of the progress file cannot be written to; a session without saving is possible."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Progress cannot be saved in {path}: {reason}. What is stored there is untouched. "
            "Make the folder writable, or set DLPREP_DATA to another folder."
        )


class NotSaved(ProgressError):
    """This one change is not in the file; all that was acknowledged before is, and a retry may work."""

    what = "the progress file could not be written"
    remedy = "Try again."

    def __init__(self, path: Path | None, reason: str) -> None:
        place = f" in {path}" if path else ""
        super().__init__(
            f"Not saved{place}: {self.what} ({reason}). Everything saved before is intact. {self.remedy}"
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


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code of an error: the low byte of the extended one; 0 if it has none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def from_sqlite(error: sqlite3.Error, path: Path | None) -> ProgressError | None:
    """The typed error for one of SQLite's; None for damage (to be set aside) and for a mistake of ours."""
    code = primary_code(error)
    if kind := TRANSIENT.get(code):
        return kind(path, str(error))
    if code in PLACE:
        return Unwritable(path or Path(":memory:"), str(error))
    return None


def from_system(error: OSError, path: Path) -> ProgressError:
    """The typed error for a folder that could not be made or a file that could not be copied."""
    reason = error.strerror or str(error)
    if error.errno in NO_ROOM:
        return DiskFull(path, reason)
    return Unwritable(path, reason)
