"""`plan`: the interviews' dates, and what they make of each day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import stop

if TYPE_CHECKING:
    from dlprep.study.desk import Desk

commands = typer.Typer()
plan = typer.Typer(invoke_without_command=True, no_args_is_help=False)
commands.add_typer(plan, name="plan")

Day = Annotated[str, typer.Argument(help="The interview's day, like 2026-12-10.")]
Topics = Annotated[
    list[str] | None,
    typer.Option("--topic", "-t", help="A topic it asks, with a weight if you like: transformers=2."),
]
Role = Annotated[str, typer.Option(help="A note of your own, shown with the countdown.")]
Minutes = Annotated[str | None, typer.Option(metavar="NUMBER", help="Minutes a day.")]
Off = Annotated[str | None, typer.Option(help="Days off, like sat,sun,2026-12-01; '' for none.")]


@plan.callback()
def show(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    plain: Annotated[bool, typer.Option(help="As plain text instead of the full screen.")] = False,
) -> None:
    """Show the plan for your interviews and what it will come to; `set`, `add` and `clear` change it."""
    if context.invoked_subcommand is not None:
        return
    with opened.desk() as desk:
        if as_json or plain or not opened.full_screen():
            _show(desk, as_json=as_json)
            return
        from dlprep.tui.app import DlprepApp
        from dlprep.tui.screens.plan import PlanScreen

        app = DlprepApp(None, desk=desk, first=PlanScreen, theme=desk.settings.theme)
        raise typer.Exit(app.run() or 0)


@plan.command(name="set")
def set_(day: Day, topic: Topics = None, role: Role = "", minutes: Minutes = None, off: Off = None) -> None:
    """Plan for one interview; any other is dropped. Minutes and days off stay unless named."""
    _change(day, topic or [], role, minutes, off, others=False)


@plan.command()
def add(day: Day, topic: Topics = None, role: Role = "", minutes: Minutes = None, off: Off = None) -> None:
    """Plan for one more interview; one on the same day is replaced."""
    _change(day, topic or [], role, minutes, off, others=True)


@plan.command()
def clear() -> None:
    """Drop all interviews: what is due is asked as without a date. No answer is touched."""
    from dlprep.study import setting

    with opened.desk("change") as desk:
        setting.put(desk, None, instead_of=_planned(desk))
    typer.echo("No interview is planned any more. What you answered is kept.")


def _change(
    day: str, topics: list[str], role: str, minutes: str | None, off: str | None, *, others: bool
) -> None:
    from dlprep.study import setting

    with opened.desk("change") as desk:
        try:
            setting.put(
                desk,
                setting.interview(desk, day, topics, role),
                None if minutes is None else setting.minutes(minutes),
                None if off is None else setting.days_off(off),
                instead_of=() if others else _planned(desk),
            )
        except setting.BadPlan as error:
            stop(str(error))
        _show(desk, as_json=False)


def _planned(desk: Desk) -> list[int]:
    from dlprep.study.interviews import plan_of

    return [interview.day for interview in plan_of(desk.log).interviews]


def _show(desk: Desk, *, as_json: bool) -> None:
    from dlprep.study import prospect

    found = prospect.prospect(desk)
    typer.echo(json.dumps(prospect.as_json(found), indent=1) if as_json else "\n".join(prospect.told(found)))
