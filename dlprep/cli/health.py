"""`doctor`: what works on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from dlprep.cli.telling import FAULTS

commands = typer.Typer()


@commands.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False) -> None:
    """Show versions, confinement, places and the health of the progress file; exit code 1 when ill."""
    import json

    from dlprep.study import doctor as examination

    found = examination.examine()
    typer.echo(json.dumps(found, indent=1) if as_json else "\n".join(examination.told(found)))
    raise typer.Exit(0 if examination.sound(found) else FAULTS)
