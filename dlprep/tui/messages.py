"""What widgets tell the screens above them.

Written out: as dataclasses they would cost a millisecond of the start.
"""

from __future__ import annotations

from textual.message import Message

from dlprep.schedule.memory import Grade


class Answered(Message):
    """The candidate has answered; the response is of the question's kind."""

    def __init__(self, response: object) -> None:
        super().__init__()
        self.response = response


class Graded(Message):
    """A grade was chosen."""

    def __init__(self, grade: Grade) -> None:
        super().__init__()
        self.grade = grade


class Concluded(Message):
    """The candidate is done with the challenge."""


class LineWanted(Message):
    """A line of the candidate's code, from 1, is to be gone to."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
