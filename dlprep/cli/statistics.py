"""`stats`: what the log adds up to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli import opened

if TYPE_CHECKING:
    from dlprep.study.desk import Desk

commands = typer.Typer()


@commands.command()
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    plain: Annotated[bool, typer.Option(help="As plain text instead of the full screen.")] = False,
) -> None:
    """Show recall, load, time per topic, misconceptions and challenges."""
    with opened.desk() as desk:
        if as_json or plain or not opened.full_screen():
            typer.echo(_json(desk) if as_json else _text(desk))
            opened.tell_left_out(desk.bank)
            return
        from dlprep.tui.app import DlprepApp
        from dlprep.tui.screens.statistics import StatisticsScreen

        app = DlprepApp(None, desk=desk, first=StatisticsScreen, theme=desk.settings.theme)
        raise typer.Exit(app.run() or 0)


def _json(desk: Desk) -> str:
    import json

    from dlprep.study import statistics

    return json.dumps(statistics.as_json(statistics.statistics(desk)), indent=1, ensure_ascii=False)


def _text(desk: Desk) -> str:
    from dlprep.study import report
    from dlprep.study.statistics import statistics

    return report.as_text(statistics(desk), opened.columns())
