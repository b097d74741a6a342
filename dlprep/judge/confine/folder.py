"""The run folder as seen from outside: how much is in it where the system cannot cap it, and its removal."""

from __future__ import annotations

import os
import subprocess

REMOVE = 'chmod -R u+rwx -- "$1"; rm -rf -- "$1"'
_MOST_FILES = 1024
_SPARED = 256 << 20


def floor(run_folder: str | os.PathLike[str]) -> int:
    """Bytes that have to stay free on the folder's disk while a child runs.

    A file that was removed while it is mapped is in no folder and takes room until the child ends.
    """
    return min(_SPARED, _free(run_folder) // 2)


def _free(place: str | os.PathLike[str]) -> int:
    try:
        disk = os.statvfs(place)
    except OSError:  # the folder is gone, and its child with it
        return _SPARED
    return disk.f_bavail * disk.f_frsize


def overfull(run_folder: str | os.PathLike[str], limit: int, floor: int = 0) -> bool:
    """Whether the folder holds more than `limit` bytes or 1,024 entries, or its disk has less than `floor`
    left; stops looking as soon as it does.

    Meant to be asked every 50 ms while a child runs where there is no tmpfs of its own. Links are not
    followed. What cannot be looked into, because it is closed or its path is too long, counts as too much.
    """
    if _free(run_folder) < floor:
        return True
    held = entries = 0
    waiting = [os.fspath(run_folder)]
    while waiting:
        try:
            listing = list(os.scandir(waiting.pop()))
        except FileNotFoundError:  # removed by the child between being listed and being entered
            continue
        except OSError:
            return True
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


def remove(run_folder: str | os.PathLike[str]) -> None:
    """Remove a dead child's folder, whatever was made of it; what resists is left.

    Nearly always it is empty. What a child wrote is left to chmod(1) and rm(1): it can nest folders deeper
    than our stack, our descriptors and any path, and close them to their owner.
    """
    try:
        os.rmdir(run_folder)
    except FileNotFoundError:
        return
    except OSError:
        subprocess.run(["/bin/sh", "-c", REMOVE, "sh", os.fspath(run_folder)], stderr=subprocess.DEVNULL)
