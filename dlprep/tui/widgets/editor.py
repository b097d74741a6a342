"""The editor pane of a challenge."""

from __future__ import annotations

from textual.widgets import TextArea


class Editor(TextArea):
    """Python with highlighting and auto-indent; Tab indents and never deletes a selection."""

    DEFAULT_CSS = """
    Editor { border: round $rule; background: $background; }
    Editor:focus { border: round $primary; }
    """

    @classmethod
    def holding(cls, source: str) -> Editor:
        """An editor with this source and the cursor at its start."""
        return cls(
            source,
            language="python",
            theme="monokai",
            show_line_numbers=True,
            tab_behavior="indent",
            soft_wrap=False,
            compact=False,
        )
