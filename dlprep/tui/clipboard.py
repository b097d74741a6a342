"""Copying to the desktop's clipboard, where a program for it is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

LARGEST = 1 << 20
"""Characters that are copied at most; terminals refuse far less through OSC 52."""
PATIENCE = 2.0
"""Seconds that a clipboard program may take."""


def native() -> list[str] | None:
    """The command that reads what is to be copied, if this desktop has one."""
    if os.environ.get("SSH_CONNECTION"):  # its clipboard would be the other machine's
        return None
    wanted = [
        (["pbcopy"], sys.platform == "darwin"),
        (["clip.exe"], bool(os.environ.get("WSL_DISTRO_NAME"))),
        (["wl-copy"], bool(os.environ.get("WAYLAND_DISPLAY"))),
        (["xclip", "-selection", "clipboard"], bool(os.environ.get("DISPLAY"))),
        (["xsel", "--clipboard", "--input"], bool(os.environ.get("DISPLAY"))),
    ]
    return next((command for command, fits in wanted if fits and shutil.which(command[0])), None)


def copy(text: str) -> bool:
    """Whether the desktop took it. May block for `PATIENCE` seconds: call it in a thread."""
    command = native()
    if command is None or len(text) > LARGEST:
        return False
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(
            command, input=text.encode(), stdout=quiet, stderr=quiet, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
