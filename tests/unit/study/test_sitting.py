from __future__ import annotations

import json

import pytest

from dlprep.answers.question import NotAnAnswer, Ticks
from dlprep.schedule.memory import Grade

RESPONSES = {
    "recall": (None, None),
    "cloze": (("keys", "one"), ("queries", "one")),
    "output": ("(2, 4)\n3.0", "(4, 2)\n3.0"),
    "bug": (7, 6),
    "derive": ((True, True, True), (True, False, True)),
    "interview": (
        Ticks(must=(True, True, True), nice=(True, False), red_flags=(False,)),
        Ticks(must=(True, True, True), nice=(True, True), red_flags=(True,)),
    ),
}


def respond(question, right: bool):
    match question.card.kind:
        case "choice":
            return next(i for i, option in enumerate(question.order) if option.right is right)
        case "numeric":
            inputs, outputs = (int(word) for word in question.prompt.split("(")[1].rstrip(")?`").split(","))
            return str(inputs * outputs + outputs * right)
        case "order":
            order = sorted(range(4), key=lambda i: question.card.steps.index(question.steps[i]))
            return tuple(order if right else order[::-1])
        case kind:
            return RESPONSES[kind][not right]


KINDS = ["recall", "cloze", "choice", "numeric", "output", "bug", "order", "derive", "interview"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("right", [True, False])
def test_an_answer_of_each_kind_is_marked_graded_and_kept(desk, kind: str, right: bool) -> None:
    sitting = desk.only(kind)
    outcome = sitting.answer(respond(sitting.asked.question, right))
    assert outcome.mark.right is (None if kind == "recall" else right)
    assert outcome.suggested is (Grade.GOOD if right or kind == "recall" else Grade.AGAIN)
    sitting.grade(outcome.suggested)
    [(answer, grade)] = desk.rows("SELECT answer, grade FROM events")
    assert grade == outcome.suggested
    assert json.loads(answer)["right"] is outcome.mark.right


def test_the_next_item_is_asked_only_after_the_answer_is_on_disk(desk) -> None:
    sitting = desk.sit("attention", kinds=("recall", "derive"))
    first = sitting.asked.item.id
    sitting.answer(None if first == "soft-lookup" else (True, True, True))
    assert desk.rows() == []
    assert sitting.asked.item.id == first
    sitting.grade(Grade.EASY)
    assert desk.rows() == [("review", first, 4)]
    assert sitting.asked.item.id != first


def test_what_is_on_disk_says_what_was_asked_when_and_how_long_it_took(desk) -> None:
    desk.clock.offset = -480
    sitting = desk.only("choice")
    desk.clock.pass_(seconds=42)
    question = sitting.asked.question
    pick = respond(question, right=False)
    sitting.answer(pick)
    sitting.grade(Grade.AGAIN)
    [event] = desk.log().events()
    assert (event.at, event.offset, event.millis) == (desk.clock.at, -480, 42_000)
    assert event.digest == sitting.bank.item("why-the-root").digest
    assert event.topic == "attention"
    assert event.answer["response"] == pick
    assert event.answer["misconception"] == question.order[pick].misconception


def test_a_killed_sitting_goes_on_from_what_was_committed(desk, answer) -> None:
    sitting = desk.sit("optimizers", "attention")
    answered = [answer(sitting, 3) for _ in range(3) if sitting.asked.item.kind == "recall"]
    again = desk.sit("optimizers", "attention")
    left = [*again._queue.waiting]
    assert not set(left) & set(answered)
    assert again.tally.done == 0


def test_an_unanswered_question_comes_back_with_the_same_numbers_and_options(desk) -> None:
    for kind in ("numeric", "choice", "order"):
        before = desk.only(kind).asked.question
        assert desk.only(kind).asked.question == before


def test_an_answered_question_comes_back_with_fresh_numbers(desk) -> None:
    seen = set()
    for _ in range(6):
        sitting = desk.only("numeric")
        seen.add(sitting.asked.question.prompt)
        sitting.answer("0")
        sitting.grade(Grade.AGAIN)
    assert len(seen) > 1


def test_a_missed_item_comes_back_in_the_same_sitting_after_some_others(desk, answer) -> None:
    sitting = desk.sit("optimizers")
    missed = answer(sitting, 1)
    others = []
    while sitting.asked.item.id != missed:
        assert sitting.asked.standing == "new"
        others.append(answer(sitting, 3))
    assert 0 < len(others) <= 4
    assert sitting.asked.standing == "learning"
    answer(sitting, 3)
    assert sitting.asked is None


@pytest.mark.parametrize("topics", [("optimizers",), ()])
def test_a_missed_item_comes_back_after_a_restart_of_the_same_day(desk, answer, topics) -> None:
    sitting = desk.sit(*topics, kinds=("recall",))
    missed = answer(sitting, 1)
    again = desk.sit(*topics, kinds=("recall",), new=0)
    assert again._queue.waiting == (missed,)
    assert again.asked.standing == "learning"


def test_what_cannot_be_read_as_an_answer_is_graded_by_nobody(desk) -> None:
    sitting = desk.only("numeric")
    with pytest.raises(NotAnAnswer):
        sitting.answer("many")
    assert sitting.outcome is None
    assert sitting.asked is not None


def test_a_skipped_item_goes_to_the_end_and_leaves_no_trace(desk) -> None:
    sitting = desk.sit("optimizers")
    order = sitting._queue.waiting
    sitting.skip()
    assert sitting._queue.waiting == (*order[1:], order[0])
    assert desk.rows() == []


def test_a_buried_item_waits_for_tomorrow(desk) -> None:
    sitting = desk.sit("optimizers", levels=(3,))
    sitting.bury()
    assert sitting.asked is None
    assert desk.sit("optimizers", levels=(3,)).asked is None
    desk.clock.pass_(hours=24)
    assert desk.sit("optimizers", levels=(3,)).asked.item.id == "weight-decay"


def test_a_suspended_item_is_not_asked_again(desk) -> None:
    desk.sit("optimizers", levels=(3,)).suspend()
    desk.clock.pass_(hours=24 * 30)
    assert desk.sit("optimizers", levels=(3,)).asked is None
    assert desk.sit(levels=(3,), kinds=("recall",)).asked is None


def test_a_flag_is_set_taken_away_and_outlives_the_sitting(desk) -> None:
    sitting = desk.only("recall")
    assert not sitting.flagged
    assert sitting.flag() is True
    again = desk.only("recall")
    assert again.flagged
    assert again.flag() is False
    assert not again.flagged
    assert [kind for kind, *_ in desk.rows()] == ["flag", "unflag"]


def test_intervals_shown_are_those_that_grading_gives(desk, answer) -> None:
    for grade in Grade:
        sitting = desk.sit("optimizers", levels=(grade % 3 + 1,))
        outcome = sitting.answer(None)
        item, today = sitting.asked.item.id, sitting._day(desk.clock())
        sitting.grade(grade)
        assert desk.log().states([item])[item].due == today + outcome.intervals[grade]
        desk.clock.pass_(hours=24 * 300)


def test_cramming_asks_everything_and_leaves_no_event_and_no_state(desk, answer) -> None:
    sitting = desk.sit("optimizers")
    while sitting.asked:
        answer(sitting, 3)
    before = desk.rows(), desk.log().states()
    cram = desk.sit("optimizers", cram=True)
    assert cram.tally.left == 6
    assert cram.answer(None).intervals == {}
    missed = answer(cram, 1)
    cram.undo()
    answer(cram, 1)
    asked = [answer(cram, 3) for _ in range(6)]
    assert missed in asked
    assert cram.asked is None
    assert cram.summary().returns == {}
    assert (desk.rows(), desk.log().states()) == before
