from __future__ import annotations

from dlprep.progress.log import Log
from dlprep.study.audit import audit


def found(desk):
    return audit(desk.log(), desk.bank, desk.model)


def edit(desk) -> None:
    cards = desk.bank.root / "attention" / "cards.yaml"
    cards.write_text(cards.read_text().replace("A weighted average", "A mean, weighted,"))


def test_all_is_well_after_answers_and_undos(desk, answer) -> None:
    sitting = desk.sit("attention", "optimizers", kinds=("recall",))
    answer(sitting)
    sitting.undo()
    answer(sitting)
    sitting.flag()
    sitting.bury()
    assert found(desk) == ("ok", (), (), ())


def test_a_state_that_does_not_follow_is_named(desk, answer) -> None:
    item = answer(desk.only("recall"))
    with desk.log().database.write() as connection:
        connection.execute("UPDATE states SET due = due + 1")
    assert found(desk).stale == (item,)


def test_an_item_that_left_the_bank_is_kept_and_named_and_comes_back(desk, answer) -> None:
    item = answer(desk.only("recall"))
    cards = desk.bank.root / "attention" / "cards.yaml"
    before = cards.read_text()
    cards.write_text(before.replace(f"id: {item}\n", "id: other-id\n"))
    assert found(desk).orphans == (item,)
    assert desk.log().states([item])
    cards.write_text(before)
    assert found(desk).orphans == ()


def test_an_edited_item_says_so_until_it_is_answered_again(desk, answer) -> None:
    item = answer(desk.only("recall"))
    assert item == "soft-lookup"
    edit(desk)
    assert found(desk).changed == (item,)
    desk.clock.pass_(hours=24 * 30)
    sitting = desk.only("recall")
    assert sitting.asked.changed
    answer(sitting)
    assert found(desk).changed == ()
    sitting.undo()
    assert found(desk).changed == (item,)


def test_a_new_item_is_not_called_changed(desk) -> None:
    assert not desk.only("recall").asked.changed


def test_digests_are_those_of_the_last_answer_that_stands() -> None:
    assert Log.in_memory().last_digests(["a"]) == {}
