from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.progress.attempts import Attempt, Attempts
from dlprep.progress.events import Counts, Event, State
from dlprep.progress.log import Log
from dlprep.progress.texts import Drafts, Notes
from dlprep.progress.ulid import ulid

DAY = 739_578
Make = Callable[..., Event]


def state(item: str, due: int | None = DAY, topic: str = "attention", **fields: object) -> State:
    return State(item=item, topic=topic, due=due, body="[]", **fields)


def test_what_was_appended_is_there_after_reopening(path: Path, event: Make) -> None:
    with Log.open(path) as log:
        first = event(log, answer={"picked": [1, None, "ü \ud83d"]}, millis=4200, digest="abc")
        log.append(first, state("a", body_is := DAY + 3))
    with Log.open(path) as log:
        assert log.events_of("a") == (first,)
        assert log.states() == {"a": state("a", body_is)}
        assert log.last_day() == DAY
        assert log.saved


def test_a_log_in_memory_works_alike_and_says_that_it_is_not_saved(event: Make) -> None:
    log = Log.in_memory()
    log.append(event(log), state("a"))
    assert len(log.events_of("a")) == 1
    assert not log.saved


def test_the_same_event_again_changes_nothing(log: Log, event: Make) -> None:
    first = event(log)
    log.append(first)
    log.append(first)
    log.extend([first, first._replace(grade=1)])
    assert list(log.events()) == [first]


@pytest.mark.parametrize("change", ["UPDATE events SET grade = 4", "DELETE FROM events"])
def test_events_can_be_neither_changed_nor_deleted(log: Log, path: Path, event: Make, change: str) -> None:
    log.append(event(log))
    with sqlite3.connect(path) as other, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(change)
    assert len(list(log.events())) == 1


def test_a_failed_transaction_leaves_neither_event_nor_state(log: Log, event: Make) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        log.append(event(log, grade=None), state("a"))
    assert log.states() == {}
    log.append(event(log), state("a"))
    assert len(log.events_of("a")) == 1


def test_undo_goes_back_answer_by_answer_and_stops_where_the_sitting_began(log: Log, event: Make) -> None:
    before = event(log, "earlier")
    log.append(before)
    for item in "abc":
        log.append(event(log, item))
    undone = []
    while latest := log.latest(log.device, since=before.ulid):
        log.append(event(log, latest.item, kind="undo", target=latest.ulid))
        undone.append(latest.item)
    assert undone == ["c", "b", "a"]
    assert log.events_of("a") == ()
    assert log.events_of("earlier") == (before,)
    assert len(list(log.events())) == 7


def test_undo_leaves_other_devices_and_other_kinds_alone(log: Log, event: Make) -> None:
    mine, flag = event(log, "a"), event(log, "b", kind="flag")
    for one in (mine, flag, event(log, "c", device="elsewhere")):
        log.append(one)
    assert log.latest(log.device) == mine
    assert log.latest(log.device, kinds=("review", "flag")) == flag


def test_an_undo_that_arrives_before_its_target_counts(log: Log, event: Make) -> None:
    review = event(log)
    log.append(event(log, kind="undo", target=review.ulid))
    log.append(review)
    assert log.events_of("a") == ()


def test_counts_tell_first_meetings_from_reviews_and_forget_undone_ones(log: Log, event: Make) -> None:
    log.append(event(log, "old", day=DAY - 1))
    for item in ("old", "old", "new", "new", "undone"):
        log.append(event(log, item))
    undone = log.latest(log.device)
    assert undone
    log.append(event(log, "undone", kind="undo", target=undone.ulid))
    log.append(event(log, "flagged", kind="flag"))
    assert log.counts(DAY) == Counts(new=1, reviews=1)
    assert log.counts(DAY - 1) == Counts(new=1, reviews=0)
    assert log.counts(DAY + 1) == Counts(new=0, reviews=0)
    assert [e.item for e in log.events_on(DAY)] == ["old", "old", "new", "new", "flagged"]


def test_due_is_longest_due_first_without_what_is_hidden(log: Log) -> None:
    log.rebuild(
        [
            state("late", DAY - 5),
            state("today", DAY),
            state("tomorrow", DAY + 1),
            state("suspended", DAY, suspended=True),
            state("buried", DAY, buried_until=DAY + 1),
            state("back", DAY - 1, buried_until=DAY),
            state("flagged only", None, flagged=True),
            state("elsewhere", DAY - 9, topic="optimisers"),
        ]
    )
    assert [s.item for s in log.due(DAY)] == ["elsewhere", "late", "back", "today"]
    assert [s.item for s in log.due(DAY, topics=["attention"], limit=2)] == ["late", "back"]
    assert [s.item for s in log.due(DAY, limit=1, wanted=lambda item: item != "elsewhere")] == ["late"]
    assert [s.item for s in log.suspended()] == ["suspended"]
    assert [s.item for s in log.flagged()] == ["flagged only"]
    assert set(log.states(["late", "unknown"])) == {"late"}


def test_states_are_made_again_from_the_log_while_it_is_read(log: Log, event: Make) -> None:
    for item in "aab":
        log.append(event(log, item), state("stale"))
    log.rebuild(state(item, DAY + len(log.events_of(item))) for item in log.items())
    assert log.states() == {"a": state("a", DAY + 2), "b": state("b", DAY + 1)}


def test_ids_sort_as_they_were_given_though_the_clock_goes_back(path: Path, event: Make) -> None:
    given = []
    for at in (5_000, 5_000, 4_000, 0, 9_000):
        with Log.open(path) as log:
            for _ in range(3):
                log.append(one := event(log, at=at))
                given.append(one.ulid)
            given.extend(log.ulid(at) for _ in range(3))
            log.append(event(log, at=at))
            given.append(next(reversed(list(log.events()))).ulid)
    assert given == sorted(set(given))


@given(st.integers(0, 2**47), st.integers(0, 2**47))
def test_an_id_is_26_letters_and_later_than_the_one_before(first: int, second: int) -> None:
    one = ulid(first)
    two = ulid(second, after=one)
    assert len(one) == len(two) == 26
    assert one < two
    assert ulid(first)[:10] == one[:10]


def test_every_event_comes_out_page_by_page(log: Log, event: Make) -> None:
    made = [event(log, f"item-{n}") for n in range(2345)]
    log.extend(reversed(made))
    assert list(log.events()) == made
    assert list(log.events(after=made[2000].ulid)) == made[2001:]


def test_attempts_are_kept_with_their_verdicts_and_cannot_be_changed(log: Log, path: Path) -> None:
    attempts = Attempts(log.database)
    first = Attempt(
        ulid=log.ulid(1), at=1, item="x01", digest="d", source="def f(): ...\n", verdict=None, device="me"
    )
    made = (first, replace(first, ulid=log.ulid(2), at=2, verdict={"status": "passed"}))
    for attempt in (*made, made[0]):
        attempts.append(attempt)
    assert attempts.of("x01") == made
    assert attempts.of("x02") == ()
    with sqlite3.connect(path) as other, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute("DELETE FROM attempts")


def test_drafts_and_notes_are_one_text_an_item(log: Log) -> None:
    drafts, notes = Drafts(log.database), Notes(log.database)
    drafts.save("x01", "import torch", 1)
    drafts.save("x01", "import torch\n", 2)
    notes.save("x01", "look at the mask", 3)
    assert drafts.load("x01") == "import torch\n"
    drafts.discard("x01")
    assert drafts.load("x01") is None
    assert notes.load("x01") == "look at the mask"
