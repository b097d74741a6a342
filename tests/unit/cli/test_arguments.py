from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.mark.parametrize("command", ["quiz", "list"])
def test_an_unknown_topic_is_told_with_the_nearest_and_all(dlprep: Callable, command: str) -> None:
    done = dlprep(command, "atention")
    assert done.returncode == 2
    assert "'atention'. Did you mean 'attention'?" in done.stderr
    assert "Topics: attention, optimizers." in done.stderr


def test_one_unknown_topic_among_known_ones(dlprep: Callable) -> None:
    done = dlprep("quiz", "optimizers", "zzz")
    assert done.returncode == 2
    assert "no topic or item 'zzz'. Topics:" in done.stderr


def test_items_are_asked_by_their_ids(dlprep: Callable) -> None:
    done = dlprep("quiz", "momentum", "soft-lookup", "--plain")
    assert "[1 of 2]" in done.stdout
    near = dlprep("quiz", "soft-lokup")
    assert near.returncode == 2
    assert "Did you mean 'soft-lookup'?" in near.stderr
    both = dlprep("quiz", "momentum", "attention")
    assert both.returncode == 2
    assert "topics or items, not both" in both.stderr


@pytest.mark.parametrize("more", [(), ("--new", "10"), ("--cram",)], ids=str)
def test_a_choice_that_no_item_fits_is_told(dlprep: Callable, more: tuple[str, ...]) -> None:
    for names in ((), ("optimizers",), ("momentum",)):
        done = dlprep("quiz", *names, "--kind", "interview", "--level", "3", *more)
        assert done.returncode == 2
        assert "No item fits the choice: " in done.stderr
        assert ", ".join([*names, "interview, level 3"]) in done.stderr
    assert "Nothing is due" in dlprep("quiz", "optimizers", "--new", "0").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--kind", "quizz"), "Kinds: recall, cloze"),
        (("--level", "4"), "--level"),
        (("--level", "two"), "--level"),
        (("--limit", "0"), "--limit"),
        (("--limit", "many"), "--limit"),
        (("--new", "-1"), "--new"),
        (("--colour",), "--colour"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_option_is_named(dlprep: Callable, arguments: tuple[str, ...], told: str) -> None:
    done = dlprep("quiz", "attention", *arguments)
    assert done.returncode == 2
    assert told in done.stderr


def test_flagged_and_suspended_items_are_listed_asked_and_taken_up(dlprep: Callable) -> None:
    assert dlprep("quiz", "--flagged").returncode == 2
    asked = ("quiz", "momentum", "--plain")
    dlprep(*asked, typed=":f\n:x\n")
    assert "Suspended: momentum\nFlagged: momentum\nLeeches: none" in dlprep("marked").stdout
    assert "[1 of 1]" in dlprep("quiz", "--flagged", "--plain").stdout
    assert dlprep("resume", "momentum").stdout == "momentum: taken up\n"
    again = dlprep("resume", "momentum")
    assert (again.returncode, again.stderr) == (2, "momentum: is not suspended\n")
    dlprep(*asked, typed=":x\n")
    assert dlprep("resume", "nope").stderr == "nope: there is no such item\n"
    assert (
        dlprep("resume", "momentun").stderr == "momentun: there is no such item; did you mean 'momentum'?\n"
    )


def test_an_unknown_command_is_named(dlprep: Callable) -> None:
    done = dlprep("nonsense")
    assert done.returncode == 2
    assert "nonsense" in done.stderr


def test_the_nearest_command_is_named(dlprep: Callable) -> None:
    done = dlprep("quizz")
    assert done.returncode == 2
    assert "Did you mean 'quiz'?" in done.stderr
    assert "Did you mean" not in dlprep("nonsense").stderr


def test_the_nearest_lesson_is_named_and_no_quiz_of_a_topic_that_there_is_not(dlprep: Callable) -> None:
    done = dlprep("learn", "atention", "--plain")
    assert done.returncode == 2
    assert "There is no lesson 'atention'." in done.stderr
    assert "dlprep quiz" not in done.stderr
    assert "`dlprep quiz optimizers` asks its questions." in dlprep("learn", "optimizers").stderr


def test_a_far_guess_is_none(dlprep: Callable, tmp_path: Path) -> None:
    (tmp_path / "x.py").touch()
    assert "Did you mean" not in dlprep("run", "nope", tmp_path / "x.py").stderr
    assert "Did you mean 'double'?" in dlprep("run", "doubel", tmp_path / "x.py").stderr


def test_grade_says_what_it_takes(dlprep: Callable, tmp_path: Path) -> None:
    (tmp_path / "x.py").touch()
    for name, told in (("nope", "There is no folder"), ("x.py", "is a file: `grade` takes a folder")):
        done = dlprep("grade", tmp_path / name)
        assert done.returncode == 2
        assert told in done.stderr
        assert "Nothing was judged." in done.stderr


def test_without_a_command_today_and_what_to_do_next_are_told(dlprep: Callable) -> None:
    done = dlprep()
    assert done.returncode == 0
    assert "new · about" in done.stdout
    assert "`dlprep quiz` starts." in done.stdout


def test_help_and_version(dlprep: Callable) -> None:
    assert "quiz" in dlprep("-h").stdout
    assert dlprep("--version").stdout.startswith("dlprep ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("retention = [", "not valid TOML"),
        ("colour = 1", "unknown setting 'colour'"),
        ("retention = 2", "retention is 2.0, expected a number from 0.7 to 0.97"),
        ("retention = nan", "retention is nan"),
        ("new_per_day = true", "new_per_day is True"),
        ("new_per_day = 1.5", "new_per_day is 1.5"),
        ("rollover_hour = 24", "rollover_hour is 24, expected a whole number from 0 to 23"),
        ("theme = 3", "theme is 3, expected text"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(
    dlprep: Callable, tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(text)
    done = dlprep("quiz", "attention")
    assert done.returncode == 2
    assert told in done.stderr
    assert "config.toml" in done.stderr


def test_doctor_works_with_wrong_settings_and_tells_of_them(dlprep: Callable, tmp_path: Path) -> None:
    assert dlprep("doctor").returncode == 0
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("retention = 2")
    done = dlprep("doctor")
    assert done.returncode == 1
    assert "config.toml:1: retention is 2.0, expected a number" in done.stdout
    assert "Confinement: tier" in done.stdout
    assert "Progress: " in done.stdout


def test_settings_that_cannot_be_read(dlprep: Callable, tmp_path: Path) -> None:
    (tmp_path / "config" / "config.toml").mkdir(parents=True)
    done = dlprep("quiz", "attention")
    assert done.returncode == 2
    assert "cannot be read" in done.stderr


def test_a_limit_of_the_day_is_kept(dlprep: Callable, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("new_per_day = 2")
    assert (
        "[1 of 2]"
        in dlprep("quiz", "attention", "--kind", "recall", "--kind", "choice", "--kind", "cloze").stdout
    )
    assert "[1 of 1]" in dlprep("quiz", "attention", "--limit", "1").stdout


def test_a_list_fits_the_terminal_and_keeps_ids_whole(dlprep: Callable) -> None:
    lines = dlprep("list", "attention", COLUMNS=72).stdout.splitlines()
    assert any(line.startswith("variance-of-a-dot-product  derive") for line in lines)
    assert max(map(len, lines)) <= 72
    assert max(map(len, dlprep("list", "attention").stdout.splitlines())) > 72
