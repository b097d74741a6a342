"""What the types of the items cannot say: rules between the fields of one item."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dlprep.bank import items
from dlprep.bank.code import arithmetic, challenge, parses
from dlprep.bank.faults import Complaint
from dlprep.bank.shape import in_words

LONGEST_CODE = items.Length(1, 15)
_BLANK = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_FIELD = re.compile(r"\{([A-Za-z_]\w*)(?::[^{}\n]*)?\}")
_MATHS = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$|```.*?```|`[^`\n]*`", re.DOTALL)


def broken(value: Any) -> Iterator[Complaint]:
    """Every rule that a typed value breaks; the ways start at the value."""
    if isinstance(value, items.Item) and value.check is not None:
        yield from parses(value.check, ("check",))
    if rule := _RULES.get(type(value)):
        yield from rule(value)


def unstylish(value: Any) -> Iterator[Complaint]:
    """What the style guide asks for and a sitting does without: for authors, not for candidates."""
    if isinstance(value, items.Interview):
        words = len(value.rubric.model_answer.split())
        if words > 120:
            yield Complaint(("rubric", "model_answer"), f"a model answer of {words} words", "at most 120")
        if not 60 <= value.rubric.seconds <= 120:
            yield Complaint(("rubric", "seconds"), f"{value.rubric.seconds} seconds", "60 to 120")


def _cloze(card: items.Cloze) -> Iterator[Complaint]:
    blanks = _BLANK.findall(card.front)
    if not blanks:
        yield Complaint(("front",), "a cloze without a blank", "at least one {{blank}}")
    for blank in blanks:
        if not all(spelling.strip() for spelling in blank.split("|")):
            yield Complaint(("front",), f"the blank {{{{{blank}}}}} has an empty spelling", "text in each")


def _choice(card: items.Choice) -> Iterator[Complaint]:
    right = sum(option.right for option in card.options)
    if right != 1:
        yield Complaint(("options",), f"{right} options are right", "exactly one with `right: true`")
    for index, option in enumerate(card.options):
        way = ("options", index)
        if option.right and option.misconception:
            yield Complaint((*way, "misconception"), "the right option has a misconception", "none")
        for key in ("misconception", "feedback"):
            if not option.right and getattr(option, key) is None:
                yield Complaint(way, f"{key!r} of a wrong option is missing", "it with each wrong option")
    texts = [option.text.strip() for option in card.options]
    for index, text in enumerate(texts):
        if text in texts[:index]:
            yield Complaint(("options", index, "text"), "the same text again", "different options")


def _numeric(card: items.Numeric) -> Iterator[Complaint]:
    drawn: set[str] = set()
    for name, draw in card.draw.items():
        way = ("draw", name)
        match draw:
            case str():
                yield from arithmetic(draw, drawn, way)
            case items.Range() if draw.step <= 0 or draw.high < draw.low:
                yield Complaint(way, "an empty range", "`low` up to `high` by a positive `step`")
            case tuple() if not draw:
                yield Complaint(way, "no values to draw from", "at least one")
        drawn.add(name)
    yield from arithmetic(card.answer, drawn, ("answer",))
    for index, slip in enumerate(card.slips):
        yield from arithmetic(slip.answer, drawn, ("slips", index, "answer"))
    if card.tolerance < 0:
        yield Complaint(("tolerance",), "a negative tolerance", "0 or more")
    yield from _fields(card.front, drawn)


def _fields(front: str, drawn: set[str]) -> Iterator[Complaint]:
    # Braces of mathematics and code are their own, so only prose is looked at for unknown names.
    for name in _FIELD.findall(_MATHS.sub("", front)):
        if name not in drawn:
            yield Complaint(("front",), f"{{{name}}} is not drawn", f"one of {', '.join(drawn) or 'draw'}")
    if not drawn.intersection(_FIELD.findall(front)):
        yield Complaint(("front",), "no drawn number is shown", "a {name} of `draw`")


def _output(card: items.Output) -> Iterator[Complaint]:
    yield from _short(card.code)
    yield from parses(card.code, ("code",))


def _bug(card: items.Bug) -> Iterator[Complaint]:
    yield from _short(card.code)
    yield from parses(card.code, ("code",))
    yield from parses(card.fixed, ("fixed",))
    code, fixed = card.code.splitlines(), card.fixed.splitlines()
    if not (1 <= card.line <= len(code) and code[card.line - 1].strip()):
        yield Complaint(("line",), f"line {card.line} has no code", f"1 to {len(code)}")
    elif card.line <= len(fixed) and fixed[card.line - 1].rstrip() == code[card.line - 1].rstrip():
        yield Complaint(("line",), f"line {card.line} is the same in `fixed`", "the line that is wrong")


def _short(code: str) -> Iterator[Complaint]:
    count = len(code.strip("\n").splitlines())
    if count > (LONGEST_CODE.most or count):
        yield Complaint(("code",), f"{count} lines of code", in_words(LONGEST_CODE))


def _order(card: items.Order) -> Iterator[Complaint]:
    for index, step in enumerate(card.steps):
        if step in card.steps[:index]:
            yield Complaint(("steps", index), "the same step again", "different steps")


def _interview(card: items.Interview) -> Iterator[Complaint]:
    if card.rubric.seconds <= 0:
        yield Complaint(("rubric", "seconds"), f"{card.rubric.seconds} seconds", "more than 0")


def _lesson(lesson: items.Lesson) -> Iterator[Complaint]:
    for index, step in enumerate(lesson.steps):
        if step.code is not None:
            yield from parses(step.code, ("steps", index, "code"))


def _syllabus(syllabus: items.Syllabus) -> Iterator[Complaint]:
    for kind in ("tracks", "goals"):
        ids = [one.id for one in getattr(syllabus, kind)]
        for index, name in enumerate(ids):
            if name in ids[:index]:
                yield Complaint((kind, index, "id"), f"the id {name!r} stands twice", "a new id")


_RULES: Mapping[type, Callable[[Any], Iterator[Complaint]]] = {
    items.Cloze: _cloze,
    items.Choice: _choice,
    items.Numeric: _numeric,
    items.Output: _output,
    items.Bug: _bug,
    items.Order: _order,
    items.Interview: _interview,
    items.Challenge: challenge,
    items.Lesson: _lesson,
    items.Syllabus: _syllabus,
}
