from __future__ import annotations

import json
import shutil

import pytest

from dlprep.bank.library import Bank
from dlprep.bank.packs import found
from dlprep.progress.attempts import Attempt, Attempts
from dlprep.progress.events import Event
from dlprep.progress.tallies import ChallengeTally, RecallTally, Tallies
from dlprep.study import outlook, report
from dlprep.study.desk import Desk
from dlprep.study.opening import Wanted
from dlprep.study.statistics import as_json, statistics
from dlprep.study.today import today

DAY = 739_578


def answered(log, item: str, day: int, grade: int = 3, **more) -> Event:
    number = log.database.read("SELECT count(*) FROM events")[0][0]
    event = Event(
        ulid=f"{day:013}{number:013}", at=(day - 719_163) * 86_400_000, offset=0, day=day, kind="review",
        item=item, topic="attention", device="desk", grade=grade, millis=30_000, **more,
    )  # fmt: skip
    log.append(event)
    return event


@pytest.fixture
def tallies(desk) -> Tallies:
    return Tallies(desk.log().database)


def test_recall_counts_the_first_answer_of_a_later_day(desk, tallies) -> None:
    log = desk.log()
    for day, grade in ((0, 3), (0, 1), (1, 1), (1, 3), (30, 3)):
        answered(log, "a", DAY + day, grade)
    assert tallies.recall(DAY, 21) == (RecallTally(DAY + 1, False, 1, 0), RecallTally(DAY + 30, True, 1, 1))
    assert tallies.recall(DAY + 2, 21) == (RecallTally(DAY + 30, True, 1, 1),)
    assert tallies.recall_by_topic(DAY) == {"attention": (2, 1)}


def test_what_was_undone_does_not_count(desk, tallies) -> None:
    log = desk.log()
    answered(log, "a", DAY)
    undone = answered(log, "a", DAY + 1, 1)
    log.append(undone._replace(ulid="9" * 26, kind="undo", grade=None, target=undone.ulid, millis=None))
    assert tallies.recall(DAY, 21) == ()
    assert [one.answers for one in tallies.days(DAY)] == [1]


def test_attempts_are_counted_up_to_the_first_that_passed(desk, tallies) -> None:
    attempts = Attempts(desk.log().database)
    tries = {"a": ["failed", "unavailable", "error", "passed", "failed"], "b": ["failed"]}
    for item, statuses in tries.items():
        for n, status in enumerate(statuses):
            attempts.append(
                Attempt(ulid=f"{item}{n}", at=0, item=item, digest="", source="", verdict={"status": status},
                        device="desk")
            )  # fmt: skip
    assert tallies.challenges() == (ChallengeTally("a", 3, True), ChallengeTally("b", 1, False))


def test_a_misconception_counts_once_an_item_and_day_from_cards_and_code(desk, tallies) -> None:
    log = desk.log()
    for item in ("a", "a", "b"):
        answered(log, item, DAY, 1, answer={"right": False, "misconception": "divides-by-d"})
    answered(log, "c", DAY, 1, answer={"right": False})
    verdict = {"status": "failed", "diagnosis": {"misconception": "divides-by-d", "text": "", "also": None}}
    at = (DAY + 1 - 719_163) * 86_400_000
    Attempts(log.database).append(
        Attempt(ulid="x", at=at, item="d", digest="", source="", verdict=verdict, device="desk")
    )
    assert [(one.day - DAY, one.items) for one in tallies.misconceptions(DAY, 0)] == [(0, 2), (1, 1)]


def test_code_judged_after_midnight_belongs_to_the_study_day_like_an_answer(desk) -> None:
    desk.clock.pass_(hours=14)  # 2 o'clock in UTC, an hour later on this clock
    desk.clock.offset = 60
    table = Desk(desk.bank, desk.log(), clock=desk.clock)
    verdict = {"status": "failed", "diagnosis": {"misconception": "squares", "text": "", "also": None}}
    Attempts(table.log.database).append(
        Attempt(
            ulid="x", at=desk.clock.at, item="double-it", digest="", source="", verdict=verdict, device=""
        )
    )
    found = statistics(table)
    assert [one.day for one in found.misconceptions] == [found.day] == [table.today]
    assert as_json(found)["misconceptions"][0]["day"] == "2026-11-23"
    told = report.as_text(found, 76)
    assert "Nothing was answered yet." not in told
    assert "1× ···········1" in told
    assert "1 tried" in told
    assert [weak.times for weak in today(table).weak] == [1]


def test_the_sums_agree_with_each_other(studied) -> None:
    found = statistics(studied)
    assert sum(one.answers for one in found.days) == sum(one.answers for one in found.topics)
    assert sum(found.intervals.values()) == len(studied.log.states())
    assert len(found.load) == 30
    assert all(one.recalled <= one.asked for one in found.recall)


def test_everything_is_json_and_names_its_days(studied) -> None:
    found = json.loads(json.dumps(as_json(statistics(studied))))
    assert found["load"][0]["day"] == found["day"] == "2026-11-23"
    assert {"days", "recall", "intervals", "topics", "misconceptions", "challenges"} < set(found)


@pytest.mark.parametrize("width", [40, 56, 76, 116])
def test_the_charts_keep_to_the_width(studied, width: int) -> None:
    lines = report.as_text(statistics(studied), width).splitlines()
    assert max(map(len, lines)) <= width
    assert "True retention" in lines
    assert any("Attention" in line and "answers" in line for line in lines)


def test_without_an_answer_no_chart_is_empty(desk) -> None:
    told = report.as_text(statistics(Desk(desk.bank, desk.log(), clock=desk.clock)), 76)
    assert "Nothing was answered yet." in told
    assert "┤" not in told


def test_few_answers_are_no_share(desk) -> None:
    log = desk.log()
    here = Desk(desk.bank, log, clock=desk.clock)
    for day in (here.today - 1, here.today):
        answered(log, "a", day)
    assert "too few (1)" in report.as_text(statistics(here), 76)


def test_today_begins_with_what_there_is(desk) -> None:
    day = today(Desk(desk.bank, desk.log(), clock=desk.clock))
    assert not day.begun
    assert day.review == 0
    assert day.new > 0
    text = outlook.as_text(day, 76)
    assert "cards" in text
    assert "days in a row" not in text


def test_today_knows_what_is_due_and_how_ready_each_topic_is(studied) -> None:
    day = today(studied)
    assert day.begun
    assert sum(topic.due for topic in day.topics) >= day.review > 0
    attention = next(topic for topic in day.topics if topic.slug == "attention")
    assert attention.ready.known
    assert attention.ready.low < attention.ready.expected < attention.ready.high
    assert day.streak <= sum(count > 0 for count in day.strip)
    assert max(map(len, outlook.as_text(day, 60).splitlines())) <= 60


def test_an_item_that_left_the_bank_is_listed_with_its_history_and_weighs_on_no_day(desk, answer) -> None:
    item = answer(desk.only("recall"), 3)
    table = Desk(desk.bank, desk.log(), clock=desk.clock)
    before = statistics(table)
    assert before.orphans == ()
    assert sum(before.load) == 1
    cards = desk.bank.root / "attention" / "cards.yaml"
    whole = cards.read_text()
    cards.write_text(whole.replace(f"id: {item}\n", "id: another\n"))
    after = statistics(table)
    [gone] = after.orphans
    assert (gone.item, gone.topic, gone.answers) == (item, "attention", 1)
    assert sum(after.load) == 0
    assert as_json(after)["orphans"][0]["item"] == item
    told = report.as_text(after, 80)
    assert "No longer in the bank" in told
    assert item in told
    cards.write_text(whole)
    assert statistics(table) == before


def test_a_pack_that_was_taken_away_keeps_its_history(desk, answer, tmp_path) -> None:
    packs, unfit = found(tmp_path / "packs")
    assert (packs, unfit) == ([], [])
    mine = shutil.copytree(desk.bank.root, tmp_path / "packs" / "mine")

    def table() -> Desk:
        return Desk(Bank(desk.bank.root, None, found(mine.parent)[0]), desk.log(), clock=desk.clock)

    sitting = table().sit(Wanted(items=("mine:momentum",)))
    answer(sitting, 3)
    mine.rename(tmp_path / "away")
    assert [one.item for one in statistics(table()).orphans] == ["mine:momentum"]
    (tmp_path / "away").rename(mine)
    assert statistics(table()).orphans == ()
    assert table().sit(Wanted(items=("mine:momentum",))).asked.standing == "review"
    (mine / "attention" / "cards.yaml").write_text("][")
    assert statistics(table()).orphans == ()  # it is there, only left out
