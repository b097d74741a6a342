from __future__ import annotations

import pytest

from dlprep.schedule.queue import Limits
from dlprep.study.naming import UnknownTopic
from dlprep.study.opening import Wanted
from dlprep.study.sitting import Sitting


def waiting(sitting) -> set[str]:
    return set(sitting._queue.waiting)


def test_kinds_and_levels_narrow_what_is_asked(desk) -> None:
    assert waiting(desk.sit("attention", kinds=("bug", "order"))) == {"wrong-axis", "steps-of-attention"}
    assert waiting(desk.sit("attention", levels=(3,))) == {"variance-of-a-dot-product"}
    assert waiting(desk.sit("attention", kinds=("recall",), levels=(3,))) == set()
    assert waiting(desk.sit("attention", kinds=("challenge",))) == {"double-it"}


def test_several_topics_are_asked_together(desk) -> None:
    both = waiting(desk.sit("attention", "optimizers", "attention"))
    assert {"soft-lookup", "momentum"} <= both
    assert len(both) == 15  # ten of attention, six of optimizers, two of which are siblings


def test_siblings_stay_apart_until_nothing_else_is_left(desk, answer) -> None:
    sitting = desk.sit("optimizers")
    assert len(waiting(sitting) & {"adam-state", "adam-memory"}) == 1
    while sitting.asked:
        answer(sitting, 3)
    assert waiting(desk.sit("optimizers")) <= {"adam-state", "adam-memory"}


def test_a_limit_counts_the_items_of_the_sitting(desk) -> None:
    sitting = desk.sit("attention", limit=3)
    assert sitting.tally.left == 3


def test_the_day_holds_so_many_new_items_also_over_restarts(desk, answer) -> None:
    def sit():
        return Sitting(
            desk.bank, desk.log(), desk.model, Wanted(("optimizers",)),
            limits=Limits(new=3, reviews=9), clock=desk.clock,
        )  # fmt: skip

    sitting = sit()
    assert sitting.tally.left == 3
    answer(sitting, 3)
    assert sit().tally.left == 2


def test_new_asks_for_more_than_the_day_holds(desk, answer) -> None:
    def sit(**wanted):
        return Sitting(
            desk.bank, desk.log(), desk.model, Wanted(("optimizers",), **wanted),
            limits=Limits(new=0, reviews=9), clock=desk.clock,
        )  # fmt: skip

    assert sit().asked is None
    assert sit(new=2).tally.new == 2


def test_no_topic_means_what_is_due_over_all_and_new_ones_in_the_order_of_the_syllabus(desk, answer) -> None:
    sitting = desk.sit("optimizers", kinds=("recall",))
    known = [answer(sitting, 3) for _ in range(2)]
    desk.clock.pass_(hours=24 * 60)
    assert waiting(desk.sit(new=0)) == set(known)
    everything = desk.sit(new=4)
    assert everything.tally.review == 2
    assert everything.tally.new == 4
    fresh = waiting(everything) - set(known)
    assert {desk.bank.item(i).topic for i in fresh} == {"attention"}


def test_nothing_due_and_nothing_new_is_an_empty_sitting(desk) -> None:
    sitting = desk.sit(new=0)
    assert sitting.asked is None
    assert (sitting.tally.done, sitting.tally.left) == (0, 0)
    assert sitting.summary().answered == 0


def test_an_unknown_topic_suggests_the_nearest_and_lists_all(desk) -> None:
    with pytest.raises(UnknownTopic, match=r"'atention'.*'attention'.*Topics: attention, optimizers"):
        desk.sit("atention")
    with pytest.raises(UnknownTopic) as caught:
        desk.sit("zzz")
    assert "Did you mean" not in str(caught.value)


def test_an_item_that_left_the_bank_is_not_asked_and_its_history_stays(desk, answer) -> None:
    sitting = desk.sit("optimizers", levels=(3,))
    answer(sitting, 3)
    cards = desk.bank.root / "optimizers" / "cards.yaml"
    whole = cards.read_text()
    cards.write_text("".join(line for line in whole.splitlines(True) if "weight-decay" not in line))
    desk.clock.pass_(hours=24 * 60)
    assert desk.sit(levels=(3,), kinds=("recall",)).asked is None
    assert desk.log().states(["weight-decay"])
    cards.write_text(whole)
    assert desk.sit(levels=(3,), kinds=("recall",)).asked.standing == "review"


def test_the_same_day_gives_the_same_queue(desk) -> None:
    assert desk.sit("attention")._queue == desk.sit("attention")._queue
