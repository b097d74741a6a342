import json
import os
from pathlib import Path

import pytest

from dlprep.bank.faults import BankError
from dlprep.bank.index import Entry
from dlprep.bank.items import Challenge, Numeric, Range, Recall
from dlprep.bank.library import Bank
from dlprep.bank.titles import unanswered, undrawn


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_items_are_typed_and_know_where_they_stand(folder, cache: Path) -> None:
    for _ in ("from the files", "from the cache"):
        recall, numeric, challenge = Bank(folder.root, cache).items("basics")
        assert isinstance(recall, Recall)
        assert (recall.topic, recall.file, recall.row) == ("basics", "basics/cards.yaml", 2)
        assert isinstance(numeric, Numeric)
        assert numeric.draw == {"n": (2, 4), "size": Range(low=8, high=64, step=8), "both": "n * size"}
        assert isinstance(challenge, Challenge)
        assert challenge.wrong[0].edit == {"2 *": "2 +"}
        assert challenge.limits.seconds == 5
        assert len({one.digest for one in (recall, numeric, challenge)}) == 3


def test_the_digest_names_the_content_and_not_the_place(folder) -> None:
    before = Bank(folder.root).item("what-is-it")
    folder.edit("basics/cards.yaml", "- id", "\n\n- id")
    moved = Bank(folder.root).item("what-is-it")
    folder.edit("basics/cards.yaml", "That.", "This.")
    changed = Bank(folder.root).item("what-is-it")
    assert before.digest == moved.digest != changed.digest
    assert moved.row == before.row + 2


def test_topics_lesson_syllabus_and_misconceptions(folder, cache: Path) -> None:
    folder.write("extra/topic.yaml", "title: Extra\nnote: More.\n")
    for _ in range(2):
        bank = Bank(folder.root, cache)
        assert bank.topics() == ("basics", "extra")
        assert bank.topic("extra").title == "Extra"
        assert bank.items("extra") == ()
        assert bank.lesson("extra") is None
        assert bank.lesson("basics").steps[0].visual.knobs == {"w": 0.5, "on": True}
        assert bank.misconceptions()["adds"].teaches == "how-many"
        assert bank.syllabus().tracks[0].topics == ("basics",)


def test_the_index_tells_every_item_in_short(folder, cache: Path) -> None:
    for _ in range(2):
        index = Bank(folder.root, cache).index()
        assert [*index] == ["what-is-it", "how-many", "double-it"]
        assert index["double-it"] == Entry(
            "double-it", "challenge", "basics", 1, "Double it", ("X01",), "double", None, minutes=5
        )
        assert index["how-many"].title == "How many for … of …?"


def test_an_alias_finds_its_item(folder) -> None:
    bank = Bank(folder.root)
    assert bank.item("what-it-was") == bank.item("what-is-it") is not None
    assert bank.item("nothing") is None


def test_the_cache_is_used_without_yaml(folder, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = Bank(folder.root, cache).items("basics")

    def refuse(*_: object) -> None:
        raise AssertionError("a file was read")

    monkeypatch.setattr("dlprep.bank.compiling.read_topic", refuse)
    assert Bank(folder.root, cache).items("basics") == expected


@pytest.mark.parametrize("old", ["by time", "by size"])
def test_a_changed_file_is_read_anew_even_by_an_open_bank(folder, cache: Path, old: str) -> None:
    bank = Bank(folder.root, cache)
    path = folder.root / "basics/cards.yaml"
    times = path.stat()
    assert bank.item("what-is-it").back == "That."
    folder.edit("basics/cards.yaml", "That.", "This." if old == "by time" else "Another.")
    moved = times.st_mtime_ns + (1 if old == "by time" else 0)
    os.utime(path, ns=(times.st_atime_ns, moved))
    assert bank.item("what-is-it").back == Bank(folder.root, cache).item("what-is-it").back != "That."


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"version": 1}'])
def test_a_damaged_cache_is_made_again(folder, cache: Path, damage: bytes) -> None:
    expected = Bank(folder.root, cache).items("basics"), len(Bank(folder.root, cache).index())
    for file in cache.iterdir():
        file.write_bytes(damage)
    bank = Bank(folder.root, cache)
    assert (bank.items("basics"), len(bank.index())) == expected
    assert all(json.loads(file.read_bytes()) for file in cache.iterdir())


def test_a_cache_that_cannot_be_written_is_done_without(folder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for place in (tmp_path / "file", tmp_path / "file/inside", Path("/proc/none")):
        assert len(Bank(folder.root, place).items("basics")) == 3
    assert (tmp_path / "file").read_text() == "in the way"


def test_only_the_topic_asked_for_is_touched(folder, cache: Path) -> None:
    folder.write("broken/topic.yaml", "title: [")
    folder.write("broken/cards.yaml", "{{{")
    (folder.root / "syllabus.yaml").write_text("][")
    assert len(Bank(folder.root, cache).items("basics")) == 3
    with pytest.raises(BankError, match=r"broken/topic\.yaml:2:1"):
        Bank(folder.root, cache).items("broken")


def test_all_faults_of_a_topic_come_at_once(folder) -> None:
    folder.edit("basics/cards.yaml", "level: 1", "level: 9")
    folder.edit("basics/double-it.yaml", "minutes: 5", "minutes: soon")
    with pytest.raises(BankError) as caught:
        Bank(folder.root).items("basics")
    assert [(Path(fault.file).name, fault.line) for fault in caught.value.faults] == [
        ("cards.yaml", 6),
        ("double-it.yaml", 6),
    ]


@pytest.mark.parametrize("slug", ["", ".", "..", "../bank", "/etc", "nothing", "a\0b", "a\nb"])
def test_what_is_no_topic_is_refused(folder, slug: str) -> None:
    with pytest.raises(BankError):
        Bank(folder.root).items(slug)


def test_a_bank_that_is_missing_or_empty_says_so(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="cannot be read"):
        Bank(tmp_path / "none").topics()
    with pytest.raises(BankError, match="no topic"):
        Bank(tmp_path).topics()


def test_a_bank_without_syllabus_or_misconceptions_is_a_bank(folder) -> None:
    for name in ("syllabus.yaml", "misconceptions.yaml"):
        (folder.root / name).unlink()
    bank = Bank(folder.root)
    assert bank.topics() == ("basics",)
    assert bank.misconceptions() == {}


def test_the_index_follows_the_files_of_an_open_bank(folder, cache: Path) -> None:
    bank = Bank(folder.root, cache)
    before = bank.index()
    assert bank.index() is before
    folder.edit("basics/cards.yaml", "What is it?", "What would it be?")
    folder.write("extra/topic.yaml", "title: E\nnote: N\n")
    folder.write("extra/cards.yaml", "- {id: new, kind: recall, front: Q, back: A, level: 1, refs: [b]}\n")
    for index in (bank.index(), Bank(folder.root, cache).index(), Bank(folder.root).index()):
        assert index["what-is-it"].title == "What would it be?"
        assert [*index][-1] == "new"
    (folder.root / "extra/cards.yaml").unlink()
    assert "new" not in bank.index()


def test_the_index_tells_the_faults_of_every_topic(folder) -> None:
    folder.edit("basics/cards.yaml", "level: 1", "level: 9")
    folder.write("extra/topic.yaml", "title: E\n")
    bank = Bank(folder.root)
    with pytest.raises(BankError) as caught:
        bank.index()
    assert len(caught.value.faults) == 2


def test_a_title_leaves_open_what_is_blank_or_drawn_and_no_formula() -> None:
    assert unanswered("A {{gate|door}} and\n{{more}}.\n\nNext.") == "A … and …."
    front = r"Of {n:,} in {m}: $\sqrt{n}$ and {n}? And {other}"
    assert undrawn(front, ("n", "m")) == r"Of … in …: $\sqrt{n}$ and …? And {other}"
