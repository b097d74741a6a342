"""`dlprep` alone: home on the full screen, else today in plain text."""

from __future__ import annotations

import typer

from dlprep.cli import opened


def show() -> None:
    """Show today, and what to do next; ends with the exit code."""
    with opened.desk() as desk:
        if opened.full_screen():
            from dlprep.tui.app import DlprepApp

            code = DlprepApp(None, desk=desk, theme=desk.settings.theme).run() or 0
            opened.tell_left_out(desk.bank)
            raise typer.Exit(code)
        from dlprep.study import outlook
        from dlprep.study.today import today

        typer.echo(outlook.as_text(today(desk), opened.columns()))
        opened.tell_left_out(desk.bank)
