"""Whether a card can be asked at all: what the shape of its fields does not tell."""

from __future__ import annotations

from collections.abc import Iterator

from dlprep.answers.number import agree
from dlprep.answers.numeric import NumericQuestion
from dlprep.answers.posing import pose
from dlprep.answers.question import BadCard
from dlprep.bank.items import Card, Numeric

DECIMALS = 4
"""Decimals of an answer that may be asked for without a tolerance."""

SHORT = 10
"""Values of a list up to which each must show among the draws; of a longer one some are missed by chance."""


def faults(card: Card, draws: int = 100) -> Iterator[str]:
    """What keeps a card from being asked well, tried with several seeds; nothing when it is sound."""
    try:
        questions = [pose(card, seed) for seed in range(draws)]
    except BadCard as fault:
        yield str(fault)
        return
    yield from _numeric_faults([q for q in questions if isinstance(q, NumericQuestion)])


def _numeric_faults(questions: list[NumericQuestion]) -> Iterator[str]:
    if not questions:
        return
    card = questions[0].card
    met = {id(slip) for question in questions for _, slip in question.slips}
    for slip in card.slips:
        if id(slip) not in met:
            yield f"the slip {slip.answer!r} of the card {card.id} always equals the answer or another slip"
    yield from _never_drawn(card, questions)
    if not card.tolerance and not all(agree(q.answer, round(q.answer, DECIMALS)) for q in questions):
        yield f"the card {card.id} needs a tolerance: its answer has more than {DECIMALS} decimals"


def _never_drawn(card: Numeric, questions: list[NumericQuestion]) -> Iterator[str]:
    """Values that are always drawn again: with each of them a slip is the answer, or another slip."""
    for name, values in card.draw.items():
        if isinstance(values, tuple) and len(values) <= SHORT:
            for value in set(values) - {question.values[name] for question in questions}:
                reason = "there a slip is the answer, or another slip"
                yield f"{name} = {value} is never asked by the card {card.id}: {reason}"
