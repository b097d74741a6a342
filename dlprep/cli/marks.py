"""`marked` and `resume`: items set apart, and taking them up again."""

from __future__ import annotations

from typing import Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import UNUSABLE

commands = typer.Typer()


@commands.command()
def marked(as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False) -> None:
    """List suspended and flagged items, and leeches: those forgotten eight times."""
    import json

    from dlprep.study import marks

    with opened.desk() as desk:
        found = marks.marked(desk)
    if as_json:
        typer.echo(json.dumps(found._asdict(), indent=1))
        return
    for name, items in found._asdict().items():
        typer.echo(f"{name.title()}: {', '.join(items) or 'none'}")
    typer.echo("`dlprep resume ID` takes up a suspended item; `dlprep quiz --flagged` and `--leeches` ask.")


@commands.command()
def resume(items: Annotated[list[str], typer.Argument(help="Ids of suspended items.")]) -> None:
    """Ask suspended items again, with the history they have."""
    from dlprep.study import marks

    with opened.desk("change") as desk:
        taken = marks.take_up(desk, items)
        for item in items:
            told = "taken up" if item in taken else marks.why_not(desk, item)
            typer.echo(f"{item}: {told}", err=item not in taken)
    raise typer.Exit(0 if set(items) <= set(taken) else UNUSABLE)
