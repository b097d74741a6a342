"""Is this answer right? Cards posed with fresh numbers, and responses graded, without running code."""

from dlprep.answers.posing import pose, response_from_json, response_json
from dlprep.answers.question import BadCard, Mark, NotAnAnswer, Question, Response, Ticks

__all__ = [
    "BadCard",
    "Mark",
    "NotAnAnswer",
    "Question",
    "Response",
    "Ticks",
    "pose",
    "response_from_json",
    "response_json",
]
