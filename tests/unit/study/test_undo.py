from __future__ import annotations

import json


def standing(sitting):
    return sitting.asked.item.id, sitting._queue, sitting.tally, dict(sitting._states), sitting.flagged


def states(desk):
    """What the cache says of items that were ever answered or hidden."""
    blank = {"due": None, "body": "", "suspended": False, "buried_until": None}
    return {
        item: state
        for item, state in desk.log().states().items()
        if any(getattr(state, name) != value for name, value in blank.items())
    }


def test_every_step_of_a_sitting_is_taken_back_in_turn(desk, answer) -> None:
    sitting = desk.sit("optimizers")
    steps = [
        lambda: answer(sitting, 3),
        sitting.skip,
        lambda: answer(sitting, 1),
        sitting.bury,
        sitting.suspend,
        lambda: answer(sitting, 4),
    ]
    asked, kept, tallies = [], [], []
    for step in steps:
        asked.append((sitting.asked.item.id, sitting._queue))
        kept.append(states(desk))
        tallies.append(sitting.tally)
        step()
    for was_asked, was_kept, tally in zip(asked[::-1], kept[::-1], tallies[::-1], strict=True):
        assert sitting.undo()
        assert (sitting.asked.item.id, sitting._queue) == was_asked
        assert states(desk) == was_kept
        assert sitting.tally == tally
    assert not sitting.can_undo
    assert not sitting.undo()
    assert sitting.summary().answered == 0


def test_an_answer_is_taken_back_from_the_end_of_the_sitting(desk, answer) -> None:
    sitting = desk.only("recall")
    answer(sitting, 3)
    assert sitting.asked is None
    assert sitting.undo()
    assert sitting.asked.item.id == "soft-lookup"
    assert sitting.asked.standing == "new"
    assert [kind for kind, *_ in desk.rows()] == ["review", "undo"]


def test_answers_of_today_are_taken_back_after_a_restart(desk, answer) -> None:
    sitting = desk.sit("optimizers")
    first, second = answer(sitting, 3), answer(sitting, 1)
    again = desk.sit("optimizers")
    assert again.undo()
    assert again.asked.item.id == second
    assert again.asked.standing == "new"
    assert again.undo()
    assert again.asked.item.id == first
    assert not again.can_undo
    assert states(desk) == {}


def test_a_bury_and_a_suspension_of_today_are_taken_back_after_a_restart(desk) -> None:
    sitting = desk.sit("optimizers")
    hidden = [sitting.asked.item.id]
    sitting.bury()
    hidden.append(sitting.asked.item.id)
    sitting.suspend()
    again = desk.sit("optimizers")
    assert again.undo()
    assert again.asked.item.id == hidden[1]
    assert again.undo()
    assert again.asked.item.id == hidden[0]
    assert states(desk) == {}


def test_answers_of_yesterday_stay(desk, answer) -> None:
    answer(desk.sit("optimizers"), 3)
    desk.clock.pass_(hours=24)
    again = desk.sit("optimizers")
    assert not again.can_undo
    assert not again.undo()


def test_what_is_undone_is_answered_anew(desk, answer) -> None:
    sitting = desk.only("recall")
    answer(sitting, 1)
    sitting.undo()
    answer(sitting, 4)
    assert [grade for *_, grade in desk.rows()] == [1, None, 4]
    [state] = desk.log().states().values()
    told = json.loads(desk.rows("SELECT answer FROM events ORDER BY ulid DESC LIMIT 1")[0][0])
    other = desk.model.review(None, 4, sitting._day(desk.clock()), "soft-lookup", told["share"])
    assert state.body == other.to_json()


def test_a_flag_set_in_between_survives_an_undo(desk, answer) -> None:
    sitting = desk.only("recall")
    sitting.flag()
    answer(sitting, 3)
    sitting.undo()
    assert sitting.flagged


def test_undo_of_an_undo_goes_further_back(desk, answer) -> None:
    sitting = desk.sit("optimizers")
    answer(sitting, 3)
    answer(sitting, 3)
    sitting.undo()
    again = desk.sit("optimizers")
    again.undo()
    assert states(desk) == {}
    assert not desk.sit("optimizers").can_undo
