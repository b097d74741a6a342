"""A number to work out, from values drawn afresh."""

from __future__ import annotations

import random
from collections.abc import Mapping

from dlprep.answers.arithmetic import BadExpression, Number, evaluate
from dlprep.answers.number import agree, typed
from dlprep.answers.question import BadCard, Mark, Question
from dlprep.answers.template import BadField, fill, shown
from dlprep.bank.items import Numeric, Range, Slip
from dlprep.value import value

DRAWS = 50
"""How often values are drawn until no usual slip hits the right answer, or another slip, by chance."""

LARGEST = 10**15
"""Bound of a range and of its members: up to here floats count by ones."""


@value
class NumericQuestion(Question):
    """Response: a str. `values` holds the draw, `answer` the number, `slips` wrong ones."""

    card: Numeric
    unit: str | None
    values: Mapping[str, Number]
    answer: Number
    slips: tuple[tuple[Number, Slip], ...] = ()

    def grade(self, response: str) -> Mark:
        """Read what was typed as a number; a usual wrong number is named."""
        value = typed(response, self.unit)
        expected = f"**{_readable(self.answer)}**" + (f" {self.unit}" if self.unit else "")
        if agree(value, self.answer, self.card.tolerance):
            return Mark(right=True, score=1.0, expected=expected)
        for number, slip in self.slips:
            if agree(value, number, self.card.tolerance):
                feedback = fill(slip.feedback, {**self.values, "answer": self.answer})
                return Mark(
                    right=False,
                    score=0.0,
                    expected=expected,
                    feedback=feedback,
                    misconception=slip.misconception,
                )
        return Mark(right=False, score=0.0, expected=expected)


def pose(card: Numeric, seed: int) -> NumericQuestion:
    """Draw values and work out the answer and the slips; raises BadCard."""
    rng = random.Random(seed)
    try:
        values, answer, slips = _distinct(card, rng)
        filled = {**values, "answer": answer}
        for slip in card.slips:  # a format that cannot be filled shows here, not after the answer
            fill(slip.feedback, filled)
        return NumericQuestion(
            card=card,
            seed=seed,
            prompt=fill(card.front, values),
            why=card.why and fill(card.why, filled),
            unit=card.unit and fill(card.unit, values),
            values=values,
            answer=answer,
            slips=slips,
        )
    except (BadExpression, BadField) as fault:
        raise BadCard(card, str(fault)) from fault


def _distinct(
    card: Numeric, rng: random.Random
) -> tuple[dict[str, Number], Number, tuple[tuple[Number, Slip], ...]]:
    """A draw that tells answer and slips apart, if there is one; a slip that could be another is left out."""
    for _ in range(DRAWS):
        values = _draw(card, rng)
        answer = _evaluate("the answer", card.answer, values)
        numbers = [(_evaluate("a slip", slip.answer, values), slip) for slip in card.slips]
        slips = tuple(
            (number, slip)
            for number, slip in numbers
            if not agree(number, answer, card.tolerance)
            and not any(agree(number, other, card.tolerance) for other, rival in numbers if rival is not slip)
        )
        if len(slips) == len(numbers):
            break
    return values, answer, slips


def _draw(card: Numeric, rng: random.Random) -> dict[str, Number]:
    values: dict[str, Number] = {}
    for name, source in card.draw.items():
        match source:
            case str():
                values[name] = _evaluate(name, source, values)
            case Range():
                values[name] = _member(source, rng)
            case _ if source:
                values[name] = rng.choice(source)
            case _:
                raise BadExpression(f"{name} has no values to draw from")
    return values


def _member(source: Range, rng: random.Random) -> Number:
    low, high, step = source.low, source.high, source.step
    if not (step > 0 and -LARGEST <= low <= high <= LARGEST and (steps := (high - low) / step) <= LARGEST):
        raise BadExpression(f"the range from {low} to {high} by {step} is empty or too large")
    value = low + rng.randint(0, int(steps + 1e-9)) * step
    return round(value, 12) if isinstance(value, float) else value


def _evaluate(what: str, expression: str, values: Mapping[str, Number]) -> Number:
    try:
        return evaluate(expression, values)
    except BadExpression as fault:
        raise BadExpression(f"{what} = {expression[:80]!r}: {fault}") from fault


def _readable(answer: Number) -> str:
    if isinstance(answer, int) or answer.is_integer():
        return shown(answer, "," if abs(answer) >= 10_000 else "")
    return format(answer, ",.6g")
