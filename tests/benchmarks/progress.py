"""The log at size: 1,000,000 reviews of 100,000 items in the bank. Prints milliseconds as JSON.

`home_waits_ms` is what home's first paint waits for, `home_figures_ms` when its figures are there, with a
bank just opened; `statistics_ms` when all charts can be drawn.

    python tests/benchmarks/progress.py [--reviews N] [--items N]
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median, quantiles

from dlprep.bank.library import Bank
from dlprep.progress.events import Event, State
from dlprep.progress.log import Log
from dlprep.schedule.day import EPOCH
from dlprep.schedule.memory import Grade, Memory
from dlprep.schedule.model import Model
from dlprep.schedule.queue import Candidate, Limits, Queue, build
from dlprep.study.clock import Moment
from dlprep.study.desk import Desk
from dlprep.study.statistics import statistics
from dlprep.study.today import coming, today
from dlprep.tui.screens.home import PATIENCE

TODAY = 739_000
DAYS = 1000
TOPICS = 40
RUNS = 15
APPENDS = 2000


def main() -> None:
    """Build the log, measure, print."""
    gc.set_threshold(100_000, 20, 20)  # as the commands do
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "progress.db"
        bank = Path(folder) / "bank", Path(folder) / "cache"
        _write_bank(bank[0], options.items)
        Bank(*bank).index()
        built = _timed(lambda: _fill(path, options.reviews, options.items))
        opened = [_timed(lambda: Log.open(path).close()) for _ in range(RUNS)]
        with Log.open(path) as log:
            queues = [_timed(lambda: _todays_queue(log, None)) for _ in range(RUNS)]
            by_topic = [_timed(lambda: _todays_queue(log, ["topic-7"])) for _ in range(RUNS)]
            appends = _appends(log, options.items)
            clock = Moment((TODAY - EPOCH) * 86_400_000 + 43_200_000, 0)
            desks = [Desk(Bank(*bank), log, clock=lambda: clock) for _ in range(RUNS)]
            waits = [_timed(lambda desk=desk: _first_paint(desk)) for desk in desks]
            homes = [_timed(lambda: today(Desk(Bank(*bank), log, clock=lambda: clock))) for _ in range(RUNS)]
            sums = [_timed(lambda desk=desk: statistics(desk)) for desk in desks]
        figures = {
            "reviews": options.reviews,
            "items": options.items,
            "file_mb": round(path.stat().st_size / 2**20),
            "build_s": round(built / 1000, 1),
            "open_ms": round(median(opened), 2),
            "queue_ms": round(median(queues), 2),
            "queue_one_topic_ms": round(median(by_topic), 2),
            "home_waits_ms": round(median(waits), 1),
            "home_figures_ms": round(median(homes), 1),
            "statistics_ms": round(median(sums), 1),
            "append_p50_ms": round(median(appends), 2),
            "append_p99_ms": round(quantiles(appends, n=100)[98], 2),
            "append_max_ms": round(max(appends), 2),
        }
    print(json.dumps(figures, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--reviews", type=int, default=1_000_000)
    parser.add_argument("--items", type=int, default=100_000)
    return parser.parse_args()


def _timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def _fill(path: Path, reviews: int, items: int) -> None:
    """A log of years: each item answered about as often as the others; a tenth of them overdue."""
    chance = random.Random(1)
    with Log.open(path) as log:
        log.extend(_history(reviews, items, chance))
        log.rebuild(
            State(
                item=_item(n),
                topic=_topic(n),
                due=due,
                body=Memory(
                    chance.uniform(1, 90), chance.uniform(1, 10), min(due, TODAY) - 1, due, 9, 1, False
                ).to_json(),
            )
            for n in range(items)
            for due in [TODAY + chance.randint(-9, 90)]
        )


def _write_bank(folder: Path, items: int) -> None:
    """Recall cards with the ids of the log."""
    for topic in range(TOPICS):
        place = folder / _topic(topic)
        place.mkdir(parents=True)
        (place / "topic.yaml").write_text(f"title: Topic {topic}\nnote: Generated.\n")
        cards = (
            f"- {{id: {_item(n)}, kind: recall, level: {n % 3 + 1}, front: Why {n}?, back: It., refs: [r]}}\n"
            for n in range(topic, items, TOPICS)
        )
        (place / "cards.yaml").write_text("".join(cards))


def _first_paint(desk: Desk) -> None:
    """What stands between the program and home's first paint."""
    with suppress(TimeoutError):
        coming(desk).result(PATIENCE)


def _history(reviews: int, items: int, chance: random.Random) -> Iterator[Event]:
    for n in range(reviews):
        day = TODAY - DAYS + n * DAYS // reviews
        yield _event(f"{n:026}", chance.randrange(items), day, chance.choice((1, 3, 3, 3, 4)), "bench")


def _event(ulid: str, number: int, day: int, grade: int, device: str) -> Event:
    return Event(
        ulid=ulid,
        at=day * 86_400_000,
        offset=60,
        day=day,
        kind="review",
        item=_item(number),
        topic=_topic(number),
        digest="0123456789abcdef",
        grade=grade,
        answer=[True, False],
        millis=9000,
        device=device,
    )


def _item(number: int) -> str:
    return f"item-{number:06}-of-the-bank"


def _topic(number: int) -> str:
    return f"topic-{number % TOPICS}"


def _todays_queue(log: Log, topics: list[str] | None) -> Queue:
    """What a start does: the day's counts, what was answered, what is due, 500 items that may be new."""
    limits = Limits()
    done = log.counts(TODAY)
    left = limits.left(done.new, done.reviews)
    log.events_on(TODAY)
    states = log.due(TODAY, topics=topics, limit=2 * left.reviews)
    met = log.states(f"new-{n}" for n in range(500))
    new = [Candidate(f"new-{n}", level=n % 3 + 1) for n in range(500) if f"new-{n}" not in met]
    due = [Candidate(state.item, due=state.due) for state in states]
    return build(due + new, day=TODAY, limits=left)


def _appends(log: Log, items: int) -> list[float]:
    """From the grade to the commit: the memory looked up and changed, the event and the state on disk."""
    model, chance = Model(), random.Random(2)
    model.warm()
    device, start = log.device, int(time.time() * 1000)

    def answer(count: int) -> None:
        number = chance.randrange(items)
        state = log.states([_item(number)])[_item(number)]
        memory = model.review(Memory.from_json(state.body), Grade.GOOD, TODAY, state.item)
        event = _event(log.ulid(start + count), number, TODAY, 3, device)
        after = State(item=state.item, topic=state.topic, due=memory.due, body=memory.to_json())
        log.append(event, after)

    return [_timed(lambda count=count: answer(count)) for count in range(APPENDS)]


if __name__ == "__main__":
    main()
