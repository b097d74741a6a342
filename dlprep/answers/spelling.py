"""When two typed terms are the same term: case, spaces, hyphens and ways of writing a symbol."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

from dlprep.answers.number import agree, number_or_none

_CHARACTERS = {
    "*": "×·⋅∙∗⊙", "-": "−–—‐‑‒", "/": "÷⁄", "'": "‘’′´", '"': "“”", "~": "∼≈",
    "<=": "≤", ">=": "≥", "!=": "≠", "->": "→", "<-": "←", "=>": "⇒", "sqrt": "√",
    "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏",
    "inf": "∞", "in": "∈",
}  # fmt: skip
_COMMANDS = {
    "*": "times cdot odot", "<=": "le leq", ">=": "ge geq", "!=": "neq", "->": "to rightarrow",
    "inf": "infty", "T": "top", "~": "approx",
    "": "left right text mathrm mathbf mathit mathcal mathbb operatorname bm",
}  # fmt: skip
_BY_CHARACTER = {character: name for name, characters in _CHARACTERS.items() for character in characters}
_BY_COMMAND = {command: name for name, commands in _COMMANDS.items() for command in commands.split()}
_ACCENTS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde"}
_GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
# Patterns are made when something is typed, not on the way to the first card.
_FRACTION = rf"\\frac{_GROUP}{_GROUP}"
_BRACKETED = r"\(([^()]+)\)|\[([^\[\]]+)\]"
_SUPERSCRIPT = r"[¹²³⁰-ⁿᴬ-ᵛ]+"
_WORDS = r"[^\W\d_]+|\d+|[^\w\s]"
MIN_TYPO = 6
"""Letters a word needs before one wrong letter is taken for a typo and not for another word."""


class Likeness(Enum):
    """How near a typed term is."""

    SAME = "same"
    TYPO = "typo"
    OTHER = "other"


def likeness(written: str, term: str) -> Likeness:
    """Compare what was typed with a term of a card (either may hold TeX or code marks)."""
    ours, theirs = _plain(term), _plain(written)
    if _same(ours, theirs):
        return Likeness.SAME
    a, b = re.findall(_WORDS, _unhyphened(ours)), re.findall(_WORDS, _unhyphened(theirs))
    if len(a) == len(b) > 0 and all(x == y or _typo(x, y) for x, y in zip(a, b, strict=True)):
        return Likeness.TYPO
    return Likeness.OTHER


def _same(ours: str, theirs: str) -> bool:
    ours, theirs = _bare(ours), _bare(theirs)
    if _squeezed(ours) == _squeezed(theirs) or _squeezed(_unhyphened(ours)) == _squeezed(_unhyphened(theirs)):
        return bool(_squeezed(theirs))
    number, typed = number_or_none(ours), number_or_none(theirs)
    return number is not None and typed is not None and agree(typed, number)


def _bare(text: str) -> str:
    """Without brackets around all of it: a shape is (N, H, W) or [N, H, W] or N, H, W."""
    whole = re.fullmatch(_BRACKETED, text)
    return (whole[1] or whole[2]).strip() if whole else text


def _plain(text: str) -> str:
    """Lower case, ASCII names for symbols, TeX commands and Markdown marks gone."""
    text = re.sub(_SUPERSCRIPT, r"^\g<0>", _untexed(text[:500]))
    text = "".join(map(_spelt, text))
    text = "".join(map(_spelt, unicodedata.normalize("NFKD", text))).casefold()
    text = re.sub(r"[$`{}\\]", "", text).replace("**", "^").replace('"', "'")
    text = re.sub(r"(?<!\d)\*|\*(?!\d)", " ", text)  # x*y is xy, 2*10 is not 210
    text = re.sub(r"(?<!\d)\s*\^|\^(?![\d-])", "", text)  # x^2 is x², 10^4 is not 104
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"sqrt\s*\(\s*(\w+)\s*\)", r"sqrt \1", text)
    text = re.sub(r"\b(?:the|an|a)\s+(?=[a-z]{2})", "", text.strip())
    return re.sub(r"(?<=[^\W\d_])[.,;!?]+$", "", text).strip()  # the colon of 1: is code


def _untexed(text: str) -> str:
    text = re.sub(_FRACTION, lambda fraction: f"{_factor(fraction[1])}/{_factor(fraction[2])}", text)
    text = re.sub(r"\\(?:wide)?(hat|bar|tilde)\s*\{?\s*(\w)\s*\}?", r"\2\1", text)
    return re.sub(r"\\([A-Za-z]+)", lambda command: _BY_COMMAND.get(command[1], f" {command[1]} "), text)


def _factor(part: str) -> str:
    """A part of a fraction as it stands beside a slash: a sum in parentheses."""
    return f"({part})" if re.search(r"[+\-−]", part) else part


def _spelt(character: str) -> str:
    if character.isascii():
        return character
    if character in _BY_CHARACTER:
        return _BY_CHARACTER[character]
    if unicodedata.combining(character):
        return _ACCENTS.get(character, "")
    name = unicodedata.name(character, "")
    if name.startswith("GREEK"):
        return name.split()[-1].lower().replace("lamda", "lambda")
    return character


def _unhyphened(text: str) -> str:
    """Without the hyphens of words; `p-y` and `n-1` keep their minus."""
    return re.sub(r"(?<=[a-z]{2})-(?=[a-z])|(?<=[a-z])-(?=[a-z]{2})", "", text)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s_]+", "", text)


def _typo(a: str, b: str) -> bool:
    """One letter wrong, missing, extra or swapped with its neighbour, in a long word, not at its start.

    The first letter is spared because symmetric and asymmetric are different answers.
    """
    if len(a) < MIN_TYPO or not (a.isalpha() and b.isalpha()) or a[0] != b[0]:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[start:], b[start:]
    swapped = len(a) > 1 and a[1::-1] + a[2:] == b
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped
