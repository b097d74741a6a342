from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dlprep.schedule.memory import Grade
from dlprep.schedule.queue import GAP, Candidate, Limits, Queue, build

DAY = 739_578
ALL = Limits(new=1000, reviews=1000)


def new(id: str, level: int = 1, group: str | None = None, needs: tuple[str, ...] = ()) -> Candidate:
    return Candidate(id, level=level, group=group, needs=needs)


def review(id: str, due: int = DAY, group: str | None = None) -> Candidate:
    return Candidate(id, due=due, group=group)


@st.composite
def pools(draw: st.DrawFn) -> list[Candidate]:
    ids = [f"i{n}" for n in range(draw(st.integers(0, 30)))]
    groups = st.none() | st.sampled_from(["g1", "g2", "g3"])
    needs = st.lists(st.sampled_from(ids), max_size=2).map(tuple) if ids else st.just(())
    kinds = st.sampled_from(["new", "review", "later", "learning"])
    pool = []
    for id in ids:
        kind = draw(kinds)
        due = {"new": None, "review": DAY - draw(st.integers(0, 9)), "later": DAY + 3, "learning": DAY - 1}[
            kind
        ]
        since = draw(st.integers(0, 9)) if kind == "learning" else None
        pool.append(Candidate(id, "", draw(st.integers(1, 3)), draw(groups), draw(needs), due, since))
    return pool


@given(pools(), st.randoms())
def test_the_queue_depends_on_the_day_and_the_seed_not_on_the_order_given(
    pool: list[Candidate], random
) -> None:
    shuffled = random.sample(pool, len(pool))
    assert build(pool, day=DAY, seed="s") == build(shuffled, day=DAY, seed="s")


@given(pools(), st.integers(0, 9), st.integers(0, 9), st.sets(st.sampled_from(["g1", "g2"])))
def test_nothing_is_asked_twice_too_early_or_beyond_the_limits(
    pool: list[Candidate], most_new: int, most_reviews: int, taken: set[str]
) -> None:
    queue = build(pool, day=DAY, limits=Limits(most_new, most_reviews), taken=taken)
    by_id = {candidate.id: candidate for candidate in pool}
    asked = [by_id[id] for id in queue.waiting]
    assert len(set(queue.waiting)) == len(queue)
    plain = [candidate for candidate in asked if candidate.since is None]
    assert all(candidate.due is None or candidate.due <= DAY for candidate in plain)
    assert sum(candidate.due is None for candidate in plain) <= most_new
    assert sum(candidate.due is not None for candidate in plain) <= most_reviews
    groups = [candidate.group for candidate in plain if candidate.group]
    assert len(set(groups)) == len(groups)
    assert {c.id for c in pool if c.since is not None} <= set(queue.waiting)


@given(pools())
def test_with_room_for_all_and_no_siblings_nothing_waits(pool: list[Candidate]) -> None:
    alone = [Candidate(c.id, c.topic, c.level, None, c.needs, c.due, c.since) for c in pool]
    queue = build(alone, day=DAY, limits=ALL)
    assert set(queue.waiting) == {c.id for c in alone if c.due != DAY + 3}


@given(pools())
def test_new_items_come_after_those_they_need(pool: list[Candidate]) -> None:
    numbered = {c.id: int(c.id[1:]) for c in pool}
    chain = [
        new(c.id, c.level, None, tuple(need for need in c.needs if numbered[need] < numbered[c.id]))
        for c in pool
    ]
    place = {id: n for n, id in enumerate(build(chain, day=DAY, limits=ALL).waiting)}
    assert all(place[need] < place[c.id] for c in chain for need in c.needs)


def test_items_that_need_each_other_are_still_asked() -> None:
    circle = [new("a", needs=("b",)), new("b", needs=("a",)), new("c", needs=("c", "elsewhere"))]
    assert set(build(circle, day=DAY).waiting) == {"a", "b", "c"}


def test_easier_levels_first_among_new_items() -> None:
    pool = [new(f"{level}-{n}", level) for level in (3, 1, 2) for n in range(3)]
    assert [id[0] for id in build(pool, day=DAY).waiting] == list("111222333")


def test_longest_overdue_first_and_the_limit_cuts_the_freshest() -> None:
    pool = [review(f"r{n}", due=DAY - n) for n in range(6)]
    assert build(pool, day=DAY, limits=Limits(reviews=3)).waiting == ("r5", "r4", "r3")


def test_new_items_are_spread_evenly_among_reviews() -> None:
    pool = [review(f"r{n}") for n in range(9)] + [new(f"n{n}") for n in range(3)]
    shown = "".join(id[0] for id in build(pool, day=DAY).waiting)
    assert shown == "rrnrrrnrrrnr" or shown == "rnrrrnrrrnrr"


def test_another_day_brings_another_order() -> None:
    pool = [review(f"r{n}") for n in range(20)]
    assert build(pool, day=DAY).waiting != build(pool, day=DAY + 1).waiting


def test_siblings_give_way_and_take_their_followers_along() -> None:
    pool = [review("a", DAY - 1, "g"), new("b", group="g"), new("c", needs=("b",)), new("d")]
    assert set(build(pool, day=DAY).waiting) == {"a", "d"}


def test_siblings_of_earlier_today_are_asked_when_nothing_else_is_left() -> None:
    pool = [new("a", group="g"), new("b", group="g"), new("c")]
    assert build(pool, day=DAY, taken={"g"}).waiting == ("c",)
    assert len(build(pool[:2], day=DAY, taken={"g"})) == 1


def test_a_started_day_has_less_left() -> None:
    assert Limits(20, 200).left(5, 250) == Limits(15, 0)


def test_an_item_answered_again_comes_back_after_its_gap() -> None:
    queue = Queue(waiting=tuple("abcdefgh")).answered(Grade.AGAIN)
    assert queue.waiting == tuple("bcdeafgh")
    assert queue.waiting.index("a") == GAP
    assert Queue(waiting=("a", "b")).answered(Grade.AGAIN).waiting == ("b", "a")
    assert Queue(waiting=("a",)).answered(Grade.AGAIN).next == "a"


def test_after_a_restart_the_gap_goes_on_where_it_was() -> None:
    pool = [review(f"r{n}") for n in range(9)]
    learning = [Candidate("fresh", due=DAY + 1, since=0), Candidate("ripe", due=DAY + 1, since=7)]
    waiting = build(pool + learning, day=DAY).waiting
    assert waiting[0] == "ripe"
    assert waiting.index("fresh") == GAP + 1
    assert build(learning, day=DAY).waiting == ("ripe", "fresh")


def test_skipping_and_dropping() -> None:
    queue = Queue(waiting=tuple("abc"))
    assert queue.later().waiting == tuple("bca")
    assert queue.dropped().waiting == tuple("bc")
    assert queue.dropped("b").waiting == tuple("ac")
    assert Queue(waiting=()).next is None


@given(st.integers(0, 30), st.lists(st.sampled_from(Grade), max_size=200))
def test_a_sitting_loses_no_item_and_doubles_none(size: int, grades: list[Grade]) -> None:
    queue = Queue(waiting=tuple(str(n) for n in range(size)))
    before, right = [queue], set[str]()
    for grade in grades:
        if queue.next is None:
            break
        if grade is not Grade.AGAIN:
            right.add(queue.next)
        queue = queue.answered(grade)
        before.append(queue)
        assert sorted([*queue.waiting, *right], key=int) == [str(n) for n in range(size)]
    assert before[0].waiting == tuple(str(n) for n in range(size))
