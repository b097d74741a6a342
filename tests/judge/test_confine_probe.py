"""Tiers: what is promised is what a confined child was refused, and nothing is promised beyond that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attack_support import Arena, Target, each, targets

from dlprep.judge import confine
from dlprep.judge.confine import Attempt, Confinement, ConfinementError, Layer, tiers

REFUSED = Attempt("open", True, "Permission denied")
ALLOWED = Attempt("open", False, "it was allowed")


@pytest.mark.parametrize("target", each(targets()))
def test_the_probe_finds_the_tier_by_trying(target: Target, arena_of: Callable[[Target], Arena]) -> None:
    """With a system-call filter there is never less than tier B, and never A without Landlock."""
    found = arena_of(target).confinement
    if not found.layer(tiers.SECCOMP).held:
        assert found.tier == "C"
        return
    assert all(attempt.refused for attempt in found.attempts), found
    assert found.tier == ("A" if found.layer(tiers.LANDLOCK).held else "B")
    assert target.abi != 0 or found.tier == "B"
    assert target.bonuses or not found.layer(tiers.FOLDER).held


def test_a_probe_can_be_asked_for_from_any_process() -> None:
    found = confine.probe()
    assert found.tier in "ABC"
    assert Confinement.from_json(found.to_json()) == found
    assert all(layer.detail for layer in found.layers)
    assert all(layer.held or layer.improve for layer in found.layers), (
        "what is missing says what it would take"
    )


def test_one_attempt_that_got_through_is_tier_c() -> None:
    layers = (Layer(tiers.SECCOMP, True, ""), Layer(tiers.LANDLOCK, True, ""))
    assert tiers.judged(layers, (REFUSED, REFUSED)).tier == "A"
    assert tiers.judged(layers[:1], (REFUSED,)).tier == "B"
    assert tiers.judged(layers, (REFUSED, ALLOWED)).tier == "C"
    assert tiers.judged(layers[1:], (REFUSED,)).tier == "C"
    assert tiers.judged(layers, ()).tier == "C", "nothing tried is nothing known"


SCRIPT = """
import sys; sys.path.insert(0, sys.argv[1])
import os, tempfile
from dlprep.judge.confine import ConfinementError, Limits, attempts, linux
for unconfined in (False, True):
    policy = linux.prepare(filtered=False, bonuses=False, unconfined=unconfined)
    print(attempts.confinement(policy).tier, flush=True)
    if os.fork() == 0:
        try:
            policy.apply(Limits(), tempfile.mkdtemp())
            print("applied", os.sysconf("SC_OPEN_MAX"), flush=True)
        except ConfinementError as error:
            print("refused:", error, flush=True)
        os._exit(0)
    os.wait()
"""


def test_without_a_filter_nothing_is_applied_unless_asked_for(tmp_path: object) -> None:
    import subprocess
    import sys

    from attack_support import ROOT

    done = subprocess.run(
        [sys.executable, "-I", "-c", SCRIPT, str(ROOT)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    lines = done.stdout.split("\n")
    assert lines[0] == "C"
    assert lines[1].startswith("refused: this machine cannot confine a child"), done
    assert lines[2] == "C", "unconfined is never called anything else"
    assert lines[3] == "applied 64"


def test_a_child_that_cannot_be_confined_as_promised_is_told_to_end() -> None:
    """No such run folder, or a parent that is not the one prepared: an error, not a weaker child."""
    source = """
import sys; sys.path.insert(0, sys.argv[1])
import os
from dlprep.judge.confine import ConfinementError, Limits, prepare
policy = prepare()
def confined(folder):
    try:
        policy.apply(Limits(), folder)
        return "applied"
    except ConfinementError:
        return "refused"
if os.fork() == 0:
    print(confined("/nonexistent/folder"), flush=True); os._exit(0)
os.wait()
if os.fork() == 0:
    if os.fork() == 0:
        print(confined(None), flush=True); os._exit(0)
    os.wait(); os._exit(0)
os.wait()
policy.close()
"""
    import subprocess
    import sys

    from attack_support import ROOT

    done = subprocess.run(
        [sys.executable, "-I", "-c", source, str(ROOT)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["refused", "refused"], done


def test_a_platform_without_confinement_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(ConfinementError, match="WSL2"):
        confine.prepare()
