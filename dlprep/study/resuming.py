"""What earlier work at a challenge has left: the draft, the attempts, and the trial as it stood.

Grading ends a trial: what came before belongs to the past, and the next time begins afresh.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlprep.bank.items import Challenge
from dlprep.progress.events import Event
from dlprep.progress.log import Log
from dlprep.progress.texts import Drafts
from dlprep.study.trial import Trial

if TYPE_CHECKING:
    from dlprep.judge.verdict import Verdict
    from dlprep.progress.attempts import Attempt


def draft(log: Log, item: str) -> str | None:
    """The code left in the challenge's editor since it was last graded."""
    graded = _graded(log.events_of(item))
    return Drafts(log.database).load(item, after=graded.at if graded else 0)


def attempts(log: Log, item: str) -> tuple[Attempt, ...]:
    """Every attempt at a challenge, those before the last grade too; the newest first."""
    from dlprep.progress.attempts import Attempts  # cards do without

    return Attempts(log.database).of(item)[::-1]


def trial(log: Log, challenge: Challenge) -> Trial:
    """The trial that was left when the program ended: hints, a solution seen, failures, the last verdict."""
    events = log.events_of(challenge.id)
    graded = _graded(events)
    since = graded.ulid if graded else ""
    kinds = [event.kind for event in events if event.ulid > since]
    found = Trial(
        challenge,
        hints=min(kinds.count("hint"), len(challenge.hints)),
        solution_seen="solution" in kinds,
    )
    for attempt in reversed(attempts(log, challenge.id)):
        if attempt.ulid > since and (verdict := verdict_of(attempt)):
            found = found.tried(verdict)
    return found


def verdict_of(attempt: Attempt) -> Verdict | None:
    """The verdict that an attempt got; None where another version of the program wrote it otherwise."""
    from dlprep.judge.verdict import Verdict

    try:
        return Verdict.from_json(attempt.verdict)
    except (KeyError, TypeError):
        return None


def _graded(events: Sequence[Event]) -> Event | None:
    return next((event for event in reversed(events) if event.kind == "review"), None)
