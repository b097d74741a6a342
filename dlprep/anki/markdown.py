r"""HTML of an Anki field as card Markdown: text is escaped, markup kept where there is Markdown for it.

Unknown tags go and their text stays; scripts and styles go whole. Mathematics is recognised in
`\(...\)`, `\[...\]`, `[$]...[/$]` and `[latex]...[/latex]`; blanks (`{{c1::text::hint}}`) become `{{text}}`.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SPECIAL = re.compile(
    r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]|\[\$\](?P<old>.+?)\[/\$\]"
    r"|\[\$\$\](?P<olddisplay>.+?)\[/\$\$\]|\[latex\](?P<latex>.+?)\[/latex\]|\[sound:[^\]]*\]"
    r"|(?P<open>\{\{c\d+::)|(?P<close>\}\})",
    re.DOTALL,
)
_ESCAPED = re.compile(r"([\\`*_{}\[\]<>#$|~&!+-])")
_CONTROL = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
_AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_BREAKS = {"p", "div", "br", "tr", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "hr"}
_SILENT = {"script", "style", "head", "title"}


def markdown(html: str, *, blanks: bool = False) -> str:
    """The Markdown of a field; with `blanks`, those of a cloze."""
    reader = _Reader(blanks)
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self, blanks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._blanks = blanks
        self._out: list[str] = []
        self._blank: list[str] | None = None
        self._code = self._silent = 0
        self._pre = False

    def text(self) -> str:
        self._end_blank()
        text = re.sub(r"[ \t]+\n", "\n", "".join(self._out))
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in _SILENT
        if tag == "pre":
            self._put("\n\n````\n")
            self._pre = True
        elif tag == "code" and not self._pre:
            self._code += 1
        elif tag == "li":
            self._put("\n- ")
        elif tag in _BREAKS and not self._pre:
            self._put("\n\n")
        elif tag == "br":
            self._put("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag == "pre" and self._pre:
            self._put("\n````\n\n")
            self._pre = False
        elif tag == "code" and self._code:
            self._code -= 1
        elif tag in _BREAKS and not self._pre:
            self._put("\n\n")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        data = _CONTROL.sub("", data.replace("\r\n", "\n").replace("\xa0", " "))
        if self._pre:
            self._put(data.replace("````", "'''"))
        elif self._code and not self._blanks:
            ticks = "``" if "`" in data else "`"
            self._put(f"{ticks}{data}{ticks}" if data.strip() else data)
        else:
            self._prose(re.sub(r"\s+", " ", data))

    def _prose(self, data: str) -> None:
        end = 0
        for found in _SPECIAL.finditer(data):
            self._plain(data[end : found.start()])
            self._special(found)
            end = found.end()
        self._plain(data[end:])

    def _special(self, found: re.Match[str]) -> None:
        maths = found["inline"] or found["old"] or found["latex"]
        display = found["display"] or found["olddisplay"]
        if maths:
            self._put(f"${maths.strip(' $')}$")
        elif display:
            self._put(f"$${display.strip()}$$")
        elif found["open"] and self._blanks and self._blank is None:
            self._blank = []
        elif found["close"] and self._blank is not None:
            self._end_blank()
        elif not found[0].startswith("[sound"):
            self._plain(found[0])

    def _plain(self, text: str) -> None:
        if self._blank is None:
            self._put(_ESCAPED.sub(r"\\\1", text))
        else:
            self._put(text.replace("|", r"\|"))

    def _put(self, text: str) -> None:
        (self._out if self._blank is None else self._blank).append(text)

    def _end_blank(self) -> None:
        if self._blank is not None:
            answer = " ".join("".join(self._blank).partition("::")[0].split())
            self._blank = None
            self._put(f"{{{{{answer}}}}}" if answer else "")
