"""`backup`, `restore`, `merge`, `export`, `import` and `optimize`: what becomes of one's progress."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import stop

if TYPE_CHECKING:
    from dlprep.progress.log import Log
    from dlprep.schedule.model import Model

commands = typer.Typer()


@commands.command()
def backup(
    file: Annotated[Path | None, typer.Argument(help="Where to; without it, beside the others.")] = None,
) -> None:
    """Copy the progress file as it stands, also while dlprep runs."""
    from dlprep import paths
    from dlprep.progress import backup as backups
    from dlprep.progress.errors import ProgressError, Unsavable

    path = paths.progress_file()
    if not path.exists():
        stop("There is no progress yet, so nothing to back up.")
    if file and file.exists():
        stop(f"{file} is there already and was not changed. Name another file.")
    if file and not file.parent.is_dir():
        stop(f"No backup was made: there is no folder {file.parent}. Progress is intact. Name another place.")
    try:
        if file:
            backups.copy(path, file)
        typer.echo(file or backups.by_hand(path))
    except Unsavable as error:
        stop(f"No backup was made at {error.path}: {error.why}. Progress is intact. Name another place.")
    except ProgressError as error:
        stop(str(error))


@commands.command()
def restore(
    backup: Annotated[str | None, typer.Argument(help="A backup's name or path, or `latest`.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Go back to a backup; without one, list them. What is in place now is set aside first."""
    from dlprep import paths
    from dlprep.progress import restoring
    from dlprep.progress.errors import ProgressError

    path = paths.progress_file()
    if backup is None:
        _list(path)
        return
    chosen = _chosen(path, backup)
    if not yes and not typer.confirm(f"Put {chosen} in the place of {path}?"):
        stop("Nothing was changed.")
    try:
        aside = restoring.restore(path, chosen)
    except ProgressError as error:
        stop(str(error))
    typer.echo(f"Restored {chosen}.")
    if aside:
        typer.echo(f"What was in place before is kept as {aside}. `dlprep merge` can add it again.")


@commands.command()
def merge(other: Annotated[Path, typer.Argument(help="Another machine's progress.db.")]) -> None:
    """Add another machine's progress to this one; the other file is only read."""
    from dlprep.progress.errors import ProgressError
    from dlprep.study import moving

    with opened.log("change") as log:
        try:
            typer.echo(moving.told(moving.merge(log, other, _model(log))))
        except ProgressError as error:
            stop(str(error))


@commands.command()
def optimize(
    undo: Annotated[bool, typer.Option("--undo", help="Go back to the parameters before.")] = False,
) -> None:
    """Fit the memory model to your own reviews; needs the extra `optimize`."""
    from dlprep.progress.errors import ProgressError
    from dlprep.study import fitting

    with opened.log("change") as log:
        try:
            typer.echo(fitting.undone(log, _retention()) if undo else fitting.fitted(log, _retention()))
        except (fitting.NotFitted, ProgressError) as error:
            stop(str(error))


def _list(path: Path) -> None:
    from dlprep.progress import backup as backups

    found = backups.listed(path)
    if not found:
        stop("There is no backup yet. `dlprep backup` makes one.")
    for one in found:
        typer.echo(f"{one.made:%Y-%m-%d %H:%M}  {one.size / 2**20:7.1f} MB  {one.file.name}")
    typer.echo("\n`dlprep restore latest`, or one by its name.", err=True)


def _chosen(path: Path, name: str) -> Path:
    from dlprep.progress import backup as backups

    found = {one.file.name: one.file for one in backups.listed(path)}
    if name == "latest":
        return next(iter(found.values()), None) or stop("There is no backup yet. Nothing was changed.")
    chosen = found.get(name) or Path(name)
    if not chosen.exists():
        stop(f"There is no backup {name!r}. `dlprep restore` lists them. Nothing was changed.")
    return chosen


def _model(log: Log) -> Model:
    from dlprep.study.standing import model_of

    return model_of(log, _retention())


def _retention() -> float:
    from dlprep import config, paths

    return config.load(paths.config_file()).retention
