"""What the candidate is told, as Markdown or plain sentences: the same words on every face of a sitting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dlprep.answers.question import Question
from dlprep.bank.items import Bug, Card, Challenge, Interview, Item, Misconception, Recall
from dlprep.schedule.memory import Grade
from dlprep.study.asking import Outcome
from dlprep.study.sitting import Sitting

if TYPE_CHECKING:
    from dlprep.study.summary import Summary

UNCONFINED = "--unconfined: where this machine cannot confine it, code runs with all of your rights."
"""The banner that stands as long as that is so."""


def title_of(item: Item) -> str:
    """An item's name in a list."""
    return item.title if isinstance(item, Card | Challenge) else item.id


def span(days: int) -> str:
    """An interval as a button shows it: `1d`, `3wk`, `5mo`, `1.2y`."""
    if days < 14:
        return f"{days}d"
    if days < 60:
        return f"{round(days / 7)}wk"
    if days < 365:
        return f"{round(days / 30.4)}mo"
    return f"{days / 365:.1f}y"


def returning(grade: Grade, days: int) -> str:
    """When an item comes back, as a grade's button shows it: after Again within the sitting."""
    return "↻" if grade is Grade.AGAIN else span(days)


def believed(sitting: Sitting, outcome: Outcome) -> Misconception | None:
    """The misconception that a wrong answer shows, if one is known."""
    name = outcome.mark.misconception
    return sitting.bank.misconceptions().get(name) if name and not outcome.mark.right else None


def challenge_told(challenge: Challenge) -> str:
    """What a challenge asks, and what the judge holds the code to."""
    often = {"high": "asked often", "medium": "asked now and then", "low": "asked rarely"}
    repair = "**Repair:** the code is there, and it is wrong. Find what is wrong and mend it.\n\n"
    limits = challenge.limits
    held = (
        f"The judge calls `{challenge.entry}`, with {limits.seconds:g} s and {limits.memory_mb:,} MB for all."
    )
    forbidden = challenge.forbid.names if challenge.forbid else ()
    if unsaid := [name for name in forbidden if not _said(name, challenge.prompt)]:
        held += f" Not allowed: {', '.join(f'`{name}`' for name in unsaid)}."
    return (
        f"## {challenge.title}\n\n"
        f"*{challenge.task} · level {challenge.level} · about {challenge.minutes} minutes · "
        f"{often[challenge.frequency]}*\n\n"
        f"{repair if challenge.task == 'repair' else ''}{challenge.prompt.strip()}\n\n*{held}*"
    )


def _said(name: str, prompt: str) -> bool:
    """Whether a prompt names a tool, as code: "an LSTM" alone forbids nothing."""
    last = name.rpartition(".")[2]
    return any(form in prompt for form in (f"`{last}`", f"nn.{last}", f"F.{last}", f"torch.{last}"))


def told(item: Item, question: Question | None, outcome: Outcome, belief: Misconception | None) -> str:
    """The explanation shown after answering: right or not, why, and where it is written."""
    mark = outcome.mark
    right, wrong = ("Passed", "Not passed") if isinstance(item, Challenge) else ("Right", "Not quite")
    headline = {True: f"**✓ {right}**", False: f"**✗ {wrong}**", None: "**Answer**"}[mark.right]
    if belief:
        headline += f"  ◆ *{belief.name}*"
    parts = [headline, mark.feedback]
    if mark.right is not True or isinstance(item, Recall | Bug | Interview | Challenge):
        parts.append(_expected(item, mark.expected))
    parts.append(afterword(item) if isinstance(item, Challenge) else question.why if question else None)
    if isinstance(item, Interview):
        parts.append("**Asked next**\n\n" + _listed(item.rubric.follow_ups))
    parts.append(f"*Source: {'; '.join(item.refs)}*")
    return "\n\n".join(part.strip() for part in parts if part)


def summary_told(summary: Summary, saved: bool) -> str:
    """A sitting's summary."""
    if not summary.answered and summary.left:
        return f"## Nothing was answered\n\n{_waiting(summary.left)}"
    if not summary.answered:
        return (
            "## Nothing is due\n\nCome back tomorrow. For more today choose a topic, or run\n\n"
            "- `dlprep quiz --new 10` for new items,\n- `dlprep quiz --cram` for everything, due or not."
        )
    minutes, seconds = divmod(round(summary.seconds), 60)
    parts = [
        f"## {summary.right} of {summary.answered} right",
        f"{minutes} min {seconds:02d} s, {summary.new} new.",
        summary.missed
        and "**To see again**\n\n" + _listed([f"{title_of(item)}  `{item.id}`" for item in summary.missed]),
        summary.misconceptions
        and "**Misconceptions met**\n\n"
        + _listed([_met(belief, times) for belief, times in summary.misconceptions]),
        summary.returns and f"**Coming back:** {_returning(summary.returns)}.",
        summary.left and f"**Still waiting:** {_more(summary)}.",
        not saved and "**Progress is not being saved:** the folder for it cannot be written.",
    ]
    return "\n\n".join(part for part in parts if part)


def _waiting(left: int) -> str:
    return "1 item waits where you left it." if left == 1 else f"{left} items wait where you left them."


def _more(summary: Summary) -> str:
    items = "1 item" if summary.left == 1 else f"{summary.left} items"
    return f"{items}, about {max(1, round(summary.minutes))} min"


def _expected(item: Item, expected: str) -> str:
    if isinstance(item, Interview):
        return f"**A model answer**\n\n{expected}"
    if isinstance(item, Challenge):
        return f"**Solution**\n\n{expected}"
    if isinstance(item, Recall | Bug):
        return expected
    lone = "\n" not in expected and not expected.startswith("$$")
    return f"**The answer:**{' ' if lone else chr(10) * 2}{expected}"


def afterword(challenge: Challenge) -> str:
    """What is worth knowing once it is solved: why the reference works, what it costs, what is asked next."""
    cost = f"Time {challenge.complexity.time}, memory {challenge.complexity.memory}."
    return f"{challenge.explain.strip()}\n\n{cost}\n\n**Asked next**\n\n{_listed(challenge.follow_ups)}"


def _met(belief: Misconception, times: int) -> str:
    return f"◆ **{belief.name}**{f' ({times} times)' if times > 1 else ''}: {belief.what.strip()}"


def _returning(returns: Mapping[int, int]) -> str:
    def when(days: int) -> str:
        return {0: "today", 1: "tomorrow"}.get(days, f"in {span(days)}")

    return ", ".join(f"{count} {when(days)}" for days, count in returns.items())


def _listed(rows: list[str] | tuple[str, ...]) -> str:
    return "\n".join(f"- {row.strip()}" for row in rows)
