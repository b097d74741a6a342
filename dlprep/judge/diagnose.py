"""Which known wrong solution shows exactly what the candidate shows?

`groups` lists a challenge's wrong solutions, then pairs of its edits, as sources; a confined child observes
them on the same inputs; `match` names the one that agrees in every observation of every test.

Observations of wrong solutions are not kept from one verdict to the next: every verdict draws its inputs from
a fresh secret seed, so those kept under the content of a challenge would belong to other inputs and could
match nothing, and a fixed seed for diagnosis would let it match code that behaves like the slip on that
seed alone. Where a challenge is prepared, they run while the candidate still types (`Exam.park`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from dlprep.bank.items import Challenge, Wrong
from dlprep.judge.verdict import Diagnosis

if TYPE_CHECKING:
    from dlprep.judge.compare import Rule, Run


def edited(source: str, wrong: Wrong) -> str | None:
    """A source with a wrong solution's edits applied, or None when one of its texts does not occur."""
    for old, new in (wrong.edit or {}).items():
        if old not in source:
            return None
        source = source.replace(old, new)
    return source


def source_of(challenge: Challenge, wrong: Wrong) -> str | None:
    """A wrong solution's whole source, or None when its edit does not fit the reference."""
    return wrong.code if wrong.code is not None else edited(challenge.reference, wrong)


@dataclass(frozen=True, slots=True)
class Variant:
    """A known wrong solution: the misconceptions behind it (one, or two together), and its source."""

    misconceptions: tuple[str, ...]
    source: str


def groups(challenge: Challenge) -> Iterator[list[Variant]]:
    """What to try in turn: every wrong solution, then every two whose edits compose."""
    yield _fitting(((wrong.misconception,), source_of(challenge, wrong)) for wrong in challenge.wrong)
    yield _fitting(
        ((first.misconception, second.misconception), _both(challenge.reference, first, second))
        for first, second in combinations(challenge.wrong, 2)
        if first.edit and second.edit and first.misconception != second.misconception
    )


def named(found: Sequence[Variant]) -> Diagnosis | None:
    """The diagnosis, unless the variants found disagree about the misconception."""
    names = {variant.misconceptions for variant in found}
    if len(names) != 1:
        return None
    (first, *rest) = names.pop()
    slips = "these two slips together" if rest else "this slip"
    return Diagnosis(first, f"Every result is the same as with {slips}.", rest[0] if rest else None)


def _fitting(pairs: Iterable[tuple[tuple[str, ...], str | None]]) -> list[Variant]:
    return [Variant(names, source) for names, source in pairs if source is not None]


def _both(source: str, first: Wrong, second: Wrong) -> str | None:
    once = edited(source, first)
    return edited(once, second) if once is not None else None


def match(
    rules: Sequence[Rule],
    reference: Sequence[Run],
    candidate: Sequence[Run],
    wrong: Sequence[Sequence[Run] | None],
) -> list[int]:
    """Indices of the wrong solutions that agree with the candidate in everything and fail as it fails."""
    return [
        index
        for index, runs in enumerate(wrong)
        if runs is not None and _agrees(rules, candidate, runs) and not _agrees(rules, reference, runs)
    ]


def _agrees(rules: Sequence[Rule], left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether all observations of all tests agree, at least one of them a value."""
    tests = list(zip(rules, left, right, strict=True))
    return all(_same(*test) for test in tests) and any(run.observed for run in left)


def _same(rule: Rule, left: Run, right: Run) -> bool:
    from dlprep.judge.compare import difference

    if (left.error is None) != (right.error is None):
        return False
    if (
        left.error is not None
        and right.error is not None
        and left.error.get("type") != right.error.get("type")
    ):
        return False
    return not difference(dict(left.observed), dict(right.observed), rule.tolerance, "") and not difference(
        dict(left.after), dict(right.after), rule.tolerance, ""
    )
