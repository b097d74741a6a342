"""`quiz`: a sitting, on the full screen or as plain prompts."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import INTERRUPTED, stop

if TYPE_CHECKING:
    from dlprep.progress.log import Log
    from dlprep.study.opening import Wanted
    from dlprep.study.sitting import Sitting

commands = typer.Typer()

UNCONFINED = typer.Option(help="Run code even where nothing can confine it: it has all of your rights.")


@commands.command()
def quiz(
    topics: Annotated[list[str] | None, typer.Argument(help="Topics; without one, what is due.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; may be repeated.")] = None,
    level: Annotated[
        list[int] | None, typer.Option(min=1, max=3, help="Only this level; may be repeated.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many items.")] = None,
    new: Annotated[int | None, typer.Option(min=0, help="New items, whatever the daily limit is.")] = None,
    cram: Annotated[bool, typer.Option(help="Ask everything; leave the schedule alone.")] = False,
    plain: Annotated[bool, typer.Option(help="Plain prompts instead of the full screen.")] = False,
    unconfined: Annotated[bool, UNCONFINED] = False,
) -> None:
    """Answer cards and solve challenges."""
    from dlprep.study.opening import Wanted

    wanted = Wanted(tuple(topics or ()), _kinds(kind or []), tuple(level or ()), limit, new, cram)
    face = _plain_face if plain or not _full_screen() else _screen_face
    with opened.log() as log:
        raise typer.Exit(face(_sitting(log, wanted), wanted, unconfined))


def _screen_face(sitting: Sitting, wanted: Wanted, unconfined: bool) -> int:
    from dlprep import config, paths
    from dlprep.tui.app import DlprepApp

    title = ", ".join(wanted.topics) or "all that is due"
    theme = config.load(paths.config_file()).theme
    code = DlprepApp(sitting, title, theme=theme, unconfined=unconfined).run() or 0
    summary = sitting.summary()
    if code == INTERRUPTED and summary.answered:
        typer.echo(f"Stopped. {summary.answered} answers are saved.", err=True)
    return code


def _plain_face(sitting: Sitting, wanted: Wanted, unconfined: bool) -> int:
    import shutil

    from dlprep import plain

    plain.run(sitting, shutil.get_terminal_size((80, 24)).columns, unconfined=unconfined)
    return 0


def _full_screen() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


def _sitting(log: Log, wanted: Wanted) -> Sitting:
    from dlprep import config, paths
    from dlprep.schedule.model import Model
    from dlprep.schedule.queue import Limits
    from dlprep.study.opening import UnknownTopic
    from dlprep.study.sitting import Sitting

    settings = config.load(paths.config_file())
    limits = Limits(new=settings.new_per_day, reviews=settings.reviews_per_day)
    try:
        return Sitting(
            opened.bank(),
            log,
            Model(settings.retention),
            wanted,
            limits=limits,
            rollover_hours=settings.rollover_hour,
        )
    except UnknownTopic as unknown:
        stop(str(unknown))


def _kinds(asked: list[str]) -> tuple[str, ...]:
    from dlprep.bank.items import KINDS

    for kind in asked:
        if kind not in KINDS:
            stop(f"There is no kind {kind!r}. Kinds: {', '.join(KINDS)}.")
    return tuple(asked)
