"""Answers that are picked: one option, one line, an order of steps."""

from __future__ import annotations

import random
from itertools import combinations

from dlprep.answers.question import BadCard, Mark, NotAnAnswer, Question, numbered
from dlprep.bank.items import Bug, Choice, Option, Order
from dlprep.value import value


@value
class ChoiceQuestion(Question):
    """Response: an int, the index into `options` as shown. `order` are the card's own options, shuffled."""

    card: Choice
    order: tuple[Option, ...]

    @property
    def options(self) -> tuple[str, ...]:
        """Markdown of the options in the order shown."""
        return tuple(option.text for option in self.order)

    def grade(self, response: int) -> Mark:
        """Look the option up; its own feedback and misconception come back."""
        if not 0 <= response < len(self.order):
            raise NotAnAnswer(f"Pick one of the {len(self.order)} options.")
        picked = self.order[response]
        return Mark(
            right=picked.right,
            score=float(picked.right),
            expected=next(option.text for option in self.order if option.right),
            feedback=picked.feedback,
            misconception=None if picked.right else picked.misconception,
        )


@value
class BugQuestion(Question):
    """Response: an int, the number of the faulty line, from 1; `lines` are not in the prompt."""

    card: Bug
    lines: tuple[str, ...]

    def grade(self, response: int) -> Mark:
        """Only the very line is right. Another one does not show which misconception led there."""
        if not 1 <= response <= len(self.lines):
            raise NotAnAnswer(f"Pick a line from 1 to {len(self.lines)}.")
        right = response == self.card.line
        faulty = self.lines[self.card.line - 1].strip()
        return Mark(
            right=right,
            score=float(right),
            expected=f"Line {self.card.line}: `` {faulty} ``\n\n{self.card.symptom.strip()}\n\n"
            f"```python\n{self.card.fixed.rstrip()}\n```",
        )


@value
class OrderQuestion(Question):
    """Response: a tuple of int, indices into `steps` as shown, in the order answered."""

    card: Order
    steps: tuple[str, ...]

    def grade(self, response: tuple[int, ...]) -> Mark:
        """Right when every step stands where it belongs; the score is the share of pairs in order."""
        if sorted(response) != list(range(len(self.steps))):
            raise NotAnAnswer("Put every step in the order, each once.")
        answered = [self.steps[index] for index in response]
        ranks = [self.card.steps.index(step) for step in answered]
        pairs = [a <= b for a, b in combinations(ranks, 2)]
        wrong = next((n for n, rank in enumerate(ranks) if answered[n] != self.card.steps[n]), None)
        return Mark(
            right=wrong is None,
            score=sum(pairs) / len(pairs),
            expected=numbered(self.card.steps),
            feedback=None
            if wrong is None
            else f"Step {wrong + 1} is the first out of place: {answered[wrong]}",
        )


def pose_choice(card: Choice, seed: int) -> ChoiceQuestion:
    """Shuffle the options; raises BadCard unless exactly one is right."""
    if sum(option.right for option in card.options) != 1:
        raise BadCard(card, "exactly one option must be right")
    order = tuple(random.Random(seed).sample(card.options, len(card.options)))
    return ChoiceQuestion(card=card, seed=seed, prompt=card.front, why=card.why, order=order)


def pose_bug(card: Bug, seed: int) -> BugQuestion:
    """Cut the code into lines; raises BadCard when the faulty one is not among them."""
    lines = tuple(card.code.rstrip().splitlines())
    if not 1 <= card.line <= len(lines):
        raise BadCard(card, f"line {card.line} is not one of the {len(lines)} lines of its code")
    return BugQuestion(card=card, seed=seed, prompt=card.front, why=card.why, lines=lines)


def pose_order(card: Order, seed: int) -> OrderQuestion:
    """Shuffle the steps, never into the right order; raises BadCard when all read the same."""
    if len(set(card.steps)) == 1:
        raise BadCard(card, "its steps must differ")
    rng = random.Random(seed)
    steps = card.steps
    while steps == card.steps:
        steps = tuple(rng.sample(card.steps, len(card.steps)))
    return OrderQuestion(card=card, seed=seed, prompt=card.front, why=card.why, steps=steps)
