"""The code in the candidate's own editor, on the terminal that the program lends to it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from dlprep.study import own_editor
from dlprep.study.own_editor import NoEditor

if TYPE_CHECKING:
    from dlprep.tui.app import DlprepApp

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
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
    with app.suspend(), _deaf():
        try:
            saved = own_editor.edited(editor, source, name)
        except NoEditor as error:  # raised in here, it would leave the screen suspended
            failed = error
    if failed:
        raise failed
    return saved


@contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl+C is the editor's: it shares our terminal, and must not end us too. Other signals come late.

    Taking the loop's handler away is not enough: the loop reads later which signals there were.
    """
    missed: list[int] = []
    wakeup = signal.set_wakeup_fd(-1)
    before = {number: signal.signal(number, lambda got, _: missed.append(got)) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
            signal.siginterrupt(number, False)
        signal.set_wakeup_fd(wakeup)
        for late in set(missed) - {signal.SIGINT}:
            os.kill(os.getpid(), late)
