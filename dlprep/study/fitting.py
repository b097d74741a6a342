"""The memory model fitted to one's own reviews, by the optional `fsrs-rs-python`.

A fit is a row of its own, so the one before can be put in force again; states are replayed each time.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import groupby
from typing import Any

from dlprep.progress.events import Event
from dlprep.progress.log import Log
from dlprep.progress.parameters import Fit, Parameters
from dlprep.schedule.model import Model
from dlprep.study.standing import model_of, rebuild

ENOUGH = 400
"""Reviews on a later day than the one before: with fewer, 21 weights follow chance."""


class NotFitted(Exception):  # noqa: N818 - named for what happened
    """There is no fit; the message says why and what to do."""


def fitted(log: Log, retention: float) -> str:
    """Fit, and put the fit in force where it predicts better; what happened. Raises NotFitted."""
    library = _library()
    samples = list(_samples(log, library))
    if len(samples) < ENOUGH:
        raise NotFitted(
            f"Too few reviews to fit: {len(samples)} of items seen on an earlier day, at least {ENOUGH} are "
            "needed. The parameters stay as they are."
        )
    now = list(model_of(log, retention).parameters or library.DEFAULT_PARAMETERS)
    weights = library.FSRS(now).compute_parameters(samples)
    before, after = (library.FSRS(w).evaluate(samples).log_loss for w in (now, weights))
    if not after < before:
        return f"The parameters in force predict as well (log loss {before:.4f}): they stay."
    _put(log, Fit(tuple(weights), len(samples)), retention)
    return (
        f"Fitted to {len(samples)} reviews: log loss {after:.4f}, before {before:.4f} (on the same reviews). "
        "`dlprep optimize --undo` goes back."
    )


def undone(log: Log, retention: float) -> str:
    """Put the parameters before the ones in force back; what happened."""
    fits = Parameters(log.database).all()
    if fits[-1].weights is None:
        return "The default parameters are in force: there is nothing to take back."
    before = fits[fits.index(fits[-1]) - 1]  # each fit's row may come again, when one was taken back
    _put(log, before, retention)
    named = "The defaults" if before.weights is None else f"The parameters fitted to {before.reviews} reviews"
    return f"{named} are in force again."


def _put(log: Log, fit: Fit, retention: float) -> None:
    model = Model(retention, fit.weights)
    try:
        model.warm()
    except ValueError as error:
        raise NotFitted(f"The fit is out of bounds ({error}). The parameters stay as they are.") from error
    at = time.time_ns() // 1_000_000
    parameters = Parameters(log.database)
    with log.database.write():
        parameters.append(parameters.next_ulid(at), at, fit)
        rebuild(log, model)


def _samples(log: Log, library: Any) -> Iterator[Any]:
    """Each review on a later day than the item's one before, with the reviews that led to it."""
    for item in log.items():
        reviews: list[Any] = []
        for gap, event in _gaps(e for e in log.events_of(item) if e.kind == "review"):
            reviews.append(library.FSRSReview(event.grade, gap))
            if gap > 0:
                yield library.FSRSItem(list(reviews))


def _gaps(reviews: Iterable[Event]) -> Iterator[tuple[int, Event]]:
    """The first review of each day and the days since the one before; a day's repeats tell little."""
    last = None
    for day, same in groupby(reviews, key=lambda event: event.day):
        yield (0 if last is None else max(0, day - last)), next(same)
        last = day


def _library() -> Any:
    try:
        return import_module("fsrs_rs_python")
    except ImportError as error:
        raise NotFitted(
            "Fitting needs an extra: pip install 'dlprep[optimize]' (or: pip install fsrs-rs-python). "
            "Nothing was changed."
        ) from error
