from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.anki.html import cloze, html
from dlprep.anki.markdown import markdown
from dlprep.answers.cloze import parts
from dlprep.bank.items import Cloze
from dlprep.bank.library import Bank
from dlprep.text.markdown import plain


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a < b & *c*", "<p>a &lt; b &amp; <i>c</i></p>"),
        ("the score $a < b^{c^{d}}$", r"<p>the score \(a &lt; b^{c^{d} }\)</p>"),
        ("$$x^2$$", r"<p>\[x^2\]</p>"),
        ("```python\nif a < b:\n    pass\n```", "<pre>if a &lt; b:\n    pass</pre>"),
        ("- one\n- `two`", "<ul><li><p>one</p></li><li><p><code>two</code></p></li></ul>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    ],
)
def test_markdown_as_html(source: str, shown: str) -> None:
    assert html(source) == shown


def test_blanks_become_ankis_and_mathematics_keeps_no_double_braces() -> None:
    text = cloze(r"Over the {{keys}} of `d[{{0|zero}}]`, $e^{x^{2}}$")
    assert "{{c1::keys}}" in text
    assert "<code>d[{{c1::0}}]</code>" in text
    assert text.count("{{") == text.count("}}")


def test_blanks_in_a_block_of_code_become_ankis() -> None:
    text = cloze("Complete:\n\n```python\nloss.{{backward()|backward}}\nw = w {{-}} lr * g < 2\n```")
    assert "loss.{{c1::backward()}}\nw = w {{c1::-}} lr * g &lt; 2" in text


def test_every_shipped_cloze_has_a_blank_for_anki() -> None:
    bank = Bank(Path(__file__).parents[3] / "questions")
    fronts = [item.front for topic in bank.topics() for item in bank.items(topic) if isinstance(item, Cloze)]
    assert fronts
    for front in fronts:
        text = cloze(front)
        assert text.count("{{c1::") == sum(kind != "shown" for kind, _ in parts(front)), front


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<div>one</div><div>two</div>", "one\n\ntwo"),
        ("<b>bold</b> &lt;tag&gt; 2*3", "bold <tag> 2*3"),
        ("<script>evil()</script>text<style>x</style>", "text"),
        ('<img src="x.png">[sound:a.mp3]left', "left"),
        ("<ul><li>a</li><li>b</li></ul>", "• a\n• b"),
        ("price $5 and $6", "price $5 and $6"),
        ("# no heading", "# no heading"),
        ("red\x1b[31m \u202etxt", "red[31m txt"),
    ],
)
def test_html_as_markdown_shows_its_text(source: str, shown: str) -> None:
    assert plain(markdown(source), 80).replace("*bold*", "bold").replace("\n\n•", "\n•") == shown


def test_mathematics_and_code_are_kept() -> None:
    assert markdown(r"so \(x_1^2\) and \[y\]") == "so $x_1^2$ and $$y$$"
    assert markdown("<pre>a_b = {1}</pre>") == "````\na_b = {1}\n````"
    assert markdown("<code>a_b</code>") == "`a_b`"


def test_blanks_of_a_cloze() -> None:
    source = r"The {{c1::keys::what?}} of {{c2::<b>\(d_k\)</b>}} and {{c1::a|b}}"
    assert markdown(source, blanks=True) == r"The {{keys}} of {{$d_k$}} and {{a\|b}}"


@given(st.text(alphabet="<>/abp&;#\\()[]{}c1:$`*_|-\n \x1b", max_size=80), st.booleans())
def test_any_text_comes_through(source: str, blanks: bool) -> None:
    assert "\x1b" not in markdown(source, blanks=blanks)
    html(source)
    cloze(source)
