from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dlprep.judge.nursery import PACKAGE_ROOT

FAULT = re.compile(r"cards\.yaml:\d+:\d+: .+, expected .+")
TWO_FAULTS = """\
# yaml-language-server: $schema=../schema/cards.json
- {id: One Two, kind: recall, level: 1, refs: [r], front: f, back: b}
- {id: three, kind: recall, level: 7, refs: [r], front: g, back: b}
"""


@pytest.fixture
def cards(bank: Path) -> Path:
    return bank / "attention" / "cards.yaml"


@pytest.mark.parametrize("broken", ["- id: [\n", "- {id: a, id: b}\n", TWO_FAULTS, "", "just text\n"])
@pytest.mark.parametrize("arguments", [("quiz", "attention"), ("list",), ("list", "--json")], ids=" ".join)
def test_a_broken_file_is_placed_by_line_and_column(
    dlprep: Callable, cards: Path, broken: str, arguments: tuple[str, ...]
) -> None:
    cards.write_text(broken)
    done = dlprep(*arguments)
    assert done.returncode == 2
    assert FAULT.search(done.stderr)
    assert not done.stdout


def test_every_fault_is_told_in_one_run(dlprep: Callable, cards: Path) -> None:
    cards.write_text(TWO_FAULTS)
    found = FAULT.findall(dlprep("quiz", "attention").stderr)
    assert [line.split(":")[1] for line in found] == ["2", "3"]


def test_check_lists_faults_and_ends_with_1(dlprep: Callable, cards: Path) -> None:
    cards.write_text(TWO_FAULTS)
    done = dlprep("check", cards, "--no-run")
    assert done.returncode == 1
    assert len(FAULT.findall(done.stdout)) == 2
    as_json = dlprep("check", cards, "--no-run", "--json")
    assert as_json.returncode == 1
    assert [set(fault) for fault in json.loads(as_json.stdout)] == [
        {"file", "line", "column", "what", "expected"}
    ] * 2


def test_check_finds_nothing_in_a_sound_topic(dlprep: Callable, bank: Path) -> None:
    done = dlprep("check", bank / "optimizers", "--no-run")
    assert (done.returncode, done.stdout) == (0, "")
    assert dlprep("check", bank / "optimizers", "--no-run", "--json").stdout.strip() == "[]"


def test_another_topic_can_be_asked_while_one_is_broken(dlprep: Callable, cards: Path) -> None:
    cards.write_text("- id: [\n")
    assert dlprep("quiz", "optimizers").returncode == 0


@pytest.mark.parametrize("arguments", ["list", "quiz", "quiz attention"])
@pytest.mark.parametrize("place", ["nothing here", "a file", "no topics"])
def test_a_bank_that_is_not_there(dlprep: Callable, tmp_path: Path, arguments: str, place: str) -> None:
    (tmp_path / "a file").touch()
    (tmp_path / "no topics").mkdir()
    done = dlprep(*arguments.split(), DLPREP_QUESTIONS=tmp_path / place)
    assert done.returncode == 2
    assert str(tmp_path / place) in done.stderr


def test_check_of_a_place_that_is_not_there(dlprep: Callable, tmp_path: Path) -> None:
    done = dlprep("check", tmp_path / "nothing here")
    assert done.returncode == 1
    assert "nothing here" in done.stdout


def test_a_topic_without_items_asks_nothing(dlprep: Callable, bank: Path) -> None:
    (bank / "empty").mkdir()
    (bank / "empty" / "topic.yaml").write_text("title: Empty\nnote: Nothing yet.\n")
    assert "No item fits the choice: empty." in dlprep("quiz", "empty").stderr
    assert dlprep("list", "empty", "--json").stdout.strip() == "[]"
    assert "empty" in dlprep("list").stdout


def test_a_file_that_cannot_be_read(dlprep: Callable, cards: Path) -> None:
    cards.unlink()
    cards.mkdir()
    done = dlprep("quiz", "attention")
    assert done.returncode == 2
    assert "cards.yaml" in done.stderr
    assert "cannot be read" in done.stderr


def test_a_file_that_is_not_text(dlprep: Callable, cards: Path) -> None:
    cards.write_bytes(b"- id: \xff\xfe\n")
    done = dlprep("quiz", "attention")
    assert done.returncode == 2
    assert "cards.yaml:" in done.stderr


def test_a_cache_that_is_damaged_or_cannot_be_written_is_no_trouble(dlprep: Callable, tmp_path: Path) -> None:
    whole = dlprep("list", "--json")
    for file in (tmp_path / "cache").iterdir():
        file.write_bytes(b"{")
    (tmp_path / "file").touch()
    assert dlprep("list", "--json").stdout == whole.stdout
    assert dlprep("list", "--json", DLPREP_CACHE=tmp_path / "file" / "cache").stdout == whole.stdout


def test_the_list_has_exactly_these_fields(dlprep: Callable) -> None:
    common = {"id", "kind", "topic", "level", "title", "covers"}
    items = json.loads(dlprep("list", "--json").stdout)
    for item in items:
        assert set(item) == (common | {"entry"} if item["kind"] == "challenge" else common)
    assert {item["topic"] for item in items} == {"attention", "optimizers"}
    one = json.loads(dlprep("list", "optimizers", "--json").stdout)
    assert one == [item for item in items if item["topic"] == "optimizers"]


def test_the_shipped_bank_can_be_listed(dlprep: Callable) -> None:
    shipped = os.fspath(PACKAGE_ROOT / "questions")
    listed = json.loads(dlprep("list", "transformers", "--json", DLPREP_QUESTIONS=shipped).stdout)
    assert sum(item["kind"] != "challenge" for item in listed) >= 40
