"""Text with blanks to type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlprep.answers.markup import pieces
from dlprep.answers.question import BadCard, Mark, NotAnAnswer, Question, numbered
from dlprep.answers.spelling import Likeness, likeness
from dlprep.bank.items import Cloze
from dlprep.value import value

_BLANK_IN_CODE = re.compile(r"\{\{(.{1,200}?)\}\}", re.DOTALL)
_BAR = re.compile(r"(?<!\\)\|")


@value
class ClozeQuestion(Question):
    """Response: a tuple of str, one a blank. `terms` holds the spellings that each blank accepts."""

    card: Cloze
    terms: tuple[tuple[str, ...], ...]

    @property
    def blanks(self) -> int:
        """How many blanks there are to type."""
        return len(self.terms)

    def grade(self, response: tuple[str, ...]) -> Mark:
        """Compare blank by blank; a typo counts as right and is pointed out."""
        if len(response) != self.blanks:
            raise NotAnAnswer(f"There are {self.blanks} blanks to fill.")
        likes = [_nearest(text, terms) for text, terms in zip(response, self.terms, strict=True)]
        answers = [terms[0] for terms in self.terms]
        hits = sum(like is not Likeness.OTHER for like in likes)
        return Mark(
            right=hits == self.blanks,
            score=hits / self.blanks,
            expected=numbered(answers) if len(answers) > 1 else answers[0],
            feedback=" ".join(self._remarks(likes)) or None,
        )

    def _remarks(self, likes: list[Likeness]) -> Iterator[str]:
        for terms, like in zip(self.terms, likes, strict=True):
            if like is Likeness.TYPO:
                yield f"Counted as {terms[0]}; mind the spelling."
        wrong = [str(n) for n, like in enumerate(likes, 1) if like is Likeness.OTHER]
        if wrong and self.blanks > 1:
            yield f"Not right: blank {', '.join(wrong)}."


def pose(card: Cloze, seed: int) -> ClozeQuestion:
    """Find the blanks; raises BadCard when there is none, or an empty one.

    Blanks count in prose and code. In mathematics double braces are TeX's and stay.
    """
    found = list(parts(card.front))
    terms = tuple(_terms(text) for kind, text in found if kind != "shown")
    if not terms or not all(map(all, terms)):
        raise BadCard(card, "it has no blank, or an empty one; a blank is {{text}} outside $...$")
    return ClozeQuestion(
        card=card, seed=seed, prompt=_prompt(found, len(terms) > 1), why=card.why, terms=terms
    )


def parts(front: str) -> Iterator[tuple[str, str]]:
    """The front as ("shown", Markdown), and the insides of blanks as ("prose" or "code", text)."""
    for piece in pieces(front):
        if piece.kind == "blank":
            yield "prose", piece.text[2:-2]
        elif piece.kind == "code":
            for n, text in enumerate(_BLANK_IN_CODE.split(piece.text)):
                yield ("code" if n % 2 else "shown"), text
        else:
            yield "shown", piece.text


def _prompt(parts: list[tuple[str, str]], numbered: bool) -> str:
    prompt, number = "", 0
    for kind, text in parts:
        if kind == "shown":
            prompt += text
            continue
        number += 1
        gap = f"__{number}__" if numbered else "____"
        # In prose bare underscores may turn into emphasis or a rule.
        prompt += gap if kind == "code" else gap.replace("_", r"\_")
    return prompt


def _terms(text: str) -> tuple[str, ...]:
    return tuple(term.replace(r"\|", "|").strip() for term in _BAR.split(text))


def _nearest(text: str, terms: tuple[str, ...]) -> Likeness:
    likes = {likeness(text, term) for term in terms}
    return next(like for like in Likeness if like in likes)
