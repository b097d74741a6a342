"""The tensors that a topic ships for its code, such as a pretrained model: one file beside its questions.

They travel with the request, since a child reads nothing of the bank's, as the tensors of a frame, which are
held to their format like those of any frame: nothing is unpickled. The code finds them as `shipped`.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from dlprep.judge.nursery import Unavailable

FILE = "shipped.safetensors"
MOST_BYTES = 512 << 10


def shipped(home: str) -> bytes:
    """The file in a topic's folder, empty where there is none or no folder.

    Raises `Unavailable` for what cannot be read, is larger than 512 KiB, or is no plain file: a link could
    show code what it may not see.
    """
    if not home:
        return b""
    path = Path(home, FILE)
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            found = os.fstat(file.fileno())
            data = file.read(MOST_BYTES + 1) if stat.S_ISREG(found.st_mode) else b""
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise Unavailable(f"{path} cannot be read: {error.strerror}. It must be a plain file.") from None
    if not 0 < len(data) <= MOST_BYTES:
        raise Unavailable(f"{path} must be a plain file of 1 to {MOST_BYTES} bytes.")
    return data
