"""From a card to a question, and from a response to the log and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from dlprep.answers.question import Question, Response, Ticks
from dlprep.bank.items import Card

# By name, so that only the kinds that are asked get imported: all of them would cost 15 ms of start-up.
_POSERS = {
    "recall": ("ticked", "pose_recall"),
    "cloze": ("cloze", "pose"),
    "choice": ("picked", "pose_choice"),
    "numeric": ("numeric", "pose"),
    "output": ("output", "pose"),
    "bug": ("picked", "pose_bug"),
    "order": ("picked", "pose_order"),
    "derive": ("ticked", "pose_derive"),
    "interview": ("ticked", "pose_interview"),
}


def pose(card: Card, seed: int) -> Question:
    """The card as it is asked this time; the same seed gives the same question. Raises BadCard."""
    module, name = _POSERS[card.kind]
    poser: Callable[[Card, int], Question] = getattr(import_module(f"dlprep.answers.{module}"), name)
    return poser(card, seed)


def response_json(question: Question, response: Response) -> dict[str, Any]:
    """A response for the log: with its seed, so that what was shown can be shown again."""
    if isinstance(response, Ticks):
        value: Any = {part: list(getattr(response, part)) for part in Ticks._fields}
    else:
        value = list(response) if isinstance(response, tuple) else response
    return {"seed": question.seed, "response": value}


def response_from_json(card: Card, logged: Mapping[str, Any]) -> tuple[Question, Response]:
    """The question and the response of a row that `response_json` wrote."""
    value = logged["response"]
    if isinstance(value, Mapping):
        value = Ticks(**{part: tuple(value[part]) for part in Ticks._fields})
    return pose(card, logged["seed"]), tuple(value) if isinstance(value, list) else value
