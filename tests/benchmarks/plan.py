"""The plan for the date against other policies: mean recall on the day of simulated learners, equal minutes.

    python tests/benchmarks/plan.py [--seeds N]

A learner has FSRS-6's own curve with stabilities that the planner does not know: weaker, as the model
says, or stronger. Every tenth item is a challenge of 12 minutes that counts as the 16 cards which its
minutes would hold, all others are cards of 0.75. A wrong answer is asked once more and costs its minutes
again. All policies have the same minutes a day, half of them on the last one, and use them up:

* plan: ours, with the default weights, whatever the learner; planned again with the minutes that are left
* fsrs .90, .95: what is due, longest due first, then unseen items while minutes are left
* capped: the same at .90, no interval longer than the days left, so that all is seen again before the date
* bound: what no policy can pass, even one that knows the learner and may spend any day's minutes on another

Prints a table and one line of JSON. The time of one day's plan over 5,000 items is measured at the end.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from math import log

from dlprep.schedule.curve import DEFAULTS, Curve, Trace
from dlprep.schedule.interview import Interview, minutes_on
from dlprep.schedule.memory import Grade
from dlprep.schedule.plan import Outlook, Prospect, day_plan

CARD, CHALLENGE = 0.75, 12.0
LEARNERS = {"weaker": (0.5, 0.4), "as modelled": (1.0, 0.6), "stronger": (2.0, 0.75)}
"""The factor on stabilities, and the share of unseen items answered right."""
CELLS = {"short": (600, 10, 25.0), "even": (300, 14, 30.0), "ample": (150, 21, 40.0)}
"""Items, days, minutes a day."""
Policy = Callable[["Learner", int, int, float], list[str]]


class Learner:
    """Answers by chance from the true curve; the planner sees only the grades."""

    def __init__(self, items: int, factor: float, first: float, seed: int) -> None:
        self.chance, self.first = random.Random(seed), first
        weights = list(DEFAULTS)
        for n in range(4):
            weights[n] *= factor
        weights[8] += 0.5 * log(factor)
        self.truth, self.model = Curve(weights), Curve()
        self.minutes = {f"{n:04}": CHALLENGE if n % 10 == 9 else CARD for n in range(items)}
        self.true: dict[str, Trace] = {}
        self.seen: dict[str, Trace] = {}
        self.last: dict[str, int] = {}

    def recall(self, item: str, day: int) -> float:
        return (
            self.truth.recall(self.true[item].stability, day - self.last[item]) if item in self.true else 0.0
        )

    def worth(self, item: str) -> float:
        return self.minutes[item] / CARD

    def knows(self, day: int) -> float:
        """The recall of all items, each for what it counts."""
        known = sum(self.worth(item) * self.recall(item, day) for item in self.minutes)
        return known / sum(map(self.worth, self.minutes))

    def answer(self, item: str, day: int) -> float:
        """Answer until it is right; the minutes that took."""
        right = self.chance.random() < (self.recall(item, day) if item in self.true else self.first)
        grades = [Grade.GOOD] if right else [Grade.AGAIN, Grade.GOOD]
        for grade in grades:
            for curve, traces in ((self.truth, self.true), (self.model, self.seen)):
                days = day - self.last.get(item, day)
                traces[item] = (
                    curve.after(traces[item], grade, days) if item in traces else curve.first(grade)
                )
            self.last[item] = day
        return self.minutes[item] * len(grades)


def ours(learner: Learner, day: int, until: int, minutes: float) -> list[str]:
    prospects = [
        Prospect(
            i, "all", cost, trace=learner.seen.get(i), last=learner.last.get(i, 0), worth=learner.worth(i)
        )
        for i, cost in learner.minutes.items()
    ]
    return [step.id for step in day_plan(prospects, Outlook([Interview(until)], day, learner.model), minutes)]


def fsrs(retention: float, capped: bool = False) -> Policy:
    def choose(learner: Learner, day: int, until: int, minutes: float) -> list[str]:
        decay = -learner.model.weights[20]
        factor = 0.9 ** (1 / decay) - 1

        def due(item: str) -> int:
            days = max(1, round(learner.seen[item].stability / factor * (retention ** (1 / decay) - 1)))
            last = learner.last[item]
            return last + (min(days, max(1, until - 1 - last)) if capped else days)

        ready = sorted((due(i), i) for i in learner.seen if learner.last[i] < day and due(i) <= day)
        return [i for _, i in ready] + [i for i in learner.minutes if i not in learner.seen]

    return choose


POLICIES: dict[str, Policy] = {
    "plan": ours,
    "fsrs .90": fsrs(0.9),
    "fsrs .95": fsrs(0.95),
    "capped": fsrs(0.9, capped=True),
}


def on_the_day(policy: Policy, learner: Learner, days: int, minutes: float) -> float:
    left = 0.0
    for day in range(1, days):
        left = whole = min(left, 0) + minutes_on(day, [Interview(days)], minutes)  # overtime is made up for
        while left > 0 and (spent := sitting(policy, learner, (day, days), left, begun=left < whole)):
            left -= spent
    return learner.knows(days)


def sitting(policy: Policy, learner: Learner, until: tuple[int, int], minutes: float, begun: bool) -> float:
    """The minutes that it took: what is too long is passed over, but for the first of a day."""
    spent, (day, days) = 0.0, until
    for item in policy(learner, day, days, minutes):
        if learner.minutes[item] <= minutes - spent or not (begun or spent):
            spent += learner.answer(item, day)
    return spent


class Bound:
    """The most recall that so many minutes can buy: Lagrangian relaxation, one price for every minute.

    At a price each item is scheduled by itself, by dynamic programming over its memory; whatever the
    price, the sum and the worth of all minutes at it is no less than what any policy reaches
    (Everett, Operations Research 11(3), 1963). Memories are told apart to a 24th of an e-fold.
    """

    def __init__(self, learner: Learner, days: int) -> None:
        self.learner, self.curve, self.days, self.price = learner, learner.truth, days, 0.0
        self.known: dict[tuple[int, int, int, int], float] = {}

    def lowest(self, minutes: float) -> float:
        """The bound for minutes a day, over prices up to a whole recall per minute."""
        total = sum(minutes_on(day, [Interview(self.days)], minutes) for day in range(1, self.days))
        share = total / sum(map(self.learner.worth, self.learner.minutes))
        return min(self._at(step / 20) + step / 20 * share for step in range(1, 21))

    def _at(self, price: float) -> float:
        self.price, self.known = price, {}
        starts = [self._met(day) for day in range(1, self.days)]
        return max(0.0, *starts)

    def _met(self, day: int) -> float:
        good = self.curve.first(Grade.GOOD)
        again = self.curve.after(self.curve.first(Grade.AGAIN), Grade.GOOD, 0)
        return self._asked(self.learner.first, good, again, day)

    def _asked(self, chance: float, good: Trace, again: Trace, day: int) -> float:
        ahead = chance * self._best(day + 1, good, day) + (1 - chance) * self._best(day + 1, again, day)
        return ahead - self.price * CARD * (2 - chance)

    def _best(self, day: int, trace: Trace, last: int) -> float:
        if day == self.days:
            return self.curve.recall(trace.stability, day - last)
        key = day, last, round(24 * log(trace.stability)), round(4 * trace.difficulty)
        if key not in self.known:
            self.known[key] = max(self._best(day + 1, trace, last), self._review(day, trace, last))
        return self.known[key]

    def _review(self, day: int, trace: Trace, last: int) -> float:
        gone = day - last
        again = self.curve.after(self.curve.after(trace, Grade.AGAIN, gone), Grade.GOOD, 0)
        chance = self.curve.recall(trace.stability, gone)
        return self._asked(chance, self.curve.after(trace, Grade.GOOD, gone), again, day)


def milliseconds(items: int) -> float:
    """The median time of one day's plan, half of the items seen."""
    chance = random.Random(0)
    seen = [Trace(chance.uniform(0.3, 60), chance.uniform(1, 10)) for _ in range(items // 2)]
    pool = [
        Prospect(f"{n}", f"topic {n % 14}", CARD, n % 3, trace=seen[n] if n < len(seen) else None, last=90)
        for n in range(items)
    ]
    times = []
    for _ in range(15):
        began = time.perf_counter()
        day_plan(pool, Outlook([Interview(120), Interview(130)], 100, Curve()), 30)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=8)
    seeds = range(parser.parse_args().seeds)
    found: dict[str, dict[str, float]] = {}
    print(
        f"{'items, days, minutes':<24}{'learner':<14}"
        + "".join(f"{name:>12}" for name in [*POLICIES, "bound"])
    )
    for cell, (items, days, minutes) in CELLS.items():
        for learner, (factor, first) in LEARNERS.items():
            means = {
                name: statistics.fmean(
                    on_the_day(policy, Learner(items, factor, first, seed), days, minutes) for seed in seeds
                )
                for name, policy in POLICIES.items()
            }
            means["bound"] = Bound(Learner(items, factor, first, 0), days).lowest(minutes)
            found[f"{cell}, {learner}"] = {name: round(mean, 3) for name, mean in means.items()}
            numbers = "".join(f"{mean:>12.3f}" for mean in means.values())
            print(f"{f'{cell}: {items}, {days}, {minutes:g}':<24}{learner:<14}{numbers}", flush=True)
    plan = milliseconds(5000)
    print(f"one day's plan over 5,000 items, two interviews: {plan:.0f} ms")
    print(json.dumps({"recall": found, "seeds": len(seeds), "plan_ms": round(plan, 1)}))


if __name__ == "__main__":
    main()
