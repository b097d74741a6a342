from __future__ import annotations

import pytest

from dlprep.study.naming import Mixed, Named, UnknownTopic, named


def test_topics_come_first_and_need_no_index(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(desk.bank), "index", None)
    assert named(desk.bank, ["optimizers", "attention", "optimizers"]) == Named(("optimizers", "attention"))
    assert named(desk.bank, []) == Named()


def test_items_are_found_by_id(desk) -> None:
    found = named(desk.bank, ["momentum", "soft-lookup", "momentum"])
    assert found == Named(items=("momentum", "soft-lookup"))
    sitting = desk.sit(items=found.items)
    assert sitting._queue.waiting == found.items


def test_a_misconception_stands_for_what_teaches_better_and_where_it_shows(desk) -> None:
    assert named(desk.bank, ["squares"]) == Named(items=("double-it",))
    assert named(desk.bank, ["divides-by-d"]).items[0] == "why-the-root"
    assert named(desk.bank, ["forgets-the-bias"]) == Named(items=("count-linear",))


def test_topics_and_items_are_not_mixed(desk) -> None:
    with pytest.raises(Mixed, match="topics or items"):
        named(desk.bank, ["attention", "momentum"])


def test_the_nearest_is_suggested_whatever_it_is(desk) -> None:
    for slip, meant in [("optimisers", "optimizers"), ("momentun", "momentum"), ("square", "squares")]:
        with pytest.raises(UnknownTopic, match=f"no topic or item '{slip}'. Did you mean '{meant}'"):
            named(desk.bank, [slip])


def test_items_asked_by_name_are_recorded_and_limits_hold(desk, answer) -> None:
    sitting = desk.sit(items=("momentum", "soft-lookup"), limit=1)
    assert sitting.tally.left == 1
    answer(sitting, 3)
    assert [row[1] for row in desk.rows()] == ["momentum"]
    assert desk.sit(items=("momentum",)).asked.item.id == "momentum"
