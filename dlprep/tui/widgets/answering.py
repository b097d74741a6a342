"""What takes a question's answer: the base of those widgets, and the one for each kind.

Modules are imported as they are needed: an Input or TextArea costs start-up time that a card
without one need not pay.
"""

from __future__ import annotations

from typing import Any

from textual.widget import Widget

from dlprep.answers.question import Question


class Answering(Widget):
    """Posts `Answered` with a response of the question's kind."""

    DEFAULT_CSS = "Answering { height: auto; margin: 1 0; }"

    def begin(self) -> None:
        """Put the focus where the answer is given."""
        self.screen.set_focus(self)

    def settle(self, response: Any) -> None:
        """Take no more answers, and show which one was given and which is right."""
        self.can_focus = False


def answering(question: Question) -> Answering | None:
    """The widget for this question; None where there is nothing to give but the reveal."""
    make = _MAKERS.get(question.card.kind)
    return make(question) if make else None


def _choice(question: Any) -> Answering:
    from dlprep.tui.widgets.pick import Pick

    return Pick(question.options, right=next(i for i, option in enumerate(question.order) if option.right))


def _bug(question: Any) -> Answering:
    from dlprep.text.code import UNFOLDED, highlight
    from dlprep.tui.widgets.pick import Pick

    code = highlight("\n".join(question.lines), UNFOLDED).split("\n", allow_blank=True)
    return Pick(list(code), right=question.card.line - 1, first=1, spaced=False)


def _order(question: Any) -> Answering:
    from dlprep.tui.widgets.sequence import Sequence

    return Sequence(question.steps)


def _cloze(question: Any) -> Answering:
    from dlprep.tui.widgets.fields import Fields

    return Fields(question.blanks)


def _numeric(question: Any) -> Answering:
    from dlprep.tui.widgets.fields import Fields

    return Fields(1, single=True, unit=question.unit or "", hint="a number, or 2*512*512")


def _output(question: Any) -> Answering:
    if "\n" in question.card.answer.strip():
        from dlprep.tui.widgets.printed import Printed

        return Printed(show_line_numbers=False, placeholder="what it prints, line by line; F5 answers")
    from dlprep.tui.widgets.fields import Fields

    return Fields(1, single=True, hint="what it prints")


def _derive(question: Any) -> Answering:
    from dlprep.tui.widgets.steps import Steps

    return Steps(question.steps)


def _interview(question: Any) -> Answering:
    from dlprep.tui.widgets.rubric import Spoken

    return Spoken(question.rubric)


_MAKERS = {
    "choice": _choice,
    "bug": _bug,
    "order": _order,
    "cloze": _cloze,
    "numeric": _numeric,
    "output": _output,
    "derive": _derive,
    "interview": _interview,
}
