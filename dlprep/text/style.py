"""Roles that text plays on the screen, and how each one looks.

One hue has one meaning everywhere: cyan is positive or right, rose is negative or wrong, amber is
what is active now. No role is told apart by its hue alone: whoever uses one also says it in words,
marks or weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CYAN: Final = "#5ee7ff"
"""Positive, right, forward."""
ROSE: Final = "#ff6384"
"""Negative, wrong."""
AMBER: Final = "#ffb347"
"""Active now, backward."""
MUTED: Final = "#8290b4"
"""Present but not the point: rules, line numbers, addresses (6:1 on the dark background)."""
INK: Final = "#d6def0"
"""Ordinary text on the dark background."""
VIOLET: Final = "#c4a7ff"
"""Keywords of code; carries no other meaning."""
GREEN: Final = "#a8dba8"
"""Strings of code; carries no other meaning."""

STYLES: Final[Mapping[str, str]] = {
    "right": CYAN,
    "wrong": ROSE,
    "active": f"bold {AMBER}",
    "muted": MUTED,
    "strong": "bold",
    "emphasis": "italic",
    "heading": f"bold {CYAN}",
    "link": "underline",
    "code": "#b9e3f2",
    "maths": "#f2ead6",
    "display": "#f2ead6",
    "keyword": VIOLET,
    "string": GREEN,
    "number": "#f2ead6",
    "comment": f"italic {MUTED}",
    "definition": "bold #b9e3f2",
    "builtin": "#b9e3f2",
    "mark": f"bold {AMBER}",
}
"""Role → rich style string. Callers ask for a role, never for a colour."""


def style(*roles: str) -> str:
    """The rich style of text that plays all `roles` at once (later ones win); `""` for none."""
    return " ".join(STYLES[role] for role in roles)
