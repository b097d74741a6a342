"""`solve`: a challenge in one's own editor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import stop

if TYPE_CHECKING:
    from dlprep.study.desk import Desk

commands = typer.Typer()


@commands.command()
def solve(
    challenge: Annotated[str, typer.Argument(help="A challenge's id or entry name.")],
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to write it, a file or a folder; ./<challenge>.py by default."),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Judge at each save; it always does.")] = False,
    unconfined: Annotated[
        bool, typer.Option(help="Run code even where nothing can confine it: it has all of your rights.")
    ] = False,
) -> None:
    """Solve a challenge in your own editor: the file is judged at each save."""
    from dlprep.judge import Judge
    from dlprep.study.opening import Wanted
    from dlprep.watch import Watching, begin

    with opened.desk("sit") as desk, Judge(unconfined=unconfined, hidden=desk.bank.folders) as judge:
        wanted = Wanted(items=(opened.challenge_named(desk.bank, challenge).id,))
        folder = Path.cwd()
        while (asked := (sitting := desk.sit(wanted)).asked) is not None and asked.trial is not None:
            judge.prepare(asked.trial.challenge)
            place = _place(file, folder, asked.item.id)
            try:
                existed = not begin(place, sitting.draft() or asked.trial.challenge.starter)
            except OSError as error:
                stop(f"{place} cannot be written: {error.strerror}. Nothing was changed.")
            if not Watching(sitting, judge, place, opened.columns(), existed=existed).run():
                return
            file, folder = None, place.parent
            wanted = Wanted(items=_others(desk, asked.item.id)[:1])
            if not wanted.items:
                break
        typer.echo("No other challenge is due.")


def _place(file: Path | None, folder: Path, challenge: str) -> Path:
    """The file named; else, or where that is a folder, one named for the challenge."""
    name = f"{challenge.replace(':', '-')}.py"
    if file is None:
        return folder / name
    return (file / name if file.is_dir() else file).absolute()


def _others(desk: Desk, done: str) -> tuple[str, ...]:
    """The challenges that today's queue asks next, without the one just graded."""
    from dlprep.study.opening import Wanted

    return tuple(item for item in desk.sit(Wanted(kinds=("challenge",))).waiting if item != done)
