"""How a command ends and shows that it is at work."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

FAULTS, UNUSABLE, INTERRUPTED = 1, 2, 130
"""Exit codes: faults were found; nothing could be done; Ctrl+C."""


def stop(sentence: str, code: int = UNUSABLE) -> NoReturn:
    """End the command with a sentence on standard error."""
    typer.echo(f"dlprep: {sentence}", err=True)
    sys.exit(code)


@contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)
