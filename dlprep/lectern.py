"""A lesson as plain text: each picture is told step by step, in words and numbers."""

from __future__ import annotations

import sys
from typing import Any

from dlprep.bank.items import Step
from dlprep.study.reading import Reading
from dlprep.text.clean import clean
from dlprep.text.markdown import plain
from dlprep.visuals.catalogue import sim
from dlprep.visuals.sims.sim import Sim

KEYS = "enter next  b back  p picture, step by step  c run the code  a answer the questions  q leave"
MOMENTS = 12
"""Steps of a picture that are told at once."""


def read_aloud(reading: Reading, width: int) -> None:
    """Show a step, then do what a letter says, until the end of the lesson or of the input."""
    width = min(width, 100)
    while True:
        print(_page(reading, width))
        try:
            if not _led(reading, width):
                return
        except EOFError:
            print()
            return


def told(picture: Sim[Any], start: int = 0, count: int = MOMENTS) -> str:
    """What a picture shows from a step on: its sentence and its quantities, a paragraph a step."""
    last = min(picture.last, start + count - 1)
    return "\n\n".join(_moment(picture, step) for step in range(start, last + 1))


def _moment(picture: Sim[Any], step: int) -> str:
    numbers = "\n".join(f"  {name} {value}" for name, value in picture.numbers(step))
    return f"Step {step} of {picture.last}. {picture.caption(step)}\n{numbers}"


def _page(reading: Reading, width: int) -> str:
    step, count = reading.step, len(reading.lesson.steps)
    parts = [f"\n[{reading.lesson.title}: {reading.at + 1} of {count}]\n", plain(step.text, width)]
    if step.visual is not None:
        shown = sim(step.visual.sim, step.visual.knobs)
        parts.append(f"\nPicture: {shown.title}. {shown.formula}\n{shown.caption(0)}")
    if step.code:
        parts.append("\n" + plain(f"```python\n{step.code.rstrip()}\n```", width))
    if step.ask:
        parts.append(f"\nQuestions here: {', '.join(step.ask)}")
    return "\n".join(parts)


def _led(reading: Reading, width: int) -> bool:
    """Take letters until another step is to be shown; False to leave."""
    while True:
        letter = input(f"\n{KEYS}\n> ").strip().lower()[:1]
        if letter == "q" or (letter == "" and reading.last):
            return False
        if letter in {"", "b"}:
            reading.turn(-1 if letter else 1)
            return True
        _done(reading, letter, width)


def _done(reading: Reading, letter: str, width: int) -> None:
    step = reading.step
    if letter == "p" and step.visual is not None:
        print(told(sim(step.visual.sim, step.visual.knobs)))
    elif letter == "c" and (code := _code(step)):
        _run(code, reading)
    elif letter == "a" and (asked := reading.unanswered()):
        _ask(reading, asked, width)
    else:
        print("There is nothing of that kind here.")


def _code(step: Step) -> str:
    if step.code or step.visual is None:
        return step.code or ""
    return sim(step.visual.sim, step.visual.knobs).code(0)


def _run(code: str, reading: Reading) -> None:
    from dlprep.judge import Judge

    with Judge(hidden=reading.desk.bank.folders) as judge:
        home = str(reading.desk.bank.home(reading.topic))
        found = judge.run_snippet(code, of=reading.topic, home=home)
    print(clean(found.stdout).rstrip() or "It printed nothing.")
    if found.error:
        print(clean(found.error).rstrip(), file=sys.stderr)


def _ask(reading: Reading, asked: tuple[str, ...], width: int) -> None:
    from dlprep import plain as face
    from dlprep.study.opening import Wanted

    face.run(reading.desk.sit(Wanted(items=asked)), width)
