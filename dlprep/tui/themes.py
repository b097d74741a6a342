"""The look: a dark theme and one of high contrast beside Textual's, and ink for light ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

from dlprep.text.style import AMBER, CYAN, GREEN, INK, MUTED, ROSE, VIOLET

DLPREP = Theme(
    name="dlprep",
    primary=CYAN,
    secondary=AMBER,
    accent=AMBER,
    warning=AMBER,
    error=ROSE,
    success=CYAN,
    foreground=INK,
    background="#0d111c",
    surface="#0d111c",
    panel="#161c2c",
    dark=True,
    variables={
        "muted": MUTED,
        "rule": "#2c3652",
        "footer-background": "#161c2c",
        "footer-key-foreground": AMBER,
        "footer-description-foreground": MUTED,
        "input-cursor-background": CYAN,
        "input-selection-background": "#2c3652",
        "scrollbar": "#2c3652",
        "scrollbar-background": "#0d111c",
        "scrollbar-hover": MUTED,
        "scrollbar-active": CYAN,
        "border": "#2c3652",
        "border-blurred": "#2c3652",
    },
)

CONTRAST = Theme(
    name="dlprep-contrast",
    primary="#7df0ff",
    secondary="#ffd24d",
    accent="#ffd24d",
    warning="#ffd24d",
    error="#ff8fa8",
    success="#7df0ff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    dark=True,
    variables={"muted": "#d0d6e8", "rule": "#8a92a8", "footer-key-foreground": "#ffd24d"},
)

OURS: Final[Mapping[str, Theme]] = {theme.name: theme for theme in (DLPREP, CONTRAST)}

INKS: Final[Mapping[str, str]] = {
    CYAN: "#00596b",
    ROSE: "#a30d38",
    AMBER: "#7a4700",
    MUTED: "#515b76",
    INK: "#1c2333",
    VIOLET: "#5b3fa8",
    GREEN: "#23602a",
    "#b9e3f2": "#14506a",
    "#f2ead6": "#574509",
}
"""What each colour of `text.style` becomes on a light ground, where it could not be read."""


class Daylight(LineFilter):
    """Writes with dark ink what was styled for a dark ground."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same text in ink."""
        return [Segment(text, style and _inked(style), control) for text, style, control in segments]


@lru_cache(maxsize=2048)
def _inked(style: Style) -> Style:
    ink = INKS.get(style.color.name) if style.color else None
    return style + Style(color=ink) if ink and not _on_dark(style) else style


def _on_dark(style: Style) -> bool:
    """Whether it brings its own dark ground, as pictures and the editor do."""
    ground = style.bgcolor.triplet if style.bgcolor else None
    return ground is not None and sum(ground) < 3 * 96
