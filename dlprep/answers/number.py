"""Numbers as people type them: `3,152,384`, `1.5k`, `50%`, `2×10^6`, `√2`, with or without a unit."""

from __future__ import annotations

import re
import unicodedata

from dlprep.answers.arithmetic import BadExpression, Number, evaluate
from dlprep.answers.question import NotAnAnswer

_SIGNS = str.maketrans("−–‐‑×·⋅÷⁄", "----***//") | str.maketrans({"π": "pi", "^": "**"})
# Patterns are made when something is typed, not on the way to the first card.
_SUPERSCRIPT = r"[⁺⁻]?[⁰¹²³⁴-⁹]+"
_GROUPED = r"(?<![\w.,])\d{1,3}(?:([,_ '])\d{3})(?:\1\d{3})*(?![\d,])"
_SCALES = {"k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12}
_SCALES |= {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}
_SCALED = r"(?<![\w.])(\d[\d_]*\.?\d*(?:e[+-]?\d+)?|\.\d+) ?(Ki|Mi|Gi|Ti|[kKMGBT])(?!\w)"
_UNIT_SCALE = r"(Ki|Mi|Gi|Ti|[kKMGT])(?=B\b|B/|FLOP|OP|bit|\s)|(?:thousand|[mb]illion|trillion)\b"
_WORDS = {"thousand": "k", "million": "M", "billion": "B", "trillion": "T"}


def agree(value: Number, target: Number, tolerance: float = 0) -> bool:
    """Whether `value` is `target` within a relative tolerance (absolute around 0).

    Tolerance 0 compares whole numbers exactly, others to 1e-9.
    """
    if not tolerance and isinstance(value, int) and isinstance(target, int):
        return value == target
    within = max(tolerance, 1e-9)
    return abs(value - target) <= within * (abs(target) or 1)


def typed(text: str, unit: str | None = None) -> Number:
    """The number a candidate typed, in `unit`; raises NotAnAnswer with a sentence for anything else."""
    plain = _without_unit(_plain(text), _plain(unit or ""))
    if not plain:
        raise NotAnAnswer("Type a number, such as 512, 3.2e6 or 4*512**2.")
    if re.search(r"(?<![\d.(,])\d+,\d{1,2}(?!\d)", plain) and "(" not in plain:
        raise NotAnAnswer("Write the decimal point as a point: 0.5, not 0,5.")
    try:
        return evaluate(_scaled(_grouped(plain), unit or ""))
    except BadExpression as fault:
        raise NotAnAnswer(f"That is not a number I can read: {fault}. Try 512, 3.2e6 or 4*512**2.") from None


def _plain(text: str) -> str:
    text = re.sub(_SUPERSCRIPT, lambda power: f"**({power[0]})", text[:1000])
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    text = re.sub(r"√\s*(\d[\d.]*)", r"sqrt(\1)", text).replace("√", "sqrt")
    text = re.sub(r"(?<=\d)\s*x\s*(?=\d)", "*", text)
    return text.strip().lstrip("=≈~").strip()


def _without_unit(text: str, unit: str) -> str:
    """Drop a trailing unit: whole, singular or plural, or cut short to three letters or more."""
    if not unit:
        return re.sub(r"(\d)\s*%$", r"\1/100", text)
    if text.casefold().endswith(unit.casefold()):
        return text[: -len(unit)].strip()
    number, _, word = text.rpartition(" ")
    stem = word.casefold().removesuffix("s")
    return number.strip() if len(stem) >= 3 and unit.casefold().startswith(stem) else text


def _grouped(text: str) -> str:
    """Take the separators out of 3,152,384; zeros in front of a number too."""
    text = re.sub(_GROUPED, lambda number: re.sub(r"[,_ ']", "", number[0]), text)
    return re.sub(r"(?<![\w.])0+(?=\d)", "", text)


def _scaled(text: str, unit: str) -> str:
    prefix = re.match(_UNIT_SCALE, unit)
    own = prefix and _WORDS.get(prefix[0], prefix[0])

    def times(number: re.Match[str]) -> str:
        if own and number[2] == own:
            return number[1]
        if own:
            raise NotAnAnswer(f"Give the number in {unit}, without another prefix.")
        return f"({number[1]}*{_SCALES[number[2]]})"

    return re.sub(_SCALED, times, text)


def number_or_none(text: str) -> Number | None:
    """The number that `text` is, or None when it is words."""
    if not any(map(str.isdigit, text)):
        return None
    try:
        return typed(text)
    except NotAnAnswer:
        return None
