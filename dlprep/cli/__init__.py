"""The commands: parse, call one function, print. A command's module is imported when it is asked for."""

import os
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from dlprep.cli.telling import INTERRUPTED, stop

MODULES = {
    "quiz": "quiz",
    "learn": "learning",
    "plan": "planning",
    "stats": "statistics",
    "list": "questions",
    "marked": "marks",
    "resume": "marks",
    "check": "questions",
    "solve": "solving",
    "run": "judging",
    "grade": "judging",
    "doctor": "health",
    "backup": "progress",
    "restore": "progress",
    "merge": "progress",
    "export": "carrying",
    "import": "carrying",
    "optimize": "progress",
}
"""Each command, in the order of `--help`, and the module of this package that holds it."""


class Commands(TyperGroup):
    """The commands, each imported when it is asked for; and what may end any of them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order of `--help`."""
        return list(MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One command; None when there is none of that name."""
        if cmd_name not in MODULES:
            return None
        commands: typer.Typer = import_module(f"dlprep.cli.{MODULES[cmd_name]}").commands
        return typer.main.get_group(commands).commands[cmd_name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is named; a slip is met with the nearest name."""
        if args[0] not in MODULES and not ctx.resilient_parsing:
            from difflib import get_close_matches

            if near := get_close_matches(args[0], MODULES, n=1):
                ctx.fail(f"There is no command {args[0]!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run a command. Ctrl+C is told with what is intact; a reader that went away is no mistake."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            stop("Stopped. What was answered is saved.", INTERRUPTED)
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # Python flushes its output once more at exit
            if isinstance(error, BrokenPipeError):
                raise typer.Exit(0) from None
            stop(f"{error}. What was answered is saved.")


app = typer.Typer(
    name="dlprep",
    cls=Commands,
    help="Deep-learning interview practice in the terminal.",
    invoke_without_command=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run a command; what goes wrong is told in a sentence, never as a traceback."""
    from dlprep.bank.faults import BankError
    from dlprep.config import ConfigError

    try:
        app()
    except (BankError, ConfigError) as error:
        stop(str(error))
    except Exception as error:
        from dlprep.progress.errors import ProgressError  # SQLite's module, which `--help` does without

        if not isinstance(error, ProgressError):
            raise
        stop(str(error))


def _version(asked: bool) -> None:
    if asked:
        from dlprep import __version__

        typer.echo(f"dlprep {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Deep-learning interview practice in the terminal. Without a command: today, and what to do next."""
    if context.invoked_subcommand is None:
        from dlprep.cli import home

        home.show()
