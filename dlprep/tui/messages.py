"""What widgets tell the screens above them."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from dlprep.schedule.memory import Grade


@dataclass
class Answered(Message):
    """The candidate has answered; the response is of the question's kind."""

    response: object


@dataclass
class Graded(Message):
    """A grade was chosen."""

    grade: Grade


@dataclass
class Concluded(Message):
    """The candidate is done with the challenge."""


@dataclass
class LineWanted(Message):
    """A line of the candidate's code, from 1, is to be gone to."""

    line: int
