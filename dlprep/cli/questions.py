"""`list` and `check`: what is in a bank, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import FAULTS, bar, stop

if TYPE_CHECKING:
    from dlprep.bank.faults import Fault

commands = typer.Typer()


@commands.command("list")
def list_items(
    topic: Annotated[str | None, typer.Argument(help="Only this topic, or this pack.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON list of items.")] = False,
) -> None:
    """List topics and items."""
    from dlprep.study import listing
    from dlprep.study.naming import UnknownTopic

    bank = opened.bank()
    try:
        typer.echo(
            listing.as_json(bank, topic) if as_json else listing.as_text(bank, topic, opened.columns(160))
        )
    except UnknownTopic as unknown:
        stop(str(unknown))
    opened.tell_left_out(bank)


@commands.command()
def check(
    path: Annotated[
        Path | None,
        typer.Argument(help="A bank, a topic's folder, a file, or a pack's name; all without it."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Faults as a JSON list.")] = False,
    run: Annotated[bool, typer.Option(help="Also run what can be run: references, checks, outputs.")] = True,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Only show what each topic must cover, and by which items.")
    ] = False,
) -> None:
    """Check a bank: every fault as file:line:column: what, expected."""
    from dlprep import paths
    from dlprep.study import checking

    if coverage:
        raise typer.Exit(_tell_coverage(path or paths.questions()))
    places = _places(path)
    faults = [fault for place in places for fault in checking.form(place)]
    if run:
        faults += _run_claims([place for place in places if place.exists()])
    _tell_faults(faults, as_json)
    raise typer.Exit(FAULTS if faults else 0)


def _places(path: Path | None) -> list[Path]:
    """What to check: a place named, a pack named, or everything."""
    bank = opened.bank()
    if path is None:
        return [*bank.folders]
    named = [folder for folder in bank.folders[1:] if folder.name == str(path)]
    return named if named and not path.exists() else [path.resolve()]


def _tell_coverage(place: Path) -> int:
    """Print every promise; the exit code is that of faults where one is not kept."""
    from dlprep.bank.library import Bank
    from dlprep.study import coverage

    bank = Bank(place)
    typer.echo("\n".join(coverage.told(bank)))
    open_ones = sum(not promise.kept for promise in coverage.promises(bank))
    if open_ones:
        typer.echo(f"Uncovered: {open_ones}.", err=True)
    return FAULTS if open_ones else 0


def _run_claims(places: list[Path]) -> list[Fault]:
    from dlprep import paths
    from dlprep.bank.inspection import bank_of
    from dlprep.judge import Judge
    from dlprep.study import checking

    items = [(place, item) for place in places for item in checking.items_under(place)]
    hidden = [*opened.bank().folders, *map(bank_of, places)]
    with Judge(hidden=hidden) as judge, bar("proved", len(items)) as advance:
        return list(checking.claims(items, judge, paths.cache() / "proofs", advance))


def _tell_faults(faults: list[Fault], as_json: bool) -> None:
    import json

    if as_json:
        typer.echo(json.dumps([fault._asdict() for fault in faults], indent=2))
        return
    for fault in faults:
        typer.echo(str(fault))
    count = "No faults" if not faults else "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    typer.echo(f"{count}.", err=True)
