"""One sitting as a small state machine: ask, answer, grade, next.

The flow of one answer is a straight line: the item is asked, `answer` marks it, `grade` commits it
to the log, and only then does the next item stand in `asked`. Killed at any moment, a new sitting
goes on from what was committed.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from dlprep.answers.posing import pose, response_json
from dlprep.bank.faults import BankError
from dlprep.bank.items import Card, Challenge, Item
from dlprep.bank.library import Bank
from dlprep.progress.errors import ProgressError
from dlprep.progress.events import Event, Kind, State
from dlprep.progress.log import Log
from dlprep.schedule.day import study_day
from dlprep.schedule.memory import Grade
from dlprep.schedule.model import Model
from dlprep.schedule.queue import Limits, Queue
from dlprep.study.asking import Asked, Outcome, Tally
from dlprep.study.clock import Clock, Moment, now
from dlprep.study.opening import Wanted, chosen, open_sitting, standing, standings
from dlprep.study.standing import SHARE, balanced, fold, memory_of, replayed

if TYPE_CHECKING:
    from dlprep.judge.verdict import Verdict
    from dlprep.study.summary import Record, Summary
    from dlprep.study.trial import Trial


class _Past(NamedTuple):
    """What undo goes back to: the queue before, and the row to be undone (None for a skip)."""

    queue: Queue
    ulid: str | None
    recorded: bool


class Sitting:
    """Asks the items that were wanted, one at a time, and records each answer before the next.

    Raises what `open_queue` raises. Every method that records may raise `NotSaved`: then the item
    still stands, nothing acknowledged is lost, and calling the method again retries the same row.
    """

    def __init__(
        self,
        bank: Bank,
        log: Log,
        model: Model,
        wanted: Wanted,
        *,
        limits: Limits | None = None,
        rollover_hours: int = 4,
        clock: Clock = now,
    ) -> None:
        self.bank, self.log, self.model, self.wanted = bank, log, model, wanted
        self._clock, self._rollover = clock, rollover_hours
        self.outcome: Outcome | None = None
        self.asked: Asked | None = None
        self._past: list[_Past] = []
        self._records: list[Record] = []
        self._last_day = log.last_day()
        self._chosen: Mapping[Grade, tuple[int, float]] = {}
        self._pending = ""  # the id of an answer on its way, so that a retried commit is the same row
        self._limits = limits or Limits()
        day = self._day(clock())
        opening = open_sitting(bank, log, wanted, day, self._limits)
        self._queue, self._items = opening.queue, opening.items
        self._states = log.states(self._queue.waiting)
        self._seen = log.last_digests(self._states)
        today = () if wanted.cram else log.events_on(day)
        self._steps_before = [e for e in today if self._can_be_taken_back(e)]
        self._ask()

    @property
    def tally(self) -> Tally:
        """Items done and left in this sitting."""
        left = standings(self._queue, self._states, self._day(self._clock()))
        return Tally(done=len(self._records), left=len(self._queue), **left)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The items to come, the one before the candidate first."""
        return self._queue.waiting

    @property
    def flagged(self) -> bool:
        """Whether the item before the candidate carries a flag."""
        return self._state().flagged

    @property
    def can_undo(self) -> bool:
        """Whether `undo` has something to take back."""
        return bool(self._past or self._steps_before)

    @property
    def has_challenges(self) -> bool:
        """Whether the sitting may need the judge."""
        return any(isinstance(self._items[i], Challenge) for i in self._queue.waiting)

    def draft(self) -> str | None:
        """The code left in the challenge's editor since it was last graded: each time begins afresh."""
        from dlprep.study import resuming

        return resuming.draft(self.log, self._standing_item().item.id)

    def save_draft(self, challenge: Challenge, source: str) -> None:
        """Keep what stands in a challenge's editor; it may have left the screen already."""
        from dlprep.progress.texts import Drafts

        Drafts(self.log.database).save(challenge.id, source, self._clock().at)

    def answer(self, response: object) -> Outcome:
        """Mark a card's answer. Raises NotAnAnswer when it cannot be read; nothing is graded then."""
        asked = self._standing_item()
        assert asked.question is not None
        mark = asked.question.grade(response)
        suggested = Grade.AGAIN if mark.right is False else Grade.GOOD
        self.outcome = Outcome(response, mark, suggested, self._intervals())
        return self.outcome

    def attempted(self, source: str, verdict: Verdict) -> None:
        """Count an attempt at the challenge, then keep it; on NotSaved it counts all the same."""
        asked = self._standing_item()
        assert asked.trial is not None
        self.asked = asked._replace(trial=asked.trial.tried(verdict))
        if not self.wanted.cram:
            from dlprep.progress.attempts import Attempt, Attempts  # cards do without

            at = self._clock().at
            attempt = Attempt(
                ulid=self.log.ulid(at),
                at=at,
                item=asked.item.id,
                digest=asked.item.digest,
                source=source,
                verdict=verdict.to_json(),
                device=self.log.device,
            )
            Attempts(self.log.database).append(attempt)

    def hinted(self) -> str | None:
        """The next of the challenge's hints, noted before it is given; None when all were given."""
        asked = self._standing_item()
        assert asked.trial is not None
        trial, hint = asked.trial.hinted()
        if hint is not None:
            self._note("hint")
            self.asked = asked._replace(trial=trial)
        return hint

    def show_solution(self) -> None:
        """Noted before the solution is shown: it counts as Again unless the tests passed before."""
        asked = self._standing_item()
        assert asked.trial is not None
        if not asked.trial.passed and not asked.trial.solution_seen:
            self._note("solution")
            self.asked = asked._replace(trial=asked.trial._replace(solution_seen=True))

    def conclude(self) -> Outcome:
        """End the challenge: its mark from the verdicts so far."""
        asked = self._standing_item()
        assert asked.trial is not None
        trial = asked.trial
        grades = (Grade.AGAIN,) if trial.solution_seen else tuple(Grade)
        self.outcome = Outcome(trial.story(), trial.mark(), self.suggested(), self._intervals(), grades)
        return self.outcome

    def suggested(self) -> Grade:
        """The grade that the challenge's trial comes to so far."""
        asked = self._standing_item()
        assert asked.trial is not None
        return asked.trial.suggested(self.minutes)

    @property
    def minutes(self) -> float:
        """Minutes since the item was asked."""
        return (self._clock().at - self._standing_item().since) / 60_000

    def grade(self, grade: Grade) -> None:
        """Commit the answer under one of the outcome's grades, and ask the next item."""
        asked, outcome = self._standing_item(), self.outcome
        assert outcome is not None
        assert grade in outcome.grades
        moment = self._clock()
        millis = max(0, moment.at - asked.since)
        due = None
        if not self.wanted.cram:
            self._pending = self._pending or self.log.ulid(moment.at)
            event = self._event(
                "review",
                moment,
                ulid=self._pending,
                grade=int(grade),
                answer=self._answer(grade),
                millis=millis,
            )
            due = self._commit(event).due
        from dlprep.study.summary import Record  # the first card does without

        self._records.append(Record(asked.item, grade, outcome.mark, millis, due, asked.standing))
        self._advance(self._queue.answered(grade), self._pending or None, recorded=True)

    def skip(self) -> None:
        """Put the item at the end of the sitting; nothing is recorded."""
        self._standing_item()
        self._advance(self._queue.later(), None)

    def suspend(self) -> None:
        """Never ask the item again until it is taken up; it leaves the sitting."""
        self._hide("suspend")

    def bury(self) -> None:
        """Do not ask the item before tomorrow; it leaves the sitting."""
        self._hide("bury")

    def flag(self) -> bool:
        """Set or take away the item's flag; whether it is set now."""
        self._standing_item()
        kind: Kind = "unflag" if self.flagged else "flag"
        return self._commit(self._event(kind, self._clock())).flagged

    def undo(self) -> bool:
        """Take back the last step, deep: of this sitting first, then of today. False: nothing left."""
        past = self._past[-1] if self._past else self._earlier()
        if past is None:
            return False
        if past.ulid is not None:
            self._take_back(past.ulid, past.queue.waiting[0])
        (self._past or self._steps_before).pop()
        if past.recorded and self._records:
            self._records.pop()
        self._queue = past.queue
        self._ask()
        return True

    def summary(self) -> Summary:
        """What happened: counts, what went wrong, which misconceptions, what comes back when."""
        from dlprep.study.summary import summarise

        today = self._day(self._clock())
        return summarise(self._records, self._left(today), self.bank.misconceptions, today)

    def _left(self, day: int) -> tuple[int, float]:
        """Items and minutes that still wait here, else in a further sitting; what was named is asked once."""
        try:
            found = chosen(self.bank, self.log, self.wanted._replace(limit=None), day, self._limits)
        except (BankError, ProgressError):  # told where it matters; a summary is none of these places
            return len(self._queue), 0.0
        further = () if self.wanted.cram or self.wanted.items else found.queue.waiting
        rest = self._queue.waiting or further
        return len(rest), found.minutes(rest)

    def _standing_item(self) -> Asked:
        if self.asked is None:
            raise RuntimeError("the sitting is over: there is no item to act on")
        return self.asked

    def _day(self, moment: Moment) -> int:
        return study_day(moment.at, moment.offset, self._rollover, not_before=self._last_day)

    def _state(self, item: Item | None = None) -> State:
        item = item or self._standing_item().item
        return self._states.get(item.id) or State(item=item.id, topic=item.topic)

    def _intervals(self) -> Mapping[Grade, int]:
        if self.wanted.cram:
            return {}
        self._chosen = balanced(self._state(), self.log, self.model, self._day(self._clock()))
        return {grade: days for grade, (days, _) in self._chosen.items()}

    def _answer(self, grade: Grade) -> dict[str, Any]:
        asked, outcome = self._standing_item(), self.outcome
        assert outcome is not None
        told: dict[str, Any] = {"right": outcome.mark.right, "score": round(outcome.mark.score, 3)}
        told[SHARE] = self._chosen[grade][1]
        if outcome.mark.misconception:
            told["misconception"] = outcome.mark.misconception
        if asked.question is None:
            return told | {"trial": outcome.response}
        return told | response_json(asked.question, outcome.response)  # type: ignore[arg-type]

    def _event(self, kind: Kind, moment: Moment, *, ulid: str = "", **more: Any) -> Event:
        item = self._standing_item().item
        return Event(
            ulid=ulid or self.log.ulid(moment.at),
            at=moment.at,
            offset=moment.offset,
            day=self._day(moment),
            kind=kind,
            item=item.id,
            topic=item.topic,
            digest=item.digest,
            device=self.log.device,
            **more,
        )

    def _commit(self, event: Event) -> State:
        state = fold(self._state(), event, self.model)
        self.log.append(event, state)
        self._last_day = max(self._last_day or 0, event.day)
        self._states[event.item] = state
        if event.kind == "review":
            self._seen[event.item] = event.digest
        return state

    def _note(self, kind: Kind) -> None:
        if not self.wanted.cram:
            self._commit(self._event(kind, self._clock()))

    def _hide(self, kind: Kind) -> None:
        event = self._event(kind, self._clock())
        self._commit(event)
        self._advance(self._queue.dropped(), event.ulid)

    def _advance(self, queue: Queue, ulid: str | None, *, recorded: bool = False) -> None:
        self._past.append(_Past(self._queue, ulid, recorded))
        self._queue = queue
        self._ask()

    def _ask(self) -> None:
        self.outcome, self._pending = None, ""
        if self._queue.next is None:
            self.asked = None
            return
        item = self._items[self._queue.next]
        moment = self._clock()
        state = self._states.get(item.id)
        question = pose(item, self._seed(item, state)) if isinstance(item, Card) else None
        trial = self._trial(item) if isinstance(item, Challenge) else None
        self.asked = Asked(
            item,
            question,
            trial,
            standing(state, self._day(moment)),
            moment.at,
            changed=self._seen.get(item.id, item.digest) not in ("", item.digest),
            leech=(memory := memory_of(state)) is not None and memory.leech,
        )

    def _trial(self, challenge: Challenge) -> Trial:
        from dlprep.study import resuming
        from dlprep.study.trial import Trial

        return Trial(challenge) if self.wanted.cram else resuming.trial(self.log, challenge)

    def _seed(self, item: Item, state: State | None) -> int:
        """The same question after a kill, fresh numbers after an answer."""
        memory = memory_of(state)
        tries = len(self._records) if self.wanted.cram else memory.reps if memory else 0
        return zlib.crc32(f"{self.log.device} {item.id} {tries}".encode())

    def _earlier(self) -> _Past | None:
        """The last step that an earlier sitting of today recorded on this machine."""
        if not self._steps_before:
            return None
        event = self._steps_before[-1]
        waiting = (event.item, *(i for i in self._queue.waiting if i != event.item))
        return _Past(Queue(waiting=waiting), event.ulid, False)

    def _can_be_taken_back(self, event: Event) -> bool:
        step = event.kind in {"review", "bury", "suspend"}
        return step and event.device == self.log.device and event.item in self._items

    def _take_back(self, ulid: str, item: str) -> None:
        topic = self._items[item].topic
        kept = [e for e in self.log.events_of(item) if e.ulid != ulid]
        state = replayed(item, topic, kept, self.model)
        moment = self._clock()
        event = Event(
            ulid=self.log.ulid(moment.at),
            at=moment.at,
            offset=moment.offset,
            day=self._day(moment),
            kind="undo",
            item=item,
            topic=topic,
            device=self.log.device,
            target=ulid,
        )
        self.log.append(event, state)
        self._states[item] = state
