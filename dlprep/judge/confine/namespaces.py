"""Namespaces of a child: its own mounts (for the run folder), network, IPC and host name. namespaces(7).

A bonus: Landlock and the filter hold without. What they add is a run folder that cannot fill the disk, and
a thread limit that counts this child alone.
"""

from __future__ import annotations

import os
from pathlib import Path

from dlprep.judge.confine import kernel

_USER, _MOUNT, _NETWORK = 0x10000000, 0x20000, 0x40000000
_IPC, _UTS = 0x8000000, 0x4000000
_PRIVATE, _RECURSIVE = 1 << 18, 1 << 14
_NO_SUID, _NO_DEVICES, _NO_EXEC = 2, 4, 8
_MOST_FILES = 1024

#: From most to least: unshare(2) flags under the name `enter` takes.
WAYS = {
    "as administrator": _MOUNT | _NETWORK | _IPC | _UTS,
    "in a user namespace": _USER | _MOUNT | _NETWORK | _IPC | _UTS,
    "in a user namespace, network shared": _USER | _MOUNT | _IPC | _UTS,
    "as administrator, network shared": _MOUNT,
}


def enter(way: str) -> None:
    """Leave the machine's namespaces, in one of the WAYS. The caller has one thread. Raises OSError."""
    flags = WAYS[way]
    user, group = os.getuid(), os.getgid()
    kernel.unshare(flags)
    if flags & _USER:
        _map(user, group)
    kernel.mount("none", "/", "", _PRIVATE | _RECURSIVE)


def _map(user: int, group: int) -> None:
    """The same ids inside as outside, and no others. user_namespaces(7)."""
    # A process that changed its user is not dumpable, and its own /proc files are then not its own.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    Path("/proc/self/setgroups").write_bytes(b"deny")
    Path("/proc/self/uid_map").write_bytes(b"%d %d 1" % (user, user))
    Path("/proc/self/gid_map").write_bytes(b"%d %d 1" % (group, group))


def cover(run_folder: str, size: int) -> None:
    """A file system of `size` bytes in memory over the run folder, for this child alone. Raises OSError."""
    options = f"size={size},nr_inodes={_MOST_FILES},mode=0700"
    kernel.mount("tmpfs", run_folder, "tmpfs", _NO_SUID | _NO_DEVICES | _NO_EXEC, options)
