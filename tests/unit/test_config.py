from __future__ import annotations

from pathlib import Path

import pytest

from dlprep.config import Config, ConfigError, load


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    assert load(file) == load(file / "inside") == Config()


def test_what_is_set_holds(file: Path) -> None:
    file.write_text(
        'retention = 0.85\nnew_per_day = 5\nrollover_hour = 0\ntheme = "x"\npacks = ["a", "~/b"]\n'
    )
    found = load(file)
    assert (found.retention, found.new_per_day, found.rollover_hour, found.theme) == (0.85, 5, 0, "x")
    assert found.packs_from(Path("/settings")) == (Path("/settings/a"), Path.home() / "b")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("retention = 1", "retention is 1.0, expected a number from 0.7 to 0.97"),
        ('retention = "high"', "retention is 'high', expected a number from 0.7 to 0.97"),
        ("new_per_day = true", "new_per_day is True, expected a whole number from 0 to 9999"),
        ("rollover_hour = 24", "rollover_hour is 24, expected a whole number from 0 to 23"),
        ("theme = 3", "theme is 3, expected text in quotes"),
        ('packs = "one"', "packs is 'one', expected a list of texts in quotes"),
        ("packs = [1]", "packs is [1], expected a list of texts in quotes"),
        ("retension = 0.9", "unknown setting 'retension'; there are: retention, new_per_day"),
        ("[retention]", "retention is {}, expected a number"),
    ],
)
def test_a_wrong_value_is_placed_with_what_is_allowed(file: Path, line: str, told: str) -> None:
    file.write_text(f"# my settings\n\nreviews_per_day = 50\n{line}\n")
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}:4: {told}")
    assert "progress is not affected" in str(caught.value)


@pytest.mark.parametrize("content", [b"retention = \n", b"\xff", b"= 1", b"[["])
def test_a_file_that_cannot_be_read_is_named(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ConfigError, match="progress is not affected") as caught:
        load(file)
    assert str(file) in str(caught.value)


def test_a_folder_in_its_place_is_named(file: Path) -> None:
    file.mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        load(file)
