from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from dlprep.judge import Judge
from dlprep.plain import PlainSitting
from dlprep.study.sitting import Sitting


class Paper:
    """Lines to be typed, and what was said; the end of the lines is the end of the input."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)  # drawn one at a time, so that they may depend on what is asked
        self.said: list[str] = []

    def read(self, prompt: str) -> str:
        self.said.append(prompt)
        line = next(self._lines, None)
        if line is None:
            raise EOFError
        return line

    @property
    def text(self) -> str:
        return "\n".join(self.said)


@pytest.fixture
def hold():
    """Hold a sitting on paper."""

    def run(sitting: Sitting, lines: Iterable[str]) -> Paper:
        paper = Paper(lines)
        with Judge() as judge:  # starts nothing until something is judged
            PlainSitting(sitting, judge, read=paper.read, say=paper.said.append).run()
        return paper

    return run


def numbers(question) -> tuple[int, int]:
    inputs, outputs = question.prompt.split("(")[1].rstrip(")?`").split(", ")
    return int(inputs), int(outputs)


def right_lines(question) -> list[str]:
    """What to type to answer each kind of card right."""
    match question.card.kind:
        case "choice":
            return [str(next(i for i, option in enumerate(question.order, 1) if option.right))]
        case "numeric":
            inputs, outputs = numbers(question)
            return [f"{inputs}*{outputs}+{outputs}"]
        case "order":
            return [" ".join(str(question.steps.index(step) + 1) for step in question.card.steps)]
        case kind:
            return {
                "recall": [""],
                "cloze": ["Keys", "one"],
                "output": ["(2, 4)", "3.0"],
                "bug": ["7"],
                "derive": ["", "y", "", "yes", "", "y"],
                "interview": ["", "y", "y", "y", "y", "n", "n"],
            }[kind]


KINDS = ("recall", "cloze", "choice", "numeric", "output", "bug", "order", "derive", "interview")


def test_a_whole_sitting_over_all_kinds(desk, hold) -> None:
    sitting = desk.sit("attention", kinds=KINDS)

    def typed():
        while sitting.asked is not None:
            yield from right_lines(sitting.asked.question)
            yield ""  # the grade in brackets

    paper = hold(sitting, typed())
    assert len(desk.rows()) == 9
    assert {grade for *_, grade in desk.rows()} == {3}
    assert paper.text.count("✓ Right") == 8, "all but recall, which only the candidate can judge"
    assert "[9 of 9]" in paper.text
    assert "9 of 9 right" in paper.text
    assert "Source: Vaswani et al. 2017" in paper.text


def test_a_wrong_answer_is_explained_and_again_is_suggested(desk, hold) -> None:
    sitting = desk.only("choice")
    order = sitting.asked.question.order
    wrong = next(n for n, option in enumerate(order, 1) if option.misconception == "divides-by-d")
    paper = hold(sitting, [str(wrong), ""])
    assert "*" not in paper.text
    assert "`" not in paper.text
    for part in ("✗ Not quite", "Divides by d, not by √d", "The answer:", "[1]", "To see again"):
        assert part in paper.text
    assert [grade for *_, grade in desk.rows()] == [1]


def test_grades_are_offered_with_the_intervals_that_they_give(desk, hold) -> None:
    sitting = desk.only("recall")
    paper = hold(sitting, ["", "5", "good", "4"])
    assert paper.text.count("Type 1, 2, 3 or 4") == 2
    today, [state] = sitting._day(desk.clock()), desk.log().states().values()
    assert f"4 Easy {state.due - today}d" in paper.text


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("choice", "9"),
        ("choice", "b"),
        ("bug", "0"),
        ("order", "1 1 2 3"),
        ("order", "a b"),
        ("numeric", "many"),
    ],
)
def test_what_is_no_answer_is_asked_again(desk, hold, kind: str, typed: str) -> None:
    sitting = desk.only(kind)
    paper = hold(sitting, [typed, *right_lines(sitting.asked.question), ""])
    assert [grade for *_, grade in desk.rows()] == [3]
    assert "✓ Right" in paper.text


def test_commands_work_wherever_an_answer_is_awaited(desk, hold) -> None:
    sitting = desk.sit("optimizers")
    first, second, third = sitting._queue.waiting[:3]
    hold(sitting, [":f", ":s", ":b", ":x", "", "3", ":u", "", "2"])
    assert desk.rows() == [
        ("flag", first, None),
        ("bury", second, None),
        ("suspend", third, None),
        ("review", sitting._past[-1].queue.waiting[0], 3),
        ("undo", sitting._past[-1].queue.waiting[0], None),
        ("review", sitting._past[-1].queue.waiting[0], 2),
    ]


def test_commands_are_told_and_nothing_happens_by_an_unknown_one(desk, hold) -> None:
    paper = hold(desk.sit("optimizers"), [":help", ":z", ":u", ":q"])
    assert paper.said[0].startswith("Type an answer, or a command: :s skip  :u undo")
    assert paper.text.count(":u undo") == 3
    assert "Nothing to undo." in paper.text
    assert "items wait where you left them" in paper.text.replace("\n", " ")
    assert desk.rows() == []


@pytest.mark.parametrize("typed", [[], ["", "3"], ["", "3", ""], [""]])
def test_the_end_of_the_input_ends_the_sitting_and_keeps_what_was_answered(desk, hold, typed) -> None:
    hold(desk.sit("optimizers"), typed)
    assert len(desk.rows()) == ("3" in typed)


def test_what_was_not_saved_is_told_and_tried_again(desk, hold) -> None:
    log = desk.log()
    sitting = desk.sit("optimizers", limit=1, log=log)

    def typed():
        yield ""
        with desk.locked(log):
            yield "3"
        yield "3"

    paper = hold(sitting, typed())
    assert "Not saved" in paper.text
    assert len(desk.rows()) == 1


def test_marks_and_words_say_what_colours_say_elsewhere(desk, hold) -> None:
    paper = hold(desk.only("bug"), ["6", ""])
    assert "\x1b" not in paper.text
    assert "Line 7" in paper.text


def test_a_file_that_cannot_be_read_is_told_and_hints_are_given(desk, hold, tmp_path: Path) -> None:
    paper = hold(desk.only("challenge"), [str(tmp_path / "none.py"), ":h", ":h", ":h", ":h", ":solution", ""])
    assert "none.py cannot be read" in paper.text
    assert "Nothing was judged" in paper.text
    assert "That was the last hint." in paper.text
    assert "return 2 * x" in paper.text
    assert [grade for *_, grade in desk.rows()] == [None, None, None, None, 1]


def test_a_draft_is_kept_and_judged_again(desk, hold) -> None:
    paper = hold(desk.only("challenge"), ["def double(x):", "    return x + 2", ".", ":e"])
    assert "There is no terminal for an editor" in paper.text
    desk.clock.pass_(seconds=5)
    paper = hold(desk.only("challenge"), [":r", ":done", ""])
    assert "Your draft" in paper.text
    assert "Adds two instead of doubling" in paper.text


def test_a_challenge_is_solved_by_pasted_code_and_by_a_file(desk, hold, tmp_path: Path) -> None:
    solution = tmp_path / "solution.py"
    solution.write_text("def double(x):\n    return x + x\n")
    paper = hold(
        desk.only("challenge"), ["def double(x):", "    return x + 2", ".", str(solution), ":done", ""]
    )
    assert "Adds two instead of doubling" in paper.text
    assert "✓ Passed" in paper.text
    assert [grade for *_, grade in desk.rows()] == [3], "one failure"
    assert len(desk.rows("SELECT source FROM attempts")) == 2
