"""`plan`: the interviews' dates, and what they make of each day."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli import opened
from dlprep.cli.telling import stop

if TYPE_CHECKING:
    from dlprep.schedule.plan import Interview
    from dlprep.study.desk import Desk

commands = typer.Typer()
plan = typer.Typer(invoke_without_command=True, no_args_is_help=False)
commands.add_typer(plan, name="plan")

Day = Annotated[datetime, typer.Argument(help="The interview's day.", formats=["%Y-%m-%d"])]
Topics = Annotated[
    list[str] | None,
    typer.Option("--topic", "-t", help="A topic it asks, with a weight if you like: transformers=2."),
]
Role = Annotated[str, typer.Option(help="A note of your own, shown with the countdown.")]
Minutes = Annotated[float | None, typer.Option(min=1, max=1440, help="Minutes a day.")]
Off = Annotated[str | None, typer.Option(help="Days off, like sat,sun,2026-12-01; '' for none.")]


@plan.callback()
def show(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """Show the plan for your interviews and what it will come to; `set`, `add` and `clear` change it."""
    if context.invoked_subcommand is None:
        with opened.desk() as desk:
            _show(desk, as_json=as_json)


@plan.command(name="set")
def set_(day: Day, topic: Topics = None, role: Role = "", minutes: Minutes = None, off: Off = None) -> None:
    """Plan for one interview; any other is dropped. Minutes and days off stay unless named."""
    _change(day, topic, role, minutes, off, others=False)


@plan.command()
def add(day: Day, topic: Topics = None, role: Role = "", minutes: Minutes = None, off: Off = None) -> None:
    """Plan for one more interview; one on the same day is replaced."""
    _change(day, topic, role, minutes, off, others=True)


@plan.command()
def clear() -> None:
    """Drop all interviews: what is due is asked as without a date. No answer is touched."""
    from dlprep.study import planning

    with opened.desk() as desk:
        planning.keep(desk.log, planning.plan_of(desk.log)._replace(interviews=()), desk.clock().at)
    typer.echo("No interview is planned any more. What you answered is kept.")


def _change(
    day: datetime,
    topics: list[str] | None,
    role: str,
    minutes: float | None,
    off: str | None,
    *,
    others: bool,
) -> None:
    from dlprep.study import planning

    with opened.desk() as desk:
        before = planning.plan_of(desk.log)
        interview = _interview(desk, day.date(), topics or [], role)
        kept = [i for i in before.ahead(desk.today) if others and i.day != interview.day]
        new = planning.Plan(
            tuple(sorted([*kept, interview], key=lambda one: one.day)),
            before.minutes if minutes is None else minutes,
            before.off if off is None else _days_off(off),
        )
        planning.keep(desk.log, new, desk.clock().at)
        _show(desk, as_json=False)


def _interview(desk: Desk, day: date, topics: list[str], role: str) -> Interview:
    from dlprep.schedule.plan import Interview

    if day.toordinal() <= desk.today:
        stop(f"{day} is not ahead: today is {date.fromordinal(desk.today)}. The plan was not changed.")
    return Interview(
        day.toordinal(), dict(weight for name in topics for weight in _weights(desk, name)), role
    )


def _weights(desk: Desk, text: str) -> list[tuple[str, float]]:
    from dlprep.study.naming import UnknownTopic, topics

    name, _, number = text.partition("=")
    try:
        weight = float(number or 1)
    except ValueError:
        weight = 0.0
    if not 0 < weight <= 100:
        stop(f"The weight in {text!r} is no number above 0 and up to 100. The plan was not changed.")
    try:
        return [(slug, weight) for slug in topics(desk.bank, name)]
    except UnknownTopic as error:
        stop(f"{error} The plan was not changed.")


def _days_off(text: str) -> tuple[str, ...]:
    from dlprep.study.planning import WEEKDAYS

    days = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    for day in days:
        try:
            if day not in WEEKDAYS:
                date.fromisoformat(day)
        except ValueError:
            stop(
                f"{day!r} is no day off: write {', '.join(WEEKDAYS)} or 2026-12-01. The plan was not changed."
            )
    if set(WEEKDAYS) <= set(days):
        stop("All seven days off leave none to study. The plan was not changed.")
    return days


def _show(desk: Desk, *, as_json: bool) -> None:
    from dlprep.study import prospect

    found = prospect.prospect(desk)
    typer.echo(json.dumps(prospect.as_json(found), indent=1) if as_json else "\n".join(prospect.told(found)))
