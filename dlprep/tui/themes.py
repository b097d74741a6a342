"""The look: one dark theme of our own beside Textual's."""

from __future__ import annotations

from textual.theme import Theme

from dlprep.text.style import AMBER, CYAN, INK, MUTED, ROSE

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
