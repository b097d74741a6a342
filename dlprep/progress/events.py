"""What the log holds: events that happened, and the state of an item that follows from them."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Kind = Literal["review", "undo", "suspend", "unsuspend", "bury", "flag", "unflag", "hint", "solution"]


class Event(NamedTuple):
    """One thing that happened to one item; never changed once it is written.

    `at` is UTC in milliseconds, `offset` minutes east of UTC, `day` the study day (a proleptic
    ordinal), `digest` the item's content hash then. A review has a `grade` (1 to 4), the `answer`
    (any JSON value) and the `millis` it took; an undo names in `target` the ulid that it takes back.
    """

    ulid: str
    at: int
    offset: int
    day: int
    kind: Kind
    item: str
    topic: str
    device: str
    digest: str = ""
    grade: int | None = None
    answer: Any = None
    millis: int | None = None
    target: str | None = None


class State(NamedTuple):
    """What follows from an item's events: a cache, made again by replay.

    `due` is a study day, None without a review; `body` is the memory, a text that progress does
    not read. An item with `buried_until` is hidden before that study day and shows again on it.
    """

    item: str
    topic: str
    due: int | None = None
    body: str = ""
    suspended: bool = False
    flagged: bool = False
    buried_until: int | None = None


class Counts(NamedTuple):
    """How many different items a day saw: `new` for the first time ever, `reviews` known before."""

    new: int
    reviews: int
