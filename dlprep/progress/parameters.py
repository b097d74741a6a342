"""The memory model's fitted parameters: each fit a row, the newest in force, none ever lost."""

from __future__ import annotations

import json
import math
from typing import NamedTuple

from dlprep.progress.database import Database
from dlprep.progress.ulid import ulid

COUNT = 21
"""How many weights FSRS-6 has."""


class Fit(NamedTuple):
    """Weights, or None for the model's defaults, and how many reviews they were fitted to."""

    weights: tuple[float, ...] | None
    reviews: int


DEFAULT = Fit(None, 0)


class Parameters:
    """The fits in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current(self) -> Fit:
        """The fit in force: the newest, the defaults without one."""
        return self.all()[-1]

    def all(self) -> tuple[Fit, ...]:
        """Every fit that was ever in force, oldest first; the defaults came before all others."""
        rows = self._database.read("SELECT body FROM parameters ORDER BY ulid")
        return (DEFAULT, *(read(body) for (body,) in rows))

    def next_ulid(self, at: int) -> str:
        """An id for a moment (UTC, ms) that sorts after every fit there is."""
        return ulid(at, self._database.read("SELECT max(ulid) FROM parameters")[0][0] or "")

    def append(self, id: str, at: int, fit: Fit) -> None:
        """Put a fit in force, on disk on return; `at` is UTC in ms."""
        body = json.dumps(fit._asdict(), separators=(",", ":"))
        with self._database.write() as connection:
            connection.execute("INSERT INTO parameters VALUES (?, ?, ?)", (id, at, body))


def read(body: str) -> Fit:
    """The fit that a row holds. Raises ValueError, TypeError or LookupError for anything else."""
    found = json.loads(body)
    weights = found["weights"]
    if weights is not None:
        weights = tuple(float(weight) for weight in weights)
        if len(weights) != COUNT or not all(map(math.isfinite, weights)):
            raise ValueError(f"expected {COUNT} finite weights")
    return Fit(weights, int(found["reviews"]))
