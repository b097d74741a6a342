"""`export` and `import`: progress as JSON lines, cards as Anki packages and tables."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import stop

commands = typer.Typer()


@commands.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to; without it, standard output.")] = None,
    anki: Annotated[bool, typer.Option("--anki", help="The cards as an Anki package (.apkg).")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="The cards as a table.")] = False,
) -> None:
    """Write your progress as JSON lines; or the cards for Anki or a spreadsheet."""
    if anki and csv:
        stop("--anki is one file and --csv another: run `export` once for each.")
    if file is None or str(file) == "-":
        if anki:
            stop("Name the package's file: dlprep export --anki FILE.apkg")
        _export_text(csv, sys.stdout.write)
        return
    if file.exists():
        stop(f"{file} is there already and was not changed. Name another file.")
    try:
        _export_anki(file) if anki else _export_to(file, csv)
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}. Nothing was exported; what was answered is saved.")


@commands.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="An export, an Anki package (.apkg) or a table (.csv).")],
    name: Annotated[str | None, typer.Option(help="The pack's name; the file's without it.")] = None,
) -> None:
    """Add exported progress, or cards from Anki or a table as a pack."""
    if file.suffix.lower() in (".apkg", ".colpkg", ".csv"):
        _import_cards(file, name)
    else:
        _import_progress(file)


def _export_to(file: Path, csv: bool) -> None:
    """Whole, or no file."""
    with file.open("x", encoding="utf-8", newline="") as text:
        try:
            count = _export_text(csv, text.write)
            text.flush()
        except BaseException:
            file.unlink()
            raise
    typer.echo(f"{count} {'cards' if csv else 'rows'} in {file}.")


def _export_text(csv: bool, write: Callable[[str], object]) -> int:
    """Write it piece by piece; how many cards or rows there were, without the heading."""
    from dlprep.progress import lines
    from dlprep.progress.errors import ProgressError

    if csv:
        from dlprep.anki import table

        bank = opened.bank()
        return table.write((item for slug in bank.topics() for item in bank.items(slug)), write)
    with opened.log() as log:
        try:
            for count, line in enumerate(lines.written(log.database)):  # noqa: B007 - the heading is the 0th
                write(line + "\n")
        except ProgressError as error:
            stop(str(error))
    return count


def _export_anki(file: Path) -> None:
    from dlprep.anki import packing

    bank = opened.bank()
    topics = ((slug, bank.topic(slug).title, bank.items(slug)) for slug in bank.topics())
    try:
        packed = packing.pack(topics, file)
    except packing.NoGenanki as error:
        stop(str(error))
    typer.echo(
        f"{packed.cards} cards in {file}. Left out: {packed.left_out} that need dlprep (code, drawn numbers)."
    )


def _import_progress(file: Path) -> None:
    from dlprep import config, paths
    from dlprep.progress.errors import ProgressError
    from dlprep.progress.lines import BadLine
    from dlprep.study import moving
    from dlprep.study.standing import model_of

    retention = config.load(paths.config_file()).retention
    with opened.log("change") as log:
        try:
            with file.open(encoding="utf-8") as text:
                added = moving.read_lines(log, text, model_of(log, retention))
        except (BadLine, UnicodeDecodeError) as error:
            stop(f"{file}: {error}. Nothing was imported.")
        except OSError as error:
            stop(f"{file} cannot be read: {error.strerror}. Nothing was imported.")
        except ProgressError as error:
            stop(str(error))
    typer.echo(moving.told(added))


def _import_cards(file: Path, name: str | None) -> None:
    from dlprep import paths
    from dlprep.anki import pack, reading, table

    read = table.read if file.suffix.lower() == ".csv" else reading.read
    try:
        notes = read(file)
        made = pack.write(notes.notes, paths.data() / "packs", name or file.stem)
    except (reading.BadPackage, pack.BadName) as error:
        stop(f"{file}: {error}. Nothing was imported.")
    count = "1 card" if made.cards == 1 else f"{made.cards} cards"
    typer.echo(f"{count} in {made.folder}. To be asked: `dlprep quiz {made.folder.name}:`")
    if notes.media:
        typer.echo(f"Left out: {notes.media} pictures and sounds, which a terminal does not show.")
    if made.left_out:
        count = "1 note" if made.left_out == 1 else f"{made.left_out} notes"
        typer.echo(f"Left out: {count} without a question or an answer.")
    if made.aside:
        typer.echo(f"The pack of that name that was there is kept as {made.aside}.")
