"""A challenge in the candidate's own editor: judged at each save, led by single keys."""

from dlprep.watch.session import Watching, begin

__all__ = ["Watching", "begin"]
