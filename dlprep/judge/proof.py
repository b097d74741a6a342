"""Does the bank hold what it claims? The part of `dlprep check` that runs code, in the judge's children.

    challenges   the reference and its alternates pass on every seed; each wrong solution dies by its named
                 test; starter, zeros, constants and an echo fail; each test observes what the seed decides
    cards        `check:` holds; `output` prints what it says; `bug` and `fixed` differ

An item that was proved is not run again until it, the judge or torch changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from dlprep.bank.items import Bug, Challenge, Item, Output, Wrong
from dlprep.judge.diagnose import source_of
from dlprep.judge.judge import Judge
from dlprep.judge.nursery import Unavailable
from dlprep.judge.shipped import shipped
from dlprep.judge.stubs import stubs
from dlprep.judge.verdict import Snippet, Verdict

SEEDS = 20
FEW = 3
"""Seeds on which wrong solutions are tried: they die on all of them, so few are enough."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found on one item: its flaws, one clear line each; `kept` when it was proved before."""

    item: Item
    flaws: tuple[str, ...]
    kept: bool = False


def prove(
    judge: Judge, items: Iterable[Item], *, seeds: int = SEEDS, kept: Path | None = None, workers: int = 2
) -> Iterator[Proof]:
    """Prove items, each reported as soon as those before it are; `kept` is a folder of earlier proofs."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(lambda item: _prove(judge, item, seeds, kept), items)


def _prove(judge: Judge, item: Item, seeds: int, kept: Path | None) -> Proof:
    try:
        mark = kept / f"{_digest(item)}-{seeds}" if kept is not None else None
    except Unavailable as error:  # what the topic ships cannot be read
        return Proof(item, (str(error),))
    if mark is not None and mark.exists():
        return Proof(item, (), kept=True)
    flaws = tuple(flaws_of(judge, item, seeds))
    if mark is not None and not flaws:
        mark.touch()
    return Proof(item, flaws)


def flaws_of(judge: Judge, item: Item, seeds: int = SEEDS) -> Iterator[str]:
    """What is wrong with one item."""
    if item.check is not None:
        yield from _check(judge, item, item.check)
    match item:
        case Output():
            yield from _output(judge, item)
        case Bug():
            yield from _bug(judge, item)
        case Challenge():
            yield from _challenge(judge, item, seeds)


def _check(judge: Judge, item: Item, code: str) -> Iterator[str]:
    told = judge.run_check(code, of=item.id, home=item.home)
    if told.status != "passed":
        yield f"check: does not hold: {told.error or told.status}"


def _output(judge: Judge, card: Output) -> Iterator[str]:
    told = judge.run_snippet(card.code, of=card.id, home=card.home)
    if told.status != "passed":
        yield f"code: {told.error or told.status}"
    elif _lines(told.stdout) != _lines(card.answer):
        yield f"answer: the code prints {told.stdout.strip()!r}, not {card.answer.strip()!r}"


def _bug(judge: Judge, card: Bug) -> Iterator[str]:
    faulty, fixed = (judge.run_snippet(code, of=card.id, home=card.home) for code in (card.code, card.fixed))
    if fixed.status != "passed":
        yield f"fixed: {fixed.error or fixed.status}"
    if _shown(faulty) == _shown(fixed):
        yield f"fixed: shows the same as the code with the bug: {fixed.stdout.strip()!r:.200}"


def _shown(told: Snippet) -> tuple[str, list[str]]:
    return told.status, _lines(told.stdout)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _challenge(judge: Judge, challenge: Challenge, seeds: int) -> Iterator[str]:
    right = {"reference": challenge.reference}
    right |= {f"alternates[{index}]": source for index, source in enumerate(challenge.alternates)}
    sources = {**right, **_failing(challenge)}
    sources |= {
        _label(index, wrong): source
        for index, wrong in enumerate(challenge.wrong)
        if (source := source_of(challenge, wrong)) is not None
    }
    flaws: dict[str, None] = {}
    for seed in range(seeds):
        tried = sources if seed < FEW else right
        verdicts = judge.run_all(challenge, tuple(tried.values()), seed=seed)
        for label, verdict in zip(tried, verdicts, strict=True):
            flaws |= dict.fromkeys(_flaws(challenge, label, verdict, seed))
        if flaws:
            break
    yield from flaws
    yield from _edits(challenge)
    if not flaws:
        yield from (
            f"tests: {name!r} observes nothing that the seed decides"
            for name in judge.constant_tests(challenge, seeds=(0, 1))
        )


def _failing(challenge: Challenge) -> dict[str, str]:
    return {"starter": challenge.starter, **stubs(challenge.reference, challenge.entry)}


def _label(index: int, wrong: Wrong) -> str:
    return f"wrong[{index}] ({wrong.misconception})"


def _edits(challenge: Challenge) -> Iterator[str]:
    for index, wrong in enumerate(challenge.wrong):
        if source_of(challenge, wrong) is None:
            yield f"{_label(index, wrong)}: a text of its edit does not occur in the reference"


def _flaws(challenge: Challenge, label: str, verdict: Verdict, seed: int) -> Iterator[str]:
    """What one verdict shows to be wrong with the challenge."""
    if verdict.status == "unavailable":
        yield verdict.error or "could not be judged"
    elif label.startswith(("reference", "alternates")):
        if not verdict.passed:
            yield f"{label}: {verdict.status} on seed {seed}: {_why(verdict)}"
        elif verdict.seconds > challenge.limits.seconds / 2:
            yield f"{label}: took {verdict.seconds:.1f} s of {challenge.limits.seconds:g} s allowed"
    elif verdict.passed:
        yield f"{label}: passes on seed {seed}, no test rejects it"
    elif label.startswith("wrong"):
        yield from _unkilled(challenge, label, verdict, seed)


def _unkilled(challenge: Challenge, label: str, verdict: Verdict, seed: int) -> Iterator[str]:
    wrong = next(one for index, one in enumerate(challenge.wrong) if _label(index, one) == label)
    killers = [test.name for test in verdict.tests if not test.passed]
    if verdict.status == "forbidden":
        yield f"{label}: is forbidden, so no test rejects it: {verdict.error}"
    elif wrong.killed_by not in killers:
        yield f"{label}: on seed {seed} not killed by {wrong.killed_by!r} but by {killers}"


def _why(verdict: Verdict) -> str:
    failing: Sequence[str] = [f"{test.name}: {test.message}" for test in verdict.tests if not test.passed]
    return verdict.error or "; ".join(failing)


def _digest(item: Item) -> str:
    """Changes with everything that a proof depends on, and not with where the item stands."""
    fields = {k: v for k, v in asdict(item).items() if k not in ("topic", "file", "home", "row", "digest")}
    told = f"{_machinery()}{fields!r}".encode() + shipped(item.home)
    return hashlib.blake2b(told, digest_size=16).hexdigest()


@cache
def _machinery() -> str:
    files = sorted(Path(__file__).parent.glob("*.py"))
    sources = b"".join(file.read_bytes() for file in files)
    return hashlib.blake2b(sources, digest_size=16).hexdigest() + version("torch")
