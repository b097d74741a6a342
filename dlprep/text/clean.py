"""Text of unknown origin made safe to print: no escape sequences, no control or direction characters."""

from __future__ import annotations

import re

TAB = 4
_SEQUENCE = (
    r"\x1b\][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC: title, hyperlink, clipboard
    r"|\x1b[PX^_][^\x1b\x9c]*(?:\x1b\\|\x9c)?"  # DCS, SOS, PM, APC
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor
    r"|\x1b[ -/]*[0-~]?"  # two-character escapes
)
_INVISIBLE = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_UNSAFE = f"{_SEQUENCE}|{_INVISIBLE}"


def clean(text: str) -> str:
    """`text` without terminal escapes, control, direction-changing and invisible characters.

    Newlines stay (all kinds become a line feed) and tabs stay. Needed on the text that entered and
    again on what a Markdown parser returns, since `&#27;` is decoded there.
    """
    if text.replace("\n", "").isprintable():  # most cards: the pattern is made for the others
        return text
    return re.sub(_UNSAFE, "", text.replace("\r\n", "\n").replace("\r", "\n"))
