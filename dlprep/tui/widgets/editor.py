"""The editor pane of a challenge."""

from __future__ import annotations

from rich.style import Style
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from dlprep.text.style import AMBER, GREEN, INK, MUTED, VIOLET

LOOK = TextAreaTheme(
    name="dlprep",
    base_style=Style(color=INK, bgcolor="#0d111c"),
    gutter_style=Style(color="#4a5678", bgcolor="#0d111c"),
    cursor_style=Style(color="#0d111c", bgcolor=INK),
    cursor_line_style=Style(bgcolor="#161c2c"),
    cursor_line_gutter_style=Style(color=AMBER, bgcolor="#161c2c"),
    bracket_matching_style=Style(bgcolor="#2c3652", bold=True),
    selection_style=Style(bgcolor="#2c3652"),
    syntax_styles={
        "comment": Style(color=MUTED, italic=True),
        "string": Style(color=GREEN),
        "string.documentation": Style(color=GREEN, italic=True),
        "keyword": Style(color=VIOLET),
        "keyword.function": Style(color=VIOLET),
        "keyword.return": Style(color=VIOLET),
        "keyword.operator": Style(color=VIOLET),
        "conditional": Style(color=VIOLET),
        "repeat": Style(color=VIOLET),
        "include": Style(color=VIOLET),
        "exception": Style(color=VIOLET),
        "number": Style(color="#f2ead6"),
        "float": Style(color="#f2ead6"),
        "boolean": Style(color="#f2ead6"),
        "constant.builtin": Style(color="#f2ead6"),
        "function": Style(color="#b9e3f2", bold=True),
        "function.call": Style(color="#b9e3f2"),
        "method": Style(color="#b9e3f2", bold=True),
        "method.call": Style(color="#b9e3f2"),
        "class": Style(color="#b9e3f2", bold=True),
        "type": Style(color="#b9e3f2"),
        "type.class": Style(color="#b9e3f2", bold=True),
        "variable.builtin": Style(color=MUTED),
    },
)
"""Code in the colours that cards show it in."""


class Editor(TextArea):
    """Python with highlighting and auto-indent; Tab indents and never deletes a selection."""

    DEFAULT_CSS = """
    Editor { border: round $rule; border-title-color: $muted; background: $background; }
    Editor:focus { border: round $primary; }
    """

    @classmethod
    def holding(cls, source: str) -> Editor:
        """An editor with this source and the cursor at its start."""
        editor = cls(source, language="python", soft_wrap=False, tab_behavior="indent")
        editor.show_line_numbers = True
        editor.register_theme(LOOK)
        editor.theme = LOOK.name
        return editor
