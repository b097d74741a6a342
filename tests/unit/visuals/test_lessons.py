"""The shipped lessons: their pictures exist, their code runs, their steps are short."""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.capture import CaptureFixture

from dlprep.bank.items import Step
from dlprep.bank.library import Bank
from dlprep.judge.shipped import shipped
from dlprep.judge.values import tensors
from dlprep.text.markdown import plain
from dlprep.visuals.catalogue import NAMES, picture

QUESTIONS = Path(__file__).parents[3] / "questions"
BANK = Bank(QUESTIONS)
TOLD = [topic for topic in BANK.topics() if (QUESTIONS / topic / "lesson.yaml").is_file()]


def _steps() -> list[tuple[str, Step]]:
    found = []
    for topic in TOLD:
        lesson = BANK.lesson(topic)
        assert lesson is not None
        found += [(f"{topic}-{n}", step) for n, step in enumerate(lesson.steps, 1)]
    return found


STEPS = _steps()
each = pytest.mark.parametrize("step", [step for _, step in STEPS], ids=[name for name, _ in STEPS])


@each
def test_its_picture_stands_as_it_is_set(step: Step) -> None:
    if step.visual is None:
        return
    assert step.visual.sim in NAMES
    sim = picture(step.visual.sim, step.visual.knobs).sim
    for name, setting in step.visual.knobs.items():
        assert sim[name] == sim.knob(name).read(setting)


@pytest.mark.parametrize(("name", "step"), STEPS, ids=[name for name, _ in STEPS])
def test_its_code_runs_and_prints(name: str, step: Step, capsys: CaptureFixture[str]) -> None:
    if step.code is None:
        return
    home = QUESTIONS / name.rpartition("-")[0]
    names = {"__name__": "__main__", "shipped": tensors(shipped(str(home)))}
    exec(compile(step.code, "<lesson>", "exec"), names)
    assert capsys.readouterr().out.strip()


@each
def test_it_is_a_short_screen(step: Step) -> None:
    lines = plain(step.text, 76).count("\n") + 1
    assert lines <= (9 if step.visual else 22), plain(step.text, 76)


@pytest.mark.parametrize("topic", TOLD)
def test_a_question_is_asked_every_few_screens(topic: str) -> None:
    lesson = BANK.lesson(topic)
    assert lesson is not None
    asked = [n for n, step in enumerate(lesson.steps) if step.ask]
    gaps = [after - before for before, after in zip([-1, *asked], [*asked, len(lesson.steps)], strict=True)]
    assert max(gaps) <= 4, "a question every few screens"
