"""What commands work on, opened as the settings say: the bank and the progress file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from dlprep.cli.telling import stop

if TYPE_CHECKING:
    from dlprep.bank.items import Challenge
    from dlprep.bank.library import Bank
    from dlprep.progress.errors import Unsavable
    from dlprep.progress.log import Log
    from dlprep.study.desk import Desk

Use = Literal["read", "sit", "change"]
"""What a command does with the progress file: show it, hold a sitting, or nothing but change it."""


def bank() -> Bank:
    """The questions and packs in force, with their cached index."""
    from dlprep import config, paths
    from dlprep.bank.library import in_force

    return in_force(config.load(paths.config_file()))


def tell_left_out(bank: Bank) -> None:
    """Say on standard error which packs are not used, and why."""
    for pack in bank.left_out:
        typer.echo(f"dlprep: {pack}", err=True)


def log(use: Use = "read") -> Log:
    """The progress file; where nothing can be saved, a copy in memory, said so, if that is of use.

    A sitting on a full disk is of none: there is room again in a moment. Other faults end the command.
    """
    from dlprep import paths
    from dlprep.progress.errors import DeviceFault, DiskFull, ProgressError, Unsavable, Unwritable
    from dlprep.progress.log import Log

    path = paths.progress_file()
    borne = {"read": (Unwritable, DiskFull, DeviceFault), "sit": (Unwritable,), "change": ()}[use]
    try:
        return Log.open(path)
    except Unsavable as error:
        return _unsaved(path, error, use) if isinstance(error, borne) else stop(error.at_opening())
    except ProgressError as error:
        stop(str(error))


def _unsaved(path: Path, error: Unsavable, use: Use) -> Log:
    """What is there, in memory; what can only show it ends where it cannot be read."""
    from dlprep.progress.errors import NewerDatabase
    from dlprep.progress.log import Log
    from dlprep.progress.merging import Unreadable
    from dlprep.progress.viewing import viewed

    found, there = None, "There are no answers yet, and this goes on without saving"
    try:
        if found := viewed(path):
            there = "What is there is shown, and stays as it is"
    except NewerDatabase as newer:
        stop(str(newer))
    except Unreadable as unreadable:
        there = f"What is there cannot be read either ({unreadable.reason})"
        if use == "read":
            stop(error.at_opening(there))
    typer.echo(f"dlprep: {error.at_opening(there)}", err=True)
    return Log(found) if found else Log.in_memory()


@contextmanager
def desk(use: Use = "read") -> Iterator[Desk]:
    """Bank, progress file and settings; the file is closed on leaving."""
    from dlprep import config, paths
    from dlprep.bank.library import in_force
    from dlprep.study.desk import Desk

    settings = config.load(paths.config_file())
    with log(use) as progress:
        yield Desk(in_force(settings), progress, settings)


def full_screen() -> bool:
    """Whether there is a terminal that can show more than plain text."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


def columns(without: int = 80) -> int:
    """The width of plain text: the terminal's, or what is usual `without` one."""
    import shutil

    return shutil.get_terminal_size((without, 24)).columns


def challenges(bank: Bank) -> Iterator[Challenge]:
    """All challenges of a bank, topic by topic."""
    from dlprep.bank.items import Challenge

    for topic in bank.topics():
        yield from (item for item in bank.items(topic) if isinstance(item, Challenge))


def challenge_named(bank: Bank, name: str) -> Challenge:
    """The challenge of that id, else the first with that entry name."""
    known = list(challenges(bank))
    found = [c for c in known if c.id == name] or [c for c in known if c.entry == name]
    if not found:
        import difflib

        names = dict.fromkeys(name for c in known for name in (c.id, c.entry))
        near = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        stop(f"There is no challenge {name!r}.{hint} `dlprep list TOPIC` shows them.")
    return found[0]
