"""Every kind is asked, answered, logged and read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from dlprep.answers import Ticks, pose, response_from_json, response_json
from dlprep.answers.soundness import faults
from dlprep.bank.items import CARDS, Option, Rubric

Make = Callable[..., Any]
TICKS = Ticks(must=(True, False, True, True), nice=(True, False), red_flags=(False,))


def examples(rubric: Rubric) -> dict[str, tuple[dict[str, Any], Any]]:
    options = tuple(Option(text=text, right=text == "a") for text in "abc")
    return {
        "recall": ({"back": "this"}, None),
        "cloze": ({"front": "{{one}} {{two}}"}, ("one", "three")),
        "choice": ({"options": options}, 2),
        "numeric": ({"draw": {"n": (1, 2, 3)}, "answer": "n"}, "1,000"),
        "output": ({"code": "print(1)", "answer": "1\n"}, "1"),
        "bug": ({"code": "a\nb", "line": 1, "symptom": "s", "fixed": "c"}, 2),
        "order": ({"steps": ("a", "b", "c")}, (2, 0, 1)),
        "derive": ({"given": "g", "goal": "h", "steps": ("a", "b")}, (True, False)),
        "interview": ({"rubric": rubric}, TICKS),
    }


@pytest.mark.parametrize("kind", [c.kind for c in CARDS])
def test_a_logged_response_comes_back_with_the_question_as_it_was_shown(
    card: Make, rubric: Rubric, kind: str
) -> None:
    fields, response = examples(rubric)[kind]
    question = pose(card(kind, why="So.", **fields), 11)
    line = json.dumps(response_json(question, response))
    again, read = response_from_json(question.card, json.loads(line))
    assert (again, read) == (question, response)
    assert again.grade(read) == question.grade(response)
    assert question.why == "So."
    assert not list(faults(question.card))


def test_faults_name_the_card_and_the_reason(card: Make) -> None:
    (fault,) = faults(card("cloze", front="No blank."))
    assert fault.startswith("the card a-cloze cannot be asked: it has no blank")
