"""The editor of a challenge, which knows its starter."""

from __future__ import annotations

import re

from textual import events

from dlprep.bank.items import Challenge
from dlprep.tui.widgets.editor import Editor


class Code(Editor):
    """A whole solution that is pasted over the untouched starter takes its place."""

    challenge: Challenge

    @classmethod
    def of(cls, challenge: Challenge, draft: str | None) -> Code:
        """The draft that was left, else the starter."""
        code = cls.holding(draft or challenge.starter)
        assert isinstance(code, Code)
        code.challenge = challenge
        return code

    async def _on_paste(self, event: events.Paste) -> None:
        """Select what is to be replaced; the paste itself is the editor's."""
        event.stop()
        text = event.text.replace("\r", "\n")  # as terminals send it
        defines = re.search(rf"^(def|class) +{self.challenge.entry}\b", text, re.MULTILINE)
        if defines and self.text.strip() == self.challenge.starter.strip():
            self.select_all()
