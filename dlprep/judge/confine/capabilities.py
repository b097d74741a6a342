"""Give up every privilege: capability sets and the bounding set, also as root. capabilities(7)."""

from __future__ import annotations

import errno
import struct

from dlprep.judge.confine import kernel

_VERSION_3 = 0x20080522


def drop() -> None:
    """Empty every capability set of this thread. Raises OSError.

    The bounding set can be emptied only by who holds CAP_SETPCAP; without it there was nothing to regain:
    PR_SET_NO_NEW_PRIVS follows.
    """
    for capability in range(64):
        try:
            kernel.prctl(kernel.PR_CAPBSET_DROP, capability)
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.EPERM):  # past the last one; not ours to drop
                break
            raise
    kernel.prctl(kernel.PR_CAP_AMBIENT, kernel.PR_CAP_AMBIENT_CLEAR_ALL)
    kernel.set_capabilities(struct.pack("=Ii", _VERSION_3, 0), bytes(24))
