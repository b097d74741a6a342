"""A lesson as plain text."""

from __future__ import annotations

import pytest

from dlprep.lectern import read_aloud
from dlprep.study.reading import Reading

LESSON = """
title: Attention
steps:
  - text: The first page, without a picture.
  - text: The second page.
    visual: {sim: attention, knobs: {causal: "on"}}
"""


@pytest.fixture
def read(desk, beginner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    (desk.bank.root / "attention" / "lesson.yaml").write_text(LESSON)

    def typed(*lines: str) -> str:
        said = iter(lines)

        def answer(prompt: str = "") -> str:
            print(prompt)
            line = next(said, None)
            if line is None:
                raise EOFError
            return line

        monkeypatch.setattr("builtins.input", answer)
        read_aloud(Reading(beginner, "attention"), 80)
        return capsys.readouterr().out

    return typed


def test_the_keys_are_those_of_the_page(read) -> None:
    first, second = read("").split("The second page.")
    assert "p picture" not in first
    assert "k NAME VALUE" in second


def test_a_picture_is_told_on_and_on_and_turned(read) -> None:
    said = read("", "p", "k causal off", "p", "q")
    assert "Step 10 of 10" in said
    assert "causal is off; it can be off, on." in said
    assert said.count("The end") == 2


def test_a_place_that_cannot_be_kept_is_told_once_and_the_lesson_goes_on(read, beginner, desk) -> None:
    with desk.locked(beginner.log):
        said = read("", "b", "", "q")
    assert said.count("its place is not kept") == 1
    assert said.count("The second page.") == 2


def test_a_page_without_a_picture_has_none_to_tell(read) -> None:
    assert "nothing of that kind" in read("p")
