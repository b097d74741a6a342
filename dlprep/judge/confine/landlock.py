"""Landlock: which files a process and everything it starts may touch, for ever.

Written from Documentation/userspace-api/landlock.rst of the kernel. Each ABI adds rights: 2 rename across
folders, 3 truncate, 4 TCP, 5 device ioctl, 6 signals and abstract sockets, 7 quiet logs. What the running
kernel does not know is left out; what that leaves open is closed by the system-call filter.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable

from dlprep.judge.confine import kernel

READ_FILE, WRITE_FILE, READ_DIR = 1 << 2, 1 << 1, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE = 1 << 13, 1 << 14

READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER | _TRUNCATE

_FILE_RIGHTS = {0: 0, 1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}  # every right the ABI knows
_TCP_BIND_AND_CONNECT = 3
_ABSTRACT_SOCKETS_AND_SIGNALS = 3
_VERSION = 1
_PATH_BENEATH = 1
_LOG_SAME_EXEC_OFF = (
    1  # from ABI 7 on a refusal is logged otherwise: a flood of attempts would fill the system's log
)


def abi() -> int:
    """The kernel's Landlock ABI, 0 where there is none."""
    try:
        return kernel.syscall("Landlock version", kernel.LANDLOCK_CREATE_RULESET, None, 0, _VERSION)
    except OSError:
        return 0


def restrict(abi: int, rules: Iterable[tuple[str, int]]) -> None:
    """Allow this thread the given (path, rights) and no other file, port or signal that ABI `abi` can refuse.

    A path that has gone or cannot be reached is simply not allowed. Needs PR_SET_NO_NEW_PRIVS. Raises
    OSError.
    """
    handled = _FILE_RIGHTS[min(abi, 5)]
    ruleset = _ruleset(abi, handled)
    try:
        for path, rights in rules:
            _allow(ruleset, path, rights & handled)
        quiet = _LOG_SAME_EXEC_OFF if abi >= 7 else 0
        kernel.syscall("landlock_restrict_self", kernel.LANDLOCK_RESTRICT_SELF, ruleset, quiet)
    finally:
        os.close(ruleset)


def _ruleset(abi: int, files: int) -> int:
    ports = _TCP_BIND_AND_CONNECT if abi >= 4 else 0
    scopes = _ABSTRACT_SOCKETS_AND_SIGNALS if abi >= 6 else 0
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    attributes = struct.pack("=QQQ", files, ports, scopes)[:size]
    create = kernel.LANDLOCK_CREATE_RULESET
    return kernel.syscall("landlock_create_ruleset", create, attributes, size, 0)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return
    try:
        rule = struct.pack("=Qi", rights, place)
        kernel.syscall(f"landlock_add_rule {path}", kernel.LANDLOCK_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
    finally:
        os.close(place)
