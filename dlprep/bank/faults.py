"""What is wrong with a bank, and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

Way = tuple[str | int, ...]
"""The way into a value: keys of mappings and indices of lists."""


class Unread:
    """The type of `UNREAD`."""


UNREAD: Final = Unread()
"""Stands for a value that was already complained about."""


class Fault(NamedTuple):
    """One thing wrong in a file. `line` and `column` count from 1; 0 is the file as a whole."""

    file: str
    line: int
    column: int
    what: str
    expected: str = ""

    def __str__(self) -> str:
        """`file:line:column: what, expected ...`, as editors and CI know to link."""
        wanted = f", expected {self.expected}" if self.expected else ""
        place = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.file}{place}: {self.what}{wanted}"


class Complaint(NamedTuple):
    """A fault before its place in a file is known: `way` leads to the value.

    `on_key` points at the key instead of its value; `line` (from 1) and `column` (from 0) point
    into a block of text.
    """

    way: Way
    what: str
    expected: str = ""
    on_key: bool = False
    line: int | None = None
    column: int = 0


class BankError(Exception):
    """The bank, or the part of it that was asked for, cannot be used.

    `faults` holds all that is wrong with it, in the order of the files.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))
