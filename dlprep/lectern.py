"""A lesson as plain text: each picture is told step by step, and its knobs are set by name."""

from __future__ import annotations

import sys

from dlprep.bank.items import Step
from dlprep.progress.errors import Unsavable
from dlprep.study.reading import Reading
from dlprep.text.clean import clean
from dlprep.text.markdown import plain
from dlprep.visuals.catalogue import sim
from dlprep.visuals.spoken import Spoken

PICTURE_KEYS = "p picture, its next steps (p 40: from step 40)  k knobs (k NAME VALUE: set one)  "


def read_aloud(reading: Reading, width: int) -> None:
    """Show a step, then do what a letter says, until the end of the lesson or of the input."""
    width = min(width, 100)
    while True:
        visual = reading.step.visual
        shown = Spoken(sim(visual.sim, visual.knobs)) if visual else None
        print(_page(reading, shown, width))
        try:
            if not _led(reading, shown, width):
                return
        except EOFError:
            print()
            return


def _page(reading: Reading, shown: Spoken | None, width: int) -> str:
    step, count = reading.step, len(reading.lesson.steps)
    parts = [f"\n[{reading.lesson.title}: {reading.at + 1} of {count}]\n", plain(step.text, width)]
    if shown is not None:
        parts.append(f"\n{shown.introduced}")
    if step.code:
        parts.append("\n" + plain(f"```python\n{step.code.rstrip()}\n```", width))
    if step.ask:
        parts.append(f"\nQuestions here: {', '.join(step.ask)}")
    return "\n".join(parts)


def _keys(step: Step) -> str:
    """What can be typed here."""
    picture = PICTURE_KEYS if step.visual else ""
    code = "c run the code  " if step.code or step.visual else ""
    asks = "a answer the questions  " if step.ask else ""
    return f"enter next  b back  {picture}{code}{asks}q leave"


def _led(reading: Reading, shown: Spoken | None, width: int) -> bool:
    """Take letters until another step is to be shown; False to leave."""
    while True:
        letter, _, rest = input(f"\n{_keys(reading.step)}\n> ").strip().partition(" ")
        letter = letter.lower()[:1]
        if letter == "q" or (letter == "" and reading.last):
            return False
        if letter in {"", "b"}:
            _turn(reading, -1 if letter else 1)
            return True
        if shown is not None and letter in {"p", "k"}:
            print(_told(shown, letter, rest.strip()))
        else:
            _done(reading, shown, letter, width)


def _turn(reading: Reading, by: int) -> None:
    try:
        reading.turn(by)
    except Unsavable as error:
        print(f"\nThe lesson goes on, but its place is not kept. {error}")


def _told(shown: Spoken, letter: str, rest: str) -> str:
    """What the picture says to `p`, `p STEP`, `k`, or `k NAME VALUE`."""
    if letter == "p":
        return shown.on(int(rest) if rest.isdecimal() else None)
    name, _, value = rest.partition(" ")
    return shown.set(name, value.strip()) if value else shown.knobs()


def _done(reading: Reading, shown: Spoken | None, letter: str, width: int) -> None:
    code = reading.step.code or (shown.code if shown else "")
    if letter == "c" and code:
        _run(code, reading)
    elif letter == "a" and (asked := reading.unanswered()):
        _ask(reading, asked, width)
    else:
        print("There is nothing of that kind here.")


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
