"""All keys, on one screen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from dlprep.tui.widgets.prose import Prose

SITTING = """
## Keys

| key | what it does |
|---|---|
| space | reveal, then take the marked grade |
| 1 2 3 4 | Again, Hard, Good, Easy (each shows when the item comes back; ↻: in this sitting) |
| enter | answer; in the last field too |
| j k, arrows | move through options and lines; page up and down scroll |
| esc | leave a field, so that letters are keys again; once more: back into it |
| u | undo, as often as you like |
| s | skip: to the end of this sitting |
| f | flag |
| b | bury until tomorrow |
| x | suspend: not asked again until you take it back |
| q | finish and see the summary; ctrl+c leaves at once |

## Code

| key | what it does |
|---|---|
| F5, ctrl+r | run; again while running: stop |
| F2 F3 F4 | prompt, code (at the line that raised), verdict; F4 again: what was printed |
| F6 | next hint, noted |
| F7 | your code in $VISUAL or $EDITOR; outside the code also e |
| F8 | after passing: your code beside the solutions; before: counts as Again, asks first |
| F9 | go on to the grade |
| a, r, d, g | outside the code: earlier attempts, reset, all differences, to the line |

## Writing code

| key | what it does |
|---|---|
| tab, shift+tab | the selected lines a step in or out; backspace takes a step at a line's start |
| ctrl+/ | comment out, or take the marks away |
| alt+up, alt+down | move lines |
| ctrl+f | find; enter: next, up: the one before |
| ctrl+g | go to a line |
| alt+z | let long lines scroll sideways; once more: wrap them |
| ctrl+z, ctrl+y | undo, redo |
| ctrl+c, ctrl+x, ctrl+v | copy (the line if nothing is selected), cut, paste |
| alt+a | select all |

## Home

| key | what it does |
|---|---|
| space, enter | start what is pointed at: today's sitting, or a topic |
| j k, arrows | point at another |
| l | lessons: the path from neuron to transformer |
| p | plan for the interview's date |
| s | statistics |
| q | quit |
"""
LESSON = """
## Picture

| key | what it does |
|---|---|
| space | play, pause |
| → ←, l h | a step on, a step back |
| ] [ | scrub: a tenth of the whole on, back |
| > < | faster, slower |
| ↓ ↑, j k, tab | choose a knob |
| + - | turn it; in brackets: it changes nothing now |
| r | reset: knobs and time as the page has them |
| c | the code of what is seen, to change and run |
| mouse | on the time: scrub; in the picture: pull |
| click on a knob | its right half: on, its left half: back |
| wheel on a knob | turn it |

## Lesson

| key | what it does |
|---|---|
| n, b | the next page, the one before |
| page down, page up | scroll the text |
| q | leave; the place is kept |
"""
END = "Every answer is saved before the next item shows. The theme and more: ctrl+p. Close this: esc."


class HelpScreen(ModalScreen[None]):
    """Any of its keys closes it."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen VerticalScroll {
        width: 76; max-width: 100%; height: auto; max-height: 100%;
        padding: 0 2; background: $panel; border: round $primary;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter,space", "dismiss", "Close")
    ]

    def __init__(self, here: str = SITTING) -> None:
        super().__init__()
        self._sections = [here, *(part for part in (SITTING, LESSON) if part != here), END]

    def compose(self) -> ComposeResult:
        """The keys as tables, those of the screen below first."""
        with VerticalScroll():
            yield Prose("\n\n".join(part.strip() for part in self._sections))
