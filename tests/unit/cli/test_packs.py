from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def pack(tmp_path: Path, bank: Path) -> Path:
    """The small bank once more, as a pack called `extra`."""
    return shutil.copytree(bank, tmp_path / "data" / "packs" / "extra")


def test_a_pack_is_listed_and_asked_whole_or_by_topic(dlprep: Callable, pack: Path) -> None:
    listed = json.loads(dlprep("list", "extra", "--json").stdout)
    assert {item["topic"] for item in listed} == {"extra:attention", "extra:optimizers"}
    assert all(item["id"].startswith("extra:") for item in listed)
    assert "extra:optimizers" in dlprep("list").stdout
    assert "extra:optimizers" not in dlprep("list", "optimizers", "--json").stdout
    assert "[1 of 1]" in dlprep("quiz", "extra", "--kind", "bug", "--plain").stdout
    assert "recall" in dlprep("quiz", "extra:optimizers", "--kind", "recall", "--plain").stdout
    assert "[1 of 1]" in dlprep("quiz", "extra:momentum", "--plain").stdout
    missing = dlprep("quiz", "extra:optimisers")
    assert missing.returncode == 2
    assert "Did you mean 'extra:optimizers'?" in missing.stderr


def test_imported_cards_are_asked_at_once(dlprep: Callable, tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("front,back\nWhat is a pack?,Further questions.\n")
    assert dlprep("import", table).returncode == 0
    told = dlprep("quiz", "mine", "--plain", typed="\n3\n").stdout
    assert "What is a pack?" in told
    assert "Further questions." in told
    assert dlprep("check", "mine", "--no-run").returncode == 0


@pytest.mark.parametrize("arguments", [(), ("list",), ("stats", "--json"), ("quiz", "--plain")], ids=str)
def test_a_broken_pack_is_named_and_the_rest_works(dlprep: Callable, pack: Path, arguments: tuple) -> None:
    (pack / "attention" / "cards.yaml").write_text("- id: [\n")
    done = dlprep(*arguments)
    assert done.returncode == 0
    assert "pack 'extra' is left out" in done.stderr
    assert f"`dlprep check {pack}`" in done.stderr


def test_a_broken_pack_asked_for_tells_its_faults(dlprep: Callable, pack: Path) -> None:
    (pack / "attention" / "cards.yaml").write_text("- id: [\n")
    assert "cards.yaml:2:1" in dlprep("quiz", "extra").stderr
    assert "cards.yaml:2:1" in dlprep("check", "extra", "--no-run").stdout
    assert "cards.yaml:2:1" in dlprep("check", "--no-run").stdout
    relative = os.path.relpath(pack / "attention" / "cards.yaml")
    assert f"{pack}/attention/cards.yaml:2:1" in dlprep("check", relative, "--no-run").stdout
    assert f"{pack}/attention/cards.yaml:2:1" in dlprep("check", os.path.relpath(pack), "--no-run").stdout
    assert dlprep("quiz", "optimizers", "--plain").stderr == ""
