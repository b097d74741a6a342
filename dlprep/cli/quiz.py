"""`quiz`: a sitting, on the full screen or as plain prompts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import INTERRUPTED, stop

if TYPE_CHECKING:
    from dlprep.study.desk import Desk
    from dlprep.study.opening import Wanted
    from dlprep.study.sitting import Sitting

commands = typer.Typer()

UNCONFINED = typer.Option(help="Run code even where nothing can confine it: it has all of your rights.")


@commands.command()
def quiz(
    topics: Annotated[list[str] | None, typer.Argument(help="Topics; without one, what is due.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; may be repeated.")] = None,
    level: Annotated[
        list[int] | None, typer.Option(min=1, max=3, help="Only this level; may be repeated.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many items.")] = None,
    new: Annotated[int | None, typer.Option(min=0, help="New items, whatever the daily limit is.")] = None,
    cram: Annotated[bool, typer.Option(help="Ask everything; leave the schedule alone.")] = False,
    plain: Annotated[bool, typer.Option(help="Plain prompts instead of the full screen.")] = False,
    unconfined: Annotated[bool, UNCONFINED] = False,
) -> None:
    """Answer cards and solve challenges."""
    from dlprep.study.opening import Wanted

    wanted = Wanted(tuple(topics or ()), _kinds(kind or []), tuple(level or ()), limit, new, cram)
    face = _plain_face if plain or not opened.full_screen() else _screen_face
    with opened.desk() as desk:
        raise typer.Exit(face(desk, _sitting(desk, wanted), wanted, unconfined))


def _screen_face(desk: Desk, sitting: Sitting, wanted: Wanted, unconfined: bool) -> int:
    from dlprep.tui.app import DlprepApp

    title = ", ".join(wanted.topics) or "all that is due"
    app = DlprepApp(sitting, title, desk=desk, theme=desk.settings.theme, unconfined=unconfined)
    code = app.run() or 0
    summary = sitting.summary()
    if code == INTERRUPTED and summary.answered:
        typer.echo(f"Stopped. {summary.answered} answers are saved.", err=True)
    return code


def _plain_face(_: Desk, sitting: Sitting, wanted: Wanted, unconfined: bool) -> int:
    from dlprep import plain

    plain.run(sitting, opened.columns(), unconfined=unconfined)
    return 0


def _sitting(desk: Desk, wanted: Wanted) -> Sitting:
    from dlprep.study.opening import UnknownTopic

    try:
        return desk.sit(wanted)
    except UnknownTopic as unknown:
        stop(str(unknown))


def _kinds(asked: list[str]) -> tuple[str, ...]:
    from dlprep.bank.items import KINDS

    for kind in asked:
        if kind not in KINDS:
            stop(f"There is no kind {kind!r}. Kinds: {', '.join(KINDS)}.")
    return tuple(asked)
