"""What stands for a card in a list: the first paragraph of its front on one line."""

from __future__ import annotations

import re
from collections.abc import Iterable


def opening(front: str) -> str:
    """The first paragraph of a front on one line."""
    return " ".join(front.strip().split("\n\n")[0].split())


def unanswered(front: str) -> str:
    """The same with `{{blanks}}` left open: a list gives no answer away."""
    return re.sub(r"\{\{.*?\}\}", "…", opening(front))


def undrawn(front: str, names: Iterable[str]) -> str:
    """The same with the numbers left open that are drawn anew each time; in mathematics they are letters."""
    field = rf"\$[^$]*\$|\{{({'|'.join(map(re.escape, names))})(?::[^{{}}]*)?\}}"
    return re.sub(field, lambda found: "…" if found[1] else found[0], opening(front))
