"""Does this code work: experiments on a candidate's code and on the reference, compared apart from both.

Cheap to import: the interface's side needs neither torch nor numpy.
"""

from dlprep.judge.exam import Cancelled
from dlprep.judge.judge import Judge
from dlprep.judge.verdict import STATUSES, Diagnosis, Snippet, Status, TestResult, Verdict

__all__ = ["STATUSES", "Cancelled", "Diagnosis", "Judge", "Snippet", "Status", "TestResult", "Verdict"]
