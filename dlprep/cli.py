"""The commands: parse, call one function, print. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from dlprep.bank.faults import Fault
    from dlprep.bank.items import Challenge
    from dlprep.bank.library import Bank
    from dlprep.progress.log import Log
    from dlprep.study.opening import Wanted
    from dlprep.study.sitting import Sitting

FAULTS, UNUSABLE, INTERRUPTED = 1, 2, 130

Unconfined = typer.Option(help="Run code even where nothing can confine it: it has all of your rights.")


class Commands(TyperGroup):
    """What may end any command, before typer has its own, shorter answer to it."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command. Ctrl+C is told with what is intact; a reader that went away is no mistake."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _stop("Stopped. What was answered is saved.", INTERRUPTED)
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # Python flushes its output once more at exit
            if isinstance(error, BrokenPipeError):
                raise typer.Exit(0) from None
            _stop(f"{error}. What was answered is saved.")


app = typer.Typer(
    name="dlprep",
    cls=Commands,
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

    gc.set_threshold(100_000, 20, 20)  # the default walks all of Textual's classes again and again: 30 ms
    try:
        app()
    except (BankError, ConfigError) as error:
        _stop(str(error))


def _version(asked: bool) -> None:
    if asked:
        from dlprep import __version__

        typer.echo(f"dlprep {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Deep-learning interview practice in the terminal."""


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
    unconfined: Annotated[bool, Unconfined] = False,
) -> None:
    """Answer cards and solve challenges."""
    from dlprep.study.opening import Wanted

    wanted = Wanted(tuple(topics or ()), _kinds(kind or []), tuple(level or ()), limit, new, cram)
    face = _plain_face if plain or not _full_screen() else _screen_face
    with _log() as log:
        raise typer.Exit(face(_sitting(log, wanted), wanted, unconfined))


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
    path: Annotated[Path | None, typer.Argument(help="A bank, a topic's folder or a file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Faults as a JSON list.")] = False,
    run: Annotated[bool, typer.Option(help="Also run what can be run: references, checks, outputs.")] = True,
) -> None:
    """Check a bank: every fault as file:line:column: what, expected."""
    from dlprep import paths
    from dlprep.study import checking

    place = path or paths.questions()
    faults = checking.form(place)
    if run and place.exists():
        faults += _run_claims(place)
    _tell_faults(faults, as_json)
    raise typer.Exit(FAULTS if faults else 0)


@app.command()
def run(
    challenge: Annotated[str, typer.Argument(help="A challenge's id or entry name.")],
    file: Annotated[Path, typer.Argument(help="The solution; - reads standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="The verdict as JSON.")] = False,
    seed: Annotated[int | None, typer.Option(help="Draw the inputs from this seed.")] = None,
    unconfined: Annotated[bool, Unconfined] = False,
) -> None:
    """Judge a solution: exit code 0 passed, 1 not passed, 2 could not be judged."""
    import json

    from dlprep.judge import Judge
    from dlprep.study.telling import verdict_lines

    bank = _bank()
    source = _source(file)
    with Judge(unconfined=unconfined) as judge:
        verdict = judge.run(_challenge(bank, challenge), source, seed=seed)
    if as_json:
        typer.echo(json.dumps(verdict.to_json()))
    else:
        typer.echo("\n".join(line for _, line in verdict_lines(verdict, bank.misconceptions())))
    raise typer.Exit(UNUSABLE if verdict.status == "unavailable" else int(not verdict.passed))


@app.command()
def grade(
    folder: Annotated[Path, typer.Argument(help="Holds <challenge or entry name>/*.py.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line for each submission.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Submissions judged at once.")] = 2,
) -> None:
    """Judge a folder of solutions; interrupted, it goes on from where it was."""
    from dlprep import paths
    from dlprep.judge import Judge, batch

    try:
        handed_in = batch.submissions(folder, _challenges(_bank()))
    except (batch.NoChallenge, OSError) as error:
        _stop(str(error))
    with Judge() as judge, _bar("judged", len(handed_in)) as advance:
        verdicts = batch.grade(judge, handed_in, workers=workers, kept=paths.cache() / "grades")
        for number, verdict in enumerate(verdicts, 1):
            typer.echo(_graded(verdict, as_json))
            advance(number)


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False) -> None:
    """Show versions, confinement, places and the health of the progress file."""
    import json

    from dlprep.study import doctor as examination

    found = examination.examine()
    typer.echo(json.dumps(found, indent=1) if as_json else "\n".join(examination.told(found)))


def _run_claims(place: Path) -> list[Fault]:
    from dlprep import paths
    from dlprep.judge import Judge
    from dlprep.study import checking

    total = len(checking.items_under(place))
    with Judge() as judge, _bar("proved", total) as advance:
        return list(checking.claims(place, judge, paths.cache() / "proofs", advance))


def _tell_faults(faults: list[Fault], as_json: bool) -> None:
    import json
    from dataclasses import asdict

    if as_json:
        typer.echo(json.dumps([asdict(fault) for fault in faults], indent=2))
        return
    for fault in faults:
        typer.echo(str(fault))
    typer.echo(f"{len(faults)} faults." if faults else "No faults.", err=True)


@contextmanager
def _bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)


def _graded(verdict: dict[str, Any], as_json: bool) -> str:
    import json

    if as_json:
        return json.dumps(verdict)
    named = f"  ◆ {verdict['diagnosis']['misconception']}" if verdict["diagnosis"] else ""
    return f"{'✓' if verdict['passed'] else '✗'} {verdict['status']:<11} {verdict['file']}{named}"


def _source(file: Path) -> str:
    try:
        source = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _stop(f"{file} cannot be read: {error}. Nothing was judged.")
    return source


def _challenges(bank: Bank) -> Iterator[Challenge]:
    from dlprep.bank.items import Challenge

    for topic in bank.topics():
        yield from (item for item in bank.items(topic) if isinstance(item, Challenge))


def _challenge(bank: Bank, name: str) -> Challenge:
    """The challenge of that id, else the first with that entry name."""
    known = list(_challenges(bank))
    found = [c for c in known if c.id == name] or [c for c in known if c.entry == name]
    if not found:
        import difflib

        near = difflib.get_close_matches(name, [c.id for c in known], n=1, cutoff=0.4)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        _stop(f"There is no challenge {name!r}.{hint} `dlprep list TOPIC` shows them.")
    return found[0]


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


def _stop(sentence: str, code: int = UNUSABLE) -> NoReturn:
    typer.echo(f"dlprep: {sentence}", err=True)
    sys.exit(code)
