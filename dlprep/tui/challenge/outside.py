"""The code in the candidate's own editor, on the terminal that the program lends to it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from dlprep.study import own_editor
from dlprep.study.own_editor import NoEditor

if TYPE_CHECKING:
    from dlprep.tui.app import DlprepApp

INSTEAD = "`dlprep solve` judges a file of yours at each save instead."


def edit_outside(app: DlprepApp, source: str, name: str) -> str | None:
    """What was saved in $VISUAL or $EDITOR; None, and the reason told, where nothing came of it."""
    try:
        saved = _lent(app, own_editor.command(), source, name.replace(":", "-"))
    except NoEditor as error:
        app.notify(f"{error} {INSTEAD}", title="No editor", severity="warning", timeout=12)
        return None
    except SuspendNotSupported:
        app.notify(f"This terminal cannot be lent to an editor. {INSTEAD}", severity="warning", timeout=12)
        return None
    if saved == source:
        app.notify("Nothing was changed. An editor with a window of its own must wait: EDITOR='code --wait'.")
        return None
    return saved


def _lent(app: DlprepApp, editor: list[str], source: str, name: str) -> str:
    failed: NoEditor | None = None
    saved = source
    with app.suspend(), _deaf(app):
        try:
            saved = own_editor.edited(editor, source, name)
        except NoEditor as error:  # raised in here, it would leave the screen suspended
            failed = error
    if failed:
        raise failed
    return saved


@contextmanager
def _deaf(app: DlprepApp) -> Iterator[None]:
    """Ctrl+C is the editor's: it shares our terminal, and must not end us too."""
    loop = asyncio.get_running_loop()
    loop.remove_signal_handler(signal.SIGINT)
    signal.signal(signal.SIGINT, lambda *_: None)  # ignored outright, it would be for the editor too
    try:
        yield
    finally:
        app.heed(signal.SIGINT)
