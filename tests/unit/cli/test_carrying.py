"""Progress and cards taken out and in, by the commands."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dlprep.progress.log import Log
from dlprep.schedule.model import Model
from dlprep.study.standing import replayed

Command = Callable[..., object]


@pytest.fixture
def answered(dlprep: Command, tmp_path: Path) -> Path:
    """The progress file after two answers."""
    assert dlprep("quiz", "optimizers", "--plain", "--kind", "recall", typed="\n3\n\n1\n:q\n").returncode == 0
    return tmp_path / "data" / "progress.db"


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM events").fetchone()[0]


def states_follow(path: Path) -> bool:
    with Log.open(path) as log:
        states = log.states()
        return states == {i: replayed(i, states[i].topic, log.events_of(i), Model()) for i in log.items()}


def test_backup_and_restore(dlprep: Command, answered: Path) -> None:
    made = Path(dlprep("backup").stdout.strip())
    before = count(answered)
    dlprep("quiz", "optimizers", "--plain", "--kind", "recall", typed="\n3\n:q\n")
    assert made.name in dlprep("restore").stdout
    refused = dlprep("restore", "latest", typed="n\n")
    assert refused.returncode == 2
    assert "Nothing was changed" in refused.stderr
    done = dlprep("restore", made.name, "--yes")
    assert "kept as" in done.stdout
    assert count(answered) == before
    assert states_follow(answered)


def test_restore_names_what_it_cannot_find(dlprep: Command, answered: Path, tmp_path: Path) -> None:
    assert "There is no backup yet" in dlprep("restore").stderr
    assert "There is no backup yet" in dlprep("restore", "latest", "--yes").stderr
    assert "There is no backup 'nosuch'" in dlprep("restore", "nosuch", "--yes").stderr
    taken = dlprep("backup", answered)
    assert "is there already" in taken.stderr
    refused = dlprep("backup", "/proc/mine.db")
    assert refused.returncode == 2
    assert refused.stderr.startswith("dlprep: No backup was made at /proc/mine.db: ")
    assert "Name another place" in refused.stderr
    mistyped = dlprep("backup", tmp_path / "sticc" / "mine.db")
    assert mistyped.returncode == 2
    assert f"there is no folder {tmp_path / 'sticc'}. Progress is intact." in mistyped.stderr
    assert not (tmp_path / "sticc").exists()
    assert dlprep("backup", tmp_path / "mine.db").returncode == 0
    assert count(tmp_path / "mine.db") == count(answered)


def test_two_machines_become_one(dlprep: Command, answered: Path, tmp_path: Path) -> None:
    there = {"DLPREP_DATA": tmp_path / "there"}
    dlprep("quiz", "attention", "--plain", "--kind", "recall", typed="\n4\n", **there)
    other = tmp_path / "there" / "progress.db"
    total = count(answered) + count(other)
    assert "Added " in dlprep("merge", other).stdout
    assert "Nothing new" in dlprep("merge", other).stdout
    assert count(answered) == total
    assert states_follow(answered)
    assert count(other) < total
    missing = dlprep("merge", tmp_path / "missing.db")
    assert missing.returncode == 2
    assert "cannot be used" in missing.stderr


def test_an_export_is_imported_elsewhere(dlprep: Command, answered: Path, tmp_path: Path) -> None:
    file = tmp_path / "me.jsonl"
    assert dlprep("export", file).stdout == f"{len(file.read_text().splitlines()) - 1} rows in {file}.\n"
    assert dlprep("export").stdout == dlprep("export", "-").stdout == file.read_text()
    assert "is there already" in dlprep("export", file).stderr
    there = {"DLPREP_DATA": tmp_path / "there"}
    assert "Added" in dlprep("import", file, **there).stdout
    assert dlprep("export", **there).stdout == file.read_text()
    assert states_follow(tmp_path / "there" / "progress.db")
    file.write_text(file.read_text() + "{}\n")
    lines = len(file.read_text().splitlines())
    refused = dlprep("import", file)
    assert refused.returncode == 2
    assert f"line {lines}: " in refused.stderr
    assert "Nothing was imported" in refused.stderr


@pytest.mark.parametrize("form", [(), ("--csv",), ("--anki",)], ids=str)
def test_an_export_leaves_a_file_that_is_there_alone(
    dlprep: Command, answered: Path, tmp_path: Path, form: tuple[str, ...]
) -> None:
    file = tmp_path / "mine"
    file.write_text("years of work")
    refused = dlprep("export", *form, file)
    assert refused.returncode == 2
    assert "is there already and was not changed. Name another file." in refused.stderr
    assert file.read_text() == "years of work"


def test_cards_go_to_anki_and_come_back(dlprep: Command, tmp_path: Path) -> None:
    file = tmp_path / "cards.apkg"
    assert "cards in" in dlprep("export", "--anki", file).stdout
    assert "`dlprep quiz mine:`" in dlprep("import", file, "--name", "mine").stdout
    pack = tmp_path / "data" / "packs" / "mine"
    listed = json.loads(dlprep("list", "--json", DLPREP_QUESTIONS=pack).stdout)
    assert len(listed) > 5


def test_an_export_that_cannot_be_made_leaves_no_file(
    dlprep: Command, answered: Path, tmp_path: Path
) -> None:
    answered.write_bytes(b"not a database" * 99)
    assert dlprep("export", tmp_path / "me.jsonl").returncode == 2
    assert "cannot be written" in dlprep("export", "--csv", tmp_path / "nowhere" / "cards.csv").stderr
    assert "once for each" in dlprep("export", "--anki", "--csv", tmp_path / "cards.apkg").stderr
    assert [file.suffix for file in tmp_path.iterdir() if file.is_file()] == []


def test_cards_go_to_a_table_and_come_back(dlprep: Command, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv"
    assert "cards in" in dlprep("export", "--csv", file).stdout
    assert file.read_text().startswith("front,back,topic,tags,id\n")
    assert "cards in" in dlprep("import", file).stdout
    file.write_text("front,back,topic\nOne?,1,numbers\n")
    told = dlprep("import", file, "--name", "Attention!").stdout
    assert "1 card in" in told
    assert "`dlprep quiz attention:`" in told
    assert "One?" in dlprep("quiz", "attention:", "--plain").stdout
    assert "attention: numbers" in dlprep("learn").stdout
    assert {"attention", "optimizers"} <= {p.name for p in (tmp_path / "data" / "packs" / "cards").iterdir()}
    file.write_text("no,columns\n")
    assert "expected the columns" in dlprep("import", file).stderr


def test_too_few_reviews_to_fit(dlprep: Command, answered: Path) -> None:
    done = dlprep("optimize")
    assert done.returncode == 2
    assert "Too few reviews" in done.stderr
    assert "nothing to take back" in dlprep("optimize", "--undo").stdout
