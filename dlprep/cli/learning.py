"""`learn`: a topic's lesson, or the path of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import stop

if TYPE_CHECKING:
    from dlprep.study.desk import Desk
    from dlprep.study.reading import Reading

commands = typer.Typer()


@commands.command()
def learn(
    topic: Annotated[str | None, typer.Argument(help="A topic; without one, the path of all.")] = None,
    plain: Annotated[bool, typer.Option(help="Words and numbers instead of moving pictures.")] = False,
) -> None:
    """Read a topic's lesson, with pictures to take hold of; it goes on where you left it."""
    with opened.desk() as desk:
        reading = _reading(desk, topic) if topic else None
        if plain or not opened.full_screen():
            _tell(desk, reading)
        else:
            raise typer.Exit(_show(desk, reading))


def _show(desk: Desk, reading: Reading | None) -> int:
    from dlprep.tui.app import DlprepApp
    from dlprep.tui.screens.lesson import LessonScreen
    from dlprep.tui.screens.syllabus import SyllabusScreen

    first = (lambda _: LessonScreen(reading)) if reading else SyllabusScreen
    return DlprepApp(None, desk=desk, first=first, theme=desk.settings.theme).run() or 0


def _tell(desk: Desk, reading: Reading | None) -> None:
    if reading is not None:
        from dlprep.lectern import read_aloud

        read_aloud(reading, opened.columns())
        return
    from dlprep.study.pathway import as_text
    from dlprep.study.reading import path

    typer.echo(as_text(path(desk), opened.columns()))


def _reading(desk: Desk, topic: str) -> Reading:
    from dlprep.study.reading import NoLesson, Reading

    try:
        return Reading(desk, topic)
    except NoLesson as none:
        stop(str(none))
