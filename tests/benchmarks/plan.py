"""The plan for the date against other policies: mean recall on the day of simulated learners, equal minutes.

    python tests/benchmarks/plan.py [--seeds N]

A learner has FSRS-6's own curve with stabilities that the planner does not know: weaker, as the model
says, or stronger. Every tenth item is a challenge of 12 minutes that counts as the 16 cards which its
minutes would hold, all others are cards of 0.75. A wrong answer is asked once more and costs its minutes
again. All policies have the same minutes a day:

* plan: ours, with the default weights, whatever the learner
* fsrs .90, .95: what is due, longest due first, then unseen items while minutes are left
* capped: the same at .90, no interval longer than the days left, so that all is seen again before the date

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
from dlprep.schedule.memory import Grade
from dlprep.schedule.plan import Interview, Outlook, Prospect, day_plan, minutes_on

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
    interviews = [Interview(until)]
    prospects = [
        Prospect(
            i, "all", cost, trace=learner.seen.get(i), last=learner.last.get(i, 0), worth=learner.worth(i)
        )
        for i, cost in learner.minutes.items()
    ]
    outlook = Outlook(interviews, day, learner.model)
    return [step.id for step in day_plan(prospects, outlook, minutes_on(day, interviews, minutes))]


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
    for day in range(1, days):
        left = minutes
        for item in policy(learner, day, days, minutes):
            if left <= 0 or (learner.minutes[item] > left and left < minutes):
                continue
            left -= learner.answer(item, day)
    return learner.knows(days)


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
    print(f"{'items, days, minutes':<24}{'learner':<14}" + "".join(f"{name:>12}" for name in POLICIES))
    for cell, (items, days, minutes) in CELLS.items():
        for learner, (factor, first) in LEARNERS.items():
            means = {
                name: statistics.fmean(
                    on_the_day(policy, Learner(items, factor, first, seed), days, minutes) for seed in seeds
                )
                for name, policy in POLICIES.items()
            }
            found[f"{cell}, {learner}"] = {name: round(mean, 3) for name, mean in means.items()}
            numbers = "".join(f"{mean:>12.3f}" for mean in means.values())
            print(f"{f'{cell}: {items}, {days}, {minutes:g}':<24}{learner:<14}{numbers}", flush=True)
    plan = milliseconds(5000)
    print(f"one day's plan over 5,000 items, two interviews: {plan:.0f} ms")
    print(json.dumps({"recall": found, "seeds": len(seeds), "plan_ms": round(plan, 1)}))


if __name__ == "__main__":
    main()
