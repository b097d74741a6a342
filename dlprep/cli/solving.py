"""`solve`: a challenge in one's own editor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import stop

commands = typer.Typer()


@commands.command()
def solve(
    challenge: Annotated[str, typer.Argument(help="A challenge's id or entry name.")],
    file: Annotated[Path | None, typer.Argument(help="Where to write it; <challenge>.py by default.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Judge at each save; it always does.")] = False,
    unconfined: Annotated[
        bool, typer.Option(help="Run code even where nothing can confine it: it has all of your rights.")
    ] = False,
) -> None:
    """Solve a challenge in your own editor: the file is judged at each save."""
    from dlprep.judge import Judge
    from dlprep.study.opening import Wanted
    from dlprep.watch import Watching, begin

    with opened.desk() as desk, Judge(unconfined=unconfined) as judge:
        item = opened.challenge_named(desk.bank, challenge)
        wanted = Wanted(items=(item.id,))
        while (asked := (sitting := desk.sit(wanted)).asked) is not None and asked.trial is not None:
            judge.prepare(asked.trial.challenge)
            place = (file or Path(f"{asked.item.id.replace(':', '-')}.py")).absolute()
            try:
                begin(place, sitting.draft() or asked.trial.challenge.starter)
            except OSError as error:
                stop(f"{place} cannot be written: {error.strerror}. Nothing was changed.")
            if not Watching(sitting, judge, place, opened.columns()).run():
                return
            file, wanted = None, Wanted(kinds=("challenge",), limit=1)
        typer.echo("No other challenge is due.")
