"""`list` and `check`: what is in a bank, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import FAULTS, bar, stop

if TYPE_CHECKING:
    from dlprep.bank.faults import Fault
    from dlprep.bank.library import Bank

commands = typer.Typer()


@commands.command("list")
def list_items(
    topic: Annotated[str | None, typer.Argument(help="Only this topic.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON list of items.")] = False,
) -> None:
    """List topics and items."""
    from dlprep.study import listing

    bank = opened.bank()
    if topic is not None:
        _known(bank, topic)
    typer.echo(listing.as_json(bank, topic) if as_json else listing.as_text(bank, topic))


@commands.command()
def check(
    path: Annotated[Path | None, typer.Argument(help="A bank, a topic's folder or a file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Faults as a JSON list.")] = False,
    run: Annotated[bool, typer.Option(help="Also run what can be run: references, checks, outputs.")] = True,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Only show what each topic must cover, and by which items.")
    ] = False,
) -> None:
    """Check a bank: every fault as file:line:column: what, expected."""
    from dlprep import paths
    from dlprep.study import checking

    place = path or paths.questions()
    if coverage:
        raise typer.Exit(_tell_coverage(place))
    faults = checking.form(place)
    if run and place.exists():
        faults += _run_claims(place)
    _tell_faults(faults, as_json)
    raise typer.Exit(FAULTS if faults else 0)


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


def _run_claims(place: Path) -> list[Fault]:
    from dlprep import paths
    from dlprep.judge import Judge
    from dlprep.study import checking

    total = len(checking.items_under(place))
    with Judge() as judge, bar("proved", total) as advance:
        return list(checking.claims(place, judge, paths.cache() / "proofs", advance))


def _tell_faults(faults: list[Fault], as_json: bool) -> None:
    import json
    from dataclasses import asdict

    if as_json:
        typer.echo(json.dumps([asdict(fault) for fault in faults], indent=2))
        return
    for fault in faults:
        typer.echo(str(fault))
    count = "No faults" if not faults else "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    typer.echo(f"{count}.", err=True)


def _known(bank: Bank, topic: str) -> None:
    from dlprep.study.opening import UnknownTopic

    if topic not in bank.topics():
        stop(str(UnknownTopic(topic, bank.topics())))
