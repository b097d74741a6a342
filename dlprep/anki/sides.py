"""Any kind of card as a front and a back in Markdown."""

from __future__ import annotations

from typing import NamedTuple

from dlprep.bank import items


class Sides(NamedTuple):
    """What is asked and what is answered; a cloze has its blanks in the front and no back."""

    front: str
    back: str


def sides(card: items.Item) -> Sides | None:
    """The two sides; None for what needs dlprep: drawn numbers and code to write."""
    match card:
        case items.Recall():
            return Sides(card.front, card.back)
        case items.Cloze():
            return Sides(card.front, "")
        case items.Choice():
            options = "\n".join(f"- {_inset(one.text)}" for one in card.options)
            return Sides(f"{card.front}\n\n{options}", next(one.text for one in card.options if one.right))
        case items.Output():
            return Sides(f"{card.front}\n\n{_code(card.code)}", _code(card.answer))
        case items.Bug():
            answer = f"Line {card.line}: {card.symptom}\n\n{_code(card.fixed)}"
            return Sides(f"{card.front}\n\n{_code(card.code)}", answer)
        case items.Order():
            mixed = sorted(card.steps)
            return Sides(f"{card.front}\n\n" + "\n".join(f"- {_inset(s)}" for s in mixed), _steps(card.steps))
        case items.Derive():
            return Sides(f"{card.front}\n\nGiven: {card.given}\n\nGoal: {card.goal}", _steps(card.steps))
        case items.Interview():
            return Sides(card.front, card.rubric.model_answer)
        case _:
            return None


def _steps(steps: tuple[str, ...]) -> str:
    return "\n".join(f"{n}. {_inset(step)}" for n, step in enumerate(steps, 1))


def _inset(text: str) -> str:
    return text.strip().replace("\n", "\n   ")


def _code(source: str) -> str:
    return f"````python\n{source.rstrip()}\n````"
