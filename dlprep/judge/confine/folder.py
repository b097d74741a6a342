"""The run folder where the system cannot cap it: how much is in it."""

from __future__ import annotations

import os

_MOST_FILES = 1024


def overfull(run_folder: str | os.PathLike[str], limit: int) -> bool:
    """Whether the folder holds more than `limit` bytes or 1,024 entries; stops looking as soon as it does.

    Meant to be asked every 50 ms while a child runs where there is no tmpfs of its own. Links are not
    followed.
    """
    held = entries = 0
    waiting = [os.fspath(run_folder)]
    while waiting:
        try:
            listing = list(os.scandir(waiting.pop()))
        except OSError:  # removed by the child between being listed and being entered
            continue
        for entry in listing:
            entries += 1
            held += _size(entry)
            if held > limit or entries > _MOST_FILES:
                return True
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
    return False


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return (
            entry.stat(follow_symlinks=False).st_blocks * 512
        )  # what the disk gives, not what a sparse file claims
    except OSError:
        return 0
