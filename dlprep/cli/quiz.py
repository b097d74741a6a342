"""`quiz`: a sitting, on the full screen or as plain prompts.

Annotations are evaluated once, here: as strings typer would compile each of them twice (3 ms).
"""

from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import INTERRUPTED, stop

if TYPE_CHECKING:
    from dlprep.study.desk import Desk
    from dlprep.study.naming import Named
    from dlprep.study.opening import Wanted
    from dlprep.study.sitting import Sitting

commands = typer.Typer()

UNCONFINED = typer.Option(help="Run code even where nothing can confine it: it has all of your rights.")


@commands.command()
def quiz(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Topics, packs, or ids of items or of a misconception; without, what is due."),
    ] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; may be repeated.")] = None,
    level: Annotated[
        list[int] | None, typer.Option(min=1, max=3, help="Only this level; may be repeated.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many items.")] = None,
    new: Annotated[int | None, typer.Option(min=0, help="New items, whatever the daily limit is.")] = None,
    cram: Annotated[bool, typer.Option(help="Ask everything; leave the schedule alone.")] = False,
    flagged: Annotated[bool, typer.Option("--flagged", help="Just the items you flagged.")] = False,
    leeches: Annotated[
        bool, typer.Option("--leeches", help="Just what is forgotten time and again.")
    ] = False,
    plain: Annotated[bool, typer.Option(help="Plain prompts instead of the full screen.")] = False,
    unconfined: Annotated[bool, UNCONFINED] = False,
) -> None:
    """Answer cards and solve challenges."""
    from dlprep.study.opening import Wanted

    kinds = _kinds(kind or [])
    face = _plain_face if plain or not opened.full_screen() else _screen_face
    with opened.desk("sit") as desk:
        topics, items = _marked(desk, flagged) if flagged or leeches else _named(desk, names or [])
        wanted = Wanted(topics, kinds, tuple(level or ()), limit, new, cram, items)
        sitting = desk.sit(wanted)
        if sitting.asked is None:
            _check_choice(desk, wanted)
        code = face(desk, sitting, wanted, unconfined)
        if not names:
            opened.tell_left_out(desk.bank)
        raise typer.Exit(code)


def _check_choice(desk: "Desk", wanted: "Wanted") -> None:
    """End the command where nothing will ever be due."""
    from dlprep.study.opening import fits

    choice = [*(wanted.topics or wanted.items), *wanted.kinds, *(f"level {n}" for n in wanted.levels)]
    if choice and not fits(desk.bank, wanted):
        stop(f"No item fits the choice: {', '.join(choice)}. `dlprep list TOPIC` shows what there is.")


def _screen_face(desk: "Desk", sitting: "Sitting", wanted: "Wanted", unconfined: bool) -> int:
    from dlprep.tui.app import DlprepApp

    title = ", ".join(wanted.topics or wanted.items) or "all that is due"
    app = DlprepApp(sitting, title, desk=desk, theme=desk.settings.theme, unconfined=unconfined)
    code = app.run() or 0
    if code == INTERRUPTED and (answered := sitting.tally.done):
        typer.echo(f"Stopped. {answered} answers are saved.", err=True)
    return code


def _plain_face(_: "Desk", sitting: "Sitting", wanted: "Wanted", unconfined: bool) -> int:
    from dlprep import plain

    plain.run(sitting, opened.columns(), unconfined=unconfined)
    return 0


def _named(desk: "Desk", names: list[str]) -> "Named":
    from dlprep.study.naming import Mixed, UnknownTopic, named

    try:
        return named(desk.bank, names)
    except (UnknownTopic, Mixed) as error:
        stop(str(error))


def _marked(desk: "Desk", flagged: bool) -> "Named":
    from dlprep.study.marks import marked
    from dlprep.study.naming import Named

    found = marked(desk)
    items = found.flagged if flagged else found.leeches
    if not items:
        stop("No item is flagged: f in a sitting does." if flagged else "No item is a leech.")
    return Named(items=items)


def _kinds(asked: list[str]) -> tuple[str, ...]:
    from dlprep.bank.items import KINDS

    for kind in asked:
        if kind not in KINDS:
            stop(f"There is no kind {kind!r}. Kinds: {', '.join(KINDS)}.")
    return tuple(asked)
