"""The widget that takes a question's answer, by kind, and how it looks once answered.

Modules are imported as they are needed: an Input or TextArea costs start-up time that a card
without one need not pay.
"""

from __future__ import annotations

from textual.widget import Widget

from dlprep.answers.picked import BugQuestion, ChoiceQuestion, OrderQuestion
from dlprep.answers.question import Question
from dlprep.tui.widgets.pick import Pick


def answering(question: Question) -> Widget | None:
    """The widget for this question; None where there is nothing to give but the reveal."""
    match question.card.kind:
        case "choice" | "bug" | "order":
            return _picking(question)
        case "cloze" | "numeric" | "output":
            return _typing(question)
        case "derive":
            from dlprep.tui.widgets.steps import Steps

            return Steps(question.card.steps)  # type: ignore[attr-defined]
        case "interview":
            from dlprep.tui.widgets.rubric import Spoken

            return Spoken(question.card.rubric)  # type: ignore[attr-defined]
        case _:
            return None


def begin(widget: Widget | None) -> None:
    """Put the focus where the answer is given."""
    from dlprep.tui.widgets.fields import Fields

    if isinstance(widget, Fields):
        widget.focus_first()
    elif widget is not None:
        widget.focus()


def settle(widget: Widget | None, question: Question, response: object) -> None:
    """Freeze the widget; rows show which was picked and which is right."""
    from dlprep.tui.widgets.sequence import Sequence

    if isinstance(widget, Sequence):
        widget.settle_order()
    elif isinstance(widget, Pick) and isinstance(response, int):
        widget.settle(response - widget.first, _right_row(question))
    elif widget is not None and hasattr(widget, "freeze"):
        widget.freeze()


def _picking(question: Question) -> Widget:
    if isinstance(question, ChoiceQuestion):
        return Pick(question.options)
    if isinstance(question, BugQuestion):
        from dlprep.text.code import highlight

        code = highlight("\n".join(question.lines), 1000).split("\n", allow_blank=True)
        return Pick(list(code), first=1, spaced=False)
    assert isinstance(question, OrderQuestion)
    from dlprep.tui.widgets.sequence import Sequence

    return Sequence(question.steps)


def _typing(question: Question) -> Widget:
    from dlprep.tui.widgets.fields import Fields

    if question.card.kind == "cloze":
        return Fields(question.blanks)  # type: ignore[attr-defined]
    if question.card.kind == "numeric":
        return Fields(1, single=True, unit=question.unit or "", hint="a number, or 2*512*512")  # type: ignore[attr-defined]
    if "\n" in question.card.answer.strip():  # type: ignore[attr-defined]
        from dlprep.tui.widgets.printed import Printed

        return Printed(show_line_numbers=False, placeholder="what it prints, line by line; F5 answers")
    return Fields(1, single=True, hint="what it prints")


def _right_row(question: Question) -> int | None:
    if isinstance(question, ChoiceQuestion):
        return next(i for i, option in enumerate(question.order) if option.right)
    return question.card.line - 1 if isinstance(question, BugQuestion) else None
