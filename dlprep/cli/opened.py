"""What commands work on, opened as the settings say: the bank and the progress file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from dlprep.cli.telling import stop

if TYPE_CHECKING:
    from dlprep.bank.items import Challenge
    from dlprep.bank.library import Bank
    from dlprep.progress.log import Log
    from dlprep.study.desk import Desk


def bank() -> Bank:
    """The questions and packs in force, with their cached index."""
    from dlprep import config, paths
    from dlprep.bank.library import in_force

    return in_force(config.load(paths.config_file()))


def tell_left_out(bank: Bank) -> None:
    """Say on standard error which packs are not used, and why."""
    for pack in bank.left_out:
        typer.echo(f"dlprep: {pack}", err=True)


def log() -> Log:
    """The progress file; in memory, said so, where it cannot be written. Other faults end the command."""
    from dlprep import paths
    from dlprep.progress.errors import ProgressError, Unwritable
    from dlprep.progress.log import Log

    try:
        return Log.open(paths.progress_file())
    except Unwritable as error:
        typer.echo(f"dlprep: {error}", err=True)
        return Log.in_memory()
    except ProgressError as error:
        stop(str(error))


@contextmanager
def desk() -> Iterator[Desk]:
    """Bank, progress file and settings; the file is closed on leaving."""
    from dlprep import config, paths
    from dlprep.bank.library import in_force
    from dlprep.study.desk import Desk

    settings = config.load(paths.config_file())
    with log() as progress:
        yield Desk(in_force(settings), progress, settings)


def full_screen() -> bool:
    """Whether there is a terminal that can show more than plain text."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


def columns() -> int:
    """The width of plain text: the terminal's, 80 without one."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


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
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        stop(f"There is no challenge {name!r}.{hint} `dlprep list TOPIC` shows them.")
    return found[0]
