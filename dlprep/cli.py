"""The commands: parse, call one function, print. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dlprep.bank.library import Bank
    from dlprep.progress.log import Log
    from dlprep.study.opening import Wanted
    from dlprep.study.sitting import Sitting

FAULTS, UNUSABLE, INTERRUPTED = 1, 2, 130

app = typer.Typer(
    name="dlprep",
    help="Deep-learning interview practice in the terminal.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run a command; what goes wrong is told in a sentence, never as a traceback."""
    from dlprep.bank.faults import BankError
    from dlprep.config import ConfigError

    try:
        app()
    except (BankError, ConfigError) as error:
        _stop(str(error))
    except KeyboardInterrupt:
        _stop("Stopped. What was answered is saved.", INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away; Python would complain once more at exit
        sys.exit(0)


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", help="Show the version.", is_eager=True)] = False,
) -> None:
    """Deep-learning interview practice in the terminal."""
    if version:
        from dlprep import __version__

        typer.echo(f"dlprep {__version__}")
        raise typer.Exit


@app.command()
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
) -> None:
    """Answer cards and solve challenges."""
    from dlprep.study.opening import Wanted

    wanted = Wanted(tuple(topics or ()), _kinds(kind or []), tuple(level or ()), limit, new, cram)
    face = _plain_face if plain or not _full_screen() else _screen_face
    with _log() as log:
        raise typer.Exit(face(_sitting(log, wanted), wanted))


@app.command("list")
def list_items(
    topic: Annotated[str | None, typer.Argument(help="Only this topic.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON list of items.")] = False,
) -> None:
    """List topics and items."""
    from dlprep.study import listing

    bank = _bank()
    if topic is not None:
        _known(bank, topic)
    typer.echo(listing.as_json(bank, topic) if as_json else listing.as_text(bank, topic))


@app.command()
def check(
    path: Annotated[Path | None, typer.Argument(help="A pack, a topic's folder or a file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Faults as a JSON list.")] = False,
) -> None:
    """Check the bank's files: every fault as file:line:column: what, expected."""
    import json
    from dataclasses import asdict

    from dlprep import paths
    from dlprep.bank.inspection import inspect

    faults = inspect(path or paths.questions())
    if as_json:
        typer.echo(json.dumps([asdict(fault) for fault in faults], indent=2))
    else:
        for fault in faults:
            typer.echo(str(fault))
        typer.echo(f"{len(faults)} faults." if faults else "No faults.", err=True)
    raise typer.Exit(FAULTS if faults else 0)


def _screen_face(sitting: Sitting, wanted: Wanted) -> int:
    from dlprep.tui.app import DlprepApp

    code = DlprepApp(sitting, ", ".join(wanted.topics) or "all that is due").run() or 0
    summary = sitting.summary()
    if code == INTERRUPTED and summary.answered:
        typer.echo(f"Stopped. {summary.answered} answers are saved.", err=True)
    return code


def _plain_face(sitting: Sitting, wanted: Wanted) -> int:
    import shutil

    from dlprep import plain

    plain.run(sitting, shutil.get_terminal_size((80, 24)).columns)
    return 0


def _full_screen() -> bool:
    import os

    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


def _bank() -> Bank:
    from dlprep import paths
    from dlprep.bank.library import Bank

    return Bank(paths.questions(), paths.cache())


def _log() -> Log:
    from dlprep import paths
    from dlprep.progress.errors import ProgressError, Unwritable
    from dlprep.progress.log import Log

    try:
        return Log.open(paths.progress_file())
    except Unwritable as error:
        typer.echo(f"dlprep: {error}", err=True)
        return Log.in_memory()
    except ProgressError as error:
        _stop(str(error))
        raise


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
            _bank(),
            log,
            Model(settings.retention),
            wanted,
            limits=limits,
            rollover_hours=settings.rollover_hour,
        )
    except UnknownTopic as unknown:
        _stop(str(unknown))
        raise


def _kinds(asked: list[str]) -> tuple[str, ...]:
    from dlprep.bank.items import KINDS

    for kind in asked:
        if kind not in KINDS:
            _stop(f"There is no kind {kind!r}. Kinds: {', '.join(KINDS)}.")
    return tuple(asked)


def _known(bank: Bank, topic: str) -> None:
    from dlprep.study.opening import UnknownTopic

    if topic not in bank.topics():
        _stop(str(UnknownTopic(topic, bank.topics())))


def _stop(sentence: str, code: int = UNUSABLE) -> None:
    typer.echo(f"dlprep: {sentence}", err=True)
    sys.exit(code)
