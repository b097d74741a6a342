"""Card Markdown, mathematics and code as terminal text.

The names below are loaded on first use: a Markdown parser costs 18 ms and a highlighter 8, and the
first card may need neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dlprep.text.code import highlight
    from dlprep.text.markdown import plain, render

__all__ = ["highlight", "plain", "render"]


def __getattr__(name: str) -> Any:
    if name in ("plain", "render"):
        from dlprep.text import markdown

        return getattr(markdown, name)
    if name == "highlight":
        from dlprep.text.code import highlight

        return highlight
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
