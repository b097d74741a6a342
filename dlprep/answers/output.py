"""What a program prints, predicted."""

from __future__ import annotations

import re

from dlprep.answers.question import Mark, NotAnAnswer, Question
from dlprep.bank.items import Output
from dlprep.value import value

_TOKEN = r"[A-Za-z_][\w.]*|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|\S"
_NUMBER = r"(?:\d+\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?"
_TYPED = str.maketrans({"−": "-", "–": "-", "“": "'", "”": "'", "‘": "'", "’": "'", '"': "'", "\u00a0": " "})


@value
class OutputQuestion(Question):
    """Response: a str, the predicted text. The prompt ends with `code` as a block."""

    card: Output
    code: str

    def grade(self, response: str) -> Mark:
        """Compare line by line, forgiving spaces and digits that are not printed."""
        if not response.strip():
            raise NotAnAnswer("Type what the program prints.")
        printed, written = _lines(self.card.answer), _lines(response)
        right = [_same(ours, theirs) for ours, theirs in zip(printed, written, strict=False)]
        length = max(len(printed), len(written), 1)
        return Mark(
            right=sum(right) == length,
            score=sum(right) / length,
            expected=f"```text\n{self.card.answer.rstrip()}\n```",
            feedback=_difference(printed, written, right),
        )


def pose(card: Output, seed: int) -> OutputQuestion:
    """Show the front with the code under it."""
    code = card.code.rstrip()
    prompt = f"{card.front.rstrip()}\n\n```python\n{code}\n```"
    return OutputQuestion(card=card, seed=seed, prompt=prompt, why=card.why, code=code)


def _lines(text: str) -> list[str]:
    """Lines that are not blank; those of an open bracket are one, as a tensor's rows are."""
    lines: list[str] = []
    depth = 0
    for line in text.translate(_TYPED).splitlines():
        if depth > 0:
            lines[-1] += f" {line.strip()}"
        elif line.strip():
            lines.append(line.strip())
        depth += sum(map(line.count, "([")) - sum(map(line.count, ")]"))
    return lines


def _same(printed: str, written: str) -> bool:
    ours, theirs = re.findall(_TOKEN, printed), re.findall(_TOKEN, written)
    return len(ours) == len(theirs) and all(map(_same_token, ours, theirs))


def _same_token(printed: str, written: str) -> bool:
    number = re.fullmatch(_NUMBER, printed)
    if not number or not re.fullmatch(_NUMBER, written):
        return printed == written
    if printed.isdigit() or written.isdigit():  # 1 and 1. are of different dtypes
        return printed.isdigit() and written.isdigit() and printed.lstrip("0") == written.lstrip("0")
    last = 10.0 ** (int(number[3] or 0) - len(number[1] or number[2] or ""))
    exact = 1e-9 * abs(float(printed))
    return abs(float(printed) - float(written)) <= (last / 2 + exact if last < 1 else exact)


def _difference(printed: list[str], written: list[str], right: list[bool]) -> str | None:
    if False in right:
        n = right.index(False)
        return f"Line {n + 1}: it prints {_code(printed[n])}, you wrote {_code(written[n])}." + _kinds(
            printed[n], written[n]
        )
    if len(printed) != len(written):
        return f"It prints {_count(len(printed))}, you wrote {_count(len(written))}."
    return None


def _kinds(printed: str, written: str) -> str:
    """The hint for a line that is right but for integers written as floats, or the reverse."""

    def blurred(line: str) -> str:
        return re.sub(r"(?<!\w)(\d+)\.0*(?!\d)", r"\1", line)

    if _same(blurred(printed), blurred(written)):
        return " The values agree, integer and floating point do not."
    return ""


def _code(text: str) -> str:
    return f"`` {text[:200]} ``"


def _count(lines: int) -> str:
    return "1 line" if lines == 1 else f"{lines} lines"
