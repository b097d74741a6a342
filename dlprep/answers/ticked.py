"""Answers that the candidate compares with the right one and ticks."""

from __future__ import annotations

from dlprep.answers.question import Mark, NotAnAnswer, Question, Ticks, numbered
from dlprep.bank.items import Derive, Interview, Recall, Rubric
from dlprep.value import value

MUST, NICE, RED_FLAG = 2, 1, -2
"""Points of a rubric's entries."""
PASS = 0.7
"""Share of all points that passes an interview question, if no red flag was shown."""


@value
class RecallQuestion(Question):
    """Response: None. The mark only shows the answer."""

    card: Recall

    def grade(self, response: None = None) -> Mark:
        """Neither right nor wrong: the grade is the candidate's own."""
        return Mark(right=None, score=0.0, expected=self.card.back)


@value
class DeriveQuestion(Question):
    """Response: a tuple of bool, one for each of `steps`, revealed in order."""

    card: Derive

    @property
    def steps(self) -> tuple[str, ...]:
        """Markdown of the steps, to be revealed one by one."""
        return self.card.steps

    def grade(self, response: tuple[bool, ...]) -> Mark:
        """Right when every step was found."""
        _require(response, self.steps)
        missed = [str(n) for n, found in enumerate(response, 1) if not found]
        return Mark(
            right=not missed,
            score=sum(response) / len(self.steps),
            expected=numbered(self.steps),
            feedback=f"Not found: step {', '.join(missed)}." if missed else None,
        )


@value
class InterviewQuestion(Question):
    """Response: Ticks. `rubric` is what to tick, `seconds` the time to speak."""

    card: Interview

    @property
    def rubric(self) -> Rubric:
        """The points to tick, the follow-ups and the model answer."""
        return self.card.rubric

    @property
    def seconds(self) -> int:
        """How long the answer may take."""
        return self.card.rubric.seconds

    def grade(self, response: Ticks) -> Mark:
        """Weigh the ticks: a pass is 70 % of the points and no red flag."""
        for ticks, points in (
            (response.must, self.rubric.must),
            (response.nice, self.rubric.nice),
            (response.red_flags, self.rubric.red_flags),
        ):
            _require(ticks, points)
        total = MUST * len(response.must) + NICE * len(response.nice)
        earned = MUST * sum(response.must) + NICE * sum(response.nice)
        net = max(0, earned + RED_FLAG * sum(response.red_flags))
        return Mark(
            right=earned >= PASS * total and not any(response.red_flags),
            score=net / total,
            expected=self.rubric.model_answer,
            feedback=self._feedback(response, f"{net} of {total} points."),
        )

    def _feedback(self, response: Ticks, points: str) -> str:
        lines = [points]
        flags = zip(self.rubric.red_flags, response.red_flags, strict=True)
        lines += [f"- Red flag: {flag}" for flag, shown in flags if shown]
        must = zip(self.rubric.must, response.must, strict=True)
        lines += [f"- Still to say: {point}" for point, said in must if not said]
        return lines[0] if len(lines) == 1 else lines[0] + "\n\n" + "\n".join(lines[1:])


def pose_recall(card: Recall, seed: int) -> RecallQuestion:
    """Ask a card as it stands."""
    return RecallQuestion(card=card, seed=seed, prompt=card.front, why=card.why)


def pose_derive(card: Derive, seed: int) -> DeriveQuestion:
    """Ask for the way from what is given to the goal."""
    prompt = f"{card.front.rstrip()}\n\n**Given:** {card.given.strip()}\n\n**Goal:** {card.goal.strip()}"
    return DeriveQuestion(card=card, seed=seed, prompt=prompt, why=card.why)


def pose_interview(card: Interview, seed: int) -> InterviewQuestion:
    """Ask a question as an interviewer would."""
    return InterviewQuestion(card=card, seed=seed, prompt=card.front, why=card.why)


def _require(ticks: tuple[bool, ...], points: tuple[str, ...]) -> None:
    if len(ticks) != len(points):
        raise NotAnAnswer(f"{len(points)} points are to be ticked or left, not {len(ticks)}.")
