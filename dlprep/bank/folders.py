"""Which folders of a bank are topics, and which of their files are read."""

from __future__ import annotations

import os
from pathlib import Path

from dlprep.bank.faults import BankError, Fault

SUFFIX = ".yaml"
_OPENING = "topic.yaml"


def topic_folders(bank: Path) -> list[str]:
    """The slugs of the folders that hold a `topic.yaml`, sorted. Raises `BankError` for no bank."""
    try:
        with os.scandir(bank) as entries:
            folders = [one.name for one in entries if one.is_dir() and not one.name.startswith(".")]
    except OSError as error:
        raise missing(bank, error) from error
    return sorted(name for name in folders if os.path.exists(os.path.join(bank, name, _OPENING)))


def topic_files(folder: Path) -> list[str]:
    """The names of a topic's files, `topic.yaml`, `cards.yaml` and `lesson.yaml` first."""
    return [name for name, _, _ in stamps(folder)]


def stamps(folder: Path) -> list[tuple[str, int, int]]:
    """Name, modification time in ns and size of each of a topic's files: what tells of a change."""
    try:
        with os.scandir(folder) as entries:
            files = [one for one in entries if one.name.endswith(SUFFIX) and not one.name.startswith(".")]
            found = [_stamp(one.name, one.stat()) for one in files]
    except OSError as error:
        raise missing(folder, error) from error
    first = {_OPENING: 0, "cards.yaml": 1, "lesson.yaml": 2}
    return sorted(found, key=lambda stamp: (first.get(stamp[0], 3), stamp[0]))


def stamp(file: Path) -> list[tuple[str, int, int]]:
    """The stamp of a single file, alone in a list; empty when it is not there."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise missing(file, error) from error
    return [_stamp(file.name, status)]


def _stamp(name: str, status: os.stat_result) -> tuple[str, int, int]:
    return name, status.st_mtime_ns, status.st_size


def missing(place: Path, error: OSError) -> BankError:
    """The error for a bank or topic that is not where it was looked for."""
    what = f"cannot be read: {error.strerror or error}"
    return BankError([Fault(str(place), 0, 0, what, "a folder of questions")])
