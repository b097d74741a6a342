"""`run` and `grade`: files judged without a sitting."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from dlprep.cli import opened
from dlprep.cli.telling import INTERRUPTED, UNUSABLE, bar, stop
from dlprep.text.clean import clean

commands = typer.Typer()

LONGEST = 100
"""Characters of an error in a line of `grade`; `--json` has all of it."""
UNCONFINED = typer.Option(help="Run code even where nothing can confine it: it has all of your rights.")


@commands.command()
def run(
    challenge: Annotated[str, typer.Argument(help="A challenge's id or entry name.")],
    file: Annotated[Path, typer.Argument(help="The solution; - reads standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="The verdict as JSON.")] = False,
    seed: Annotated[int | None, typer.Option(help="Draw the inputs from this seed.")] = None,
    unconfined: Annotated[bool, UNCONFINED] = False,
) -> None:
    """Judge a solution: exit code 0 passed, 1 not passed, 2 could not be judged."""
    import json

    from dlprep.judge import Judge
    from dlprep.study.verdicts import output_lines, verdict_lines

    bank = opened.bank()
    source = _source(file)
    with Judge(unconfined=unconfined, hidden=bank.folders) as judge:
        verdict = judge.run(opened.challenge_named(bank, challenge), source, seed=seed)
    if as_json:
        typer.echo(json.dumps(verdict.to_json()))
    else:
        lines = [*verdict_lines(verdict, bank.misconceptions(), full=True), ("", ""), *output_lines(verdict)]
        typer.echo("\n".join(line for _, line in lines).rstrip())
    raise typer.Exit(UNUSABLE if verdict.status == "unavailable" else int(not verdict.passed))


@commands.command()
def grade(
    folder: Annotated[Path, typer.Argument(help="Holds <challenge or entry name>/*.py.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line for each submission.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Submissions judged at once.")] = 2,
) -> None:
    """Judge a folder of solutions; interrupted, it goes on from where it was."""
    from dlprep import paths
    from dlprep.judge import Judge, batch

    try:
        handed_in = batch.submissions(folder, opened.challenges(bank := opened.bank()))
    except batch.NoChallenge as error:
        stop(str(error))
    except OSError as error:
        stop(f"{_no_folder(str(folder), error)}. Nothing was judged.")
    try:
        with Judge(hidden=bank.folders) as judge, bar("judged", len(handed_in)) as advance:
            verdicts = batch.grade(judge, handed_in, workers=workers, kept=paths.cache() / "grades")
            for number, verdict in enumerate(verdicts, 1):
                typer.echo(_graded(verdict, as_json))
                advance(number)
    except KeyboardInterrupt:
        stop("Stopped. What was judged is kept: the same command goes on from there.", INTERRUPTED)


def _graded(verdict: dict[str, Any], as_json: bool) -> str:
    import json

    if as_json:
        return json.dumps(verdict)
    named = f"  ◆ {verdict['diagnosis']['misconception']}" if verdict["diagnosis"] else ""
    why = (verdict["error"] or "").strip().splitlines()[-1:]  # the last line of a traceback
    told = f"{clean(verdict['file'])}{named}{''.join(f'  {clean(line)[:LONGEST]}' for line in why)}"
    return f"{'✓' if verdict['passed'] else '✗'} {verdict['status']:<11} {told}"


def _source(file: Path) -> str:
    """A submission's text, line ends as Python has them; ends the command where there is none."""
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        source = data.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{_unreadable(str(file), error)}. Nothing was judged.")
    return source


def _no_folder(folder: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no folder {folder!r}: name one that holds CHALLENGE/*.py"
    if isinstance(error, NotADirectoryError):
        return f"{folder!r} is a file: `grade` takes a folder, `dlprep run` one file"
    return f"{folder!r} cannot be read ({error.strerror})"


def _unreadable(file: str, error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no file {file!r}"
    if isinstance(error, IsADirectoryError):
        return f"{file!r} is a folder: `run` takes one file, `dlprep grade` a folder"
    if isinstance(error, UnicodeDecodeError):
        return f"{file!r} is not UTF-8 text (byte {error.start} is {error.object[error.start]:#04x})"
    return f"{file!r} cannot be read ({error.strerror})"
