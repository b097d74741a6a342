"""What a sitting came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from dlprep.answers.question import Mark
from dlprep.bank.items import Item, Misconception
from dlprep.schedule.memory import Grade


class Record(NamedTuple):
    """One committed answer; `due` is the study day on which the item comes back (None when cramming)."""

    item: Item
    grade: Grade
    mark: Mark
    millis: int
    due: int | None
    standing: str


class Summary(NamedTuple):
    """Counts of a sitting, what was missed and believed, what comes back when.

    `left` items, about `minutes` long, still wait: in this sitting, or once it is over in a further one.
    """

    answered: int
    left: int
    minutes: float
    right: int
    new: int
    seconds: float
    missed: tuple[Item, ...]
    misconceptions: tuple[tuple[Misconception, int], ...]
    returns: Mapping[int, int]  # days from now -> items


def summarise(
    records: Sequence[Record],
    left: tuple[int, float],
    misconceptions: Callable[[], Mapping[str, Misconception]],
    day: int,
) -> Summary:
    """Sum up the records of a sitting on study day `day`; misconceptions are read only if one was hit.

    `left` counts the items and minutes still waiting.
    """
    latest = {record.item.id: record for record in records}
    hit = Counter(record.mark.misconception for record in records if record.mark.misconception)
    known = misconceptions() if hit else {}
    missed = {record.item.id: record.item for record in records if record.grade is Grade.AGAIN}
    return Summary(
        answered=len(records),
        left=left[0],
        minutes=left[1],
        right=sum(record.grade is not Grade.AGAIN for record in records),
        new=sum(record.standing == "new" for record in records),
        seconds=sum(record.millis for record in records) / 1000,
        missed=tuple(missed.values()),
        misconceptions=tuple((known[name], times) for name, times in hit.most_common() if name in known),
        returns=_returns(latest.values(), day),
    )


def _returns(records: Iterable[Record], day: int) -> Mapping[int, int]:
    count = Counter(max(0, record.due - day) for record in records if record.due is not None)
    return dict(sorted(count.items()))
