"""Whatever dies, whenever: never a wrong verdict, never a wait without end, nothing left behind."""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlprep.judge import Cancelled, Judge, nursery, worker
from dlprep.judge.case import limits
from dlprep.judge.frame import pack

pytestmark = pytest.mark.xdist_group("judge-faults")

ROOT = Path(__file__).resolve().parents[3]
RIGHT = "import torch\ndef f(x):\n    for _ in range(200):\n        y = x @ x.T\n    return x * 2\n"
WRONG = RIGHT.replace("x * 2", "x * 3")
ENDLESS = "def f(x):\n    while True: pass\n"


@pytest.fixture
def own() -> Iterator[Judge]:
    with Judge() as judge:
        yield judge


def descendants(pid: int) -> list[int]:
    """Every process below one, found in /proc."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found, level = [], [pid]
    while level:
        level = [child for child, parent in parents.items() if parent in level]
        found += level
    return found


def zygote_of(judge: Judge) -> int:
    return judge._nursery.begin().result().process.pid


def gone(pids: list[int]) -> bool:
    """Whether all of these processes end; a zombie that its parent will collect has ended.

    They do within half a second; what is not meant to end them, such as the limit of their CPU, comes later
    than the patience here, which a busy machine may need.
    """
    end = time.monotonic() + 8
    while time.monotonic() < end:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.01)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def test_a_child_ends_when_nobody_waits_for_it_any_more(own, small):
    """Also one of which the interface, when it gave up, did not know yet."""
    assert own.run(small(), RIGHT).passed
    child = own._nursery.begin().result().child(limits(40))
    child.feed(pack({"role": "snippet", "source": "while True: pass"}))
    while child.pid < 0:
        select.select([child._status], [], [])
        child.learn()
    child._status.close()
    assert gone([child.pid])
    child.close()


def test_closing_ends_every_process(own, small):
    own.prepare(small()).result()
    assert own.run(small(), RIGHT).passed
    zygote = zygote_of(own)
    deadline = time.monotonic() + 30
    while len(family := [zygote, *descendants(zygote)]) < 3:  # children are asked for, and forked later
        assert time.monotonic() < deadline, "no child was forked"
        time.sleep(0.01)
    own.close()
    assert gone(family)


def test_a_zygote_that_dies_in_between_is_replaced(own, small):
    assert own.run(small(), RIGHT).passed
    kill(zygote_of(own))
    assert own.run(small(), RIGHT).passed
    assert own.run(small(), WRONG).status == "failed"


def test_a_prepared_challenge_whose_zygote_died_is_judged_all_the_same(own, small):
    own.prepare(small()).result()
    kill(zygote_of(own))
    assert own.run(small(), RIGHT).passed


def end_all(children: list[worker.Worker]) -> None:
    """Kill children that wait, and see to it that their zygote has reported it."""
    for child in children:
        while child.pid < 0:
            select.select([child._status], [], [])
            child.learn()
        kill(child.pid)
        select.select([child._status], [], [])


def test_a_child_that_was_ended_while_it_waited_is_not_the_candidates_crash(own, small):
    assert own.run(small(), RIGHT).passed
    end_all(own._nursery.begin().result().spares)
    assert own.run(small(), RIGHT).passed
    for parked in (0, 1):
        exam = own.prepare(small()).result()
        end_all([exam._parked[parked]])
        assert own.run(small(), RIGHT).passed


def test_children_die_with_their_zygote(own, small):
    begun = threading.Event()
    cancel = threading.Event()
    challenge = small(limits={"seconds": 60})

    def run_until_cancelled() -> None:
        with pytest.raises(Cancelled):
            own.run(challenge, ENDLESS, cancel=cancel, progress=lambda name: begun.set())

    run = threading.Thread(target=run_until_cancelled)
    run.start()
    begun.wait(60)
    zygote = zygote_of(own)
    family = descendants(zygote)
    cancel.set()
    kill(zygote)
    assert gone(family)
    run.join(30)
    assert not run.is_alive()


def test_nothing_survives_an_interface_that_is_killed(small):
    """At three moments: while torch is imported, parked, and in the middle of an endless run."""
    program = f"""
import pickle, sys
sys.path.insert(0, {str(ROOT)!r})
from dlprep.judge import Cancelled, Judge, nursery, worker
challenge = pickle.loads({pickle.dumps(small(limits={"seconds": 60}))!r})
judge = Judge()
judge.warm()
print("importing", flush=True)
sys.stdin.readline()
judge.prepare(challenge).result()
print("parked", flush=True)
sys.stdin.readline()
judge.run(challenge, {ENDLESS!r}, progress=lambda name: print("running", flush=True))
"""
    for moment in ("importing", "parked", "running"):
        interface = subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        try:
            while (said := interface.stdout.readline().strip()) != moment:
                assert said, "the interface ended by itself"
                interface.stdin.write("\n")
            deadline = time.monotonic() + 30
            while not (family := descendants(interface.pid)):  # the start goes on in a thread
                assert time.monotonic() < deadline, "no process was started"
                time.sleep(0.01)
        finally:
            interface.kill()
            interface.wait()
        assert gone(family), moment


def killed_at_random(challenge, rounds: int, seed: int) -> None:
    """An interface that judges all the time, killed at any moment: true verdicts, and nothing left behind."""
    program = f"""
import pickle, sys, threading
sys.path.insert(0, {str(ROOT)!r})
from dlprep.judge import Judge
challenge = pickle.loads({pickle.dumps(challenge)!r})
judge = Judge()
def work(source, wanted):
    while True:
        status = judge.run(challenge, source).status
        print(status == wanted, status, flush=True)
threading.Thread(target=work, args=({RIGHT!r}, "passed"), daemon=True).start()
work({WRONG!r}, "failed")
"""
    chance = random.Random(seed)
    for _ in range(rounds):
        interface = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                interface.wait(chance.uniform(0.2, 8.0))
            assert interface.poll() is None, "the interface ended by itself"
            interface.send_signal(signal.SIGSTOP)  # so that the family is complete
            family = descendants(interface.pid)
        finally:
            interface.kill()
            said = interface.communicate()[0]
        assert gone(family)
        assert not list(Path(tempfile.gettempdir()).glob(f"dlprep-judge-{interface.pid}-*"))
        assert "False" not in said, said


def test_interfaces_killed_at_random(small):
    killed_at_random(small(), rounds=5, seed=4)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_interfaces_killed_at_random_200_times(small):
    killed_at_random(small(), rounds=200, seed=5)


def judged_under_fire(judge: Judge, challenge, victims, rounds: int, seed: int) -> None:
    """Right and wrong sources while somebody kills processes; every verdict is true or none."""
    chance = random.Random(seed)
    stop = threading.Event()

    def fire() -> None:
        while not stop.wait(chance.uniform(0.0, 0.4)):
            targets = victims(judge)
            if targets:
                kill(chance.choice(targets))

    shooter = threading.Thread(target=fire)
    shooter.start()
    try:
        for number in range(rounds):
            right = number % 2 == 0
            verdict = judge.run(challenge, RIGHT if right else WRONG)
            allowed = {"passed" if right else "failed", "crashed", "unavailable"}
            assert verdict.status in allowed, verdict
    finally:
        stop.set()
        shooter.join()


def children_of(judge: Judge) -> list[int]:
    ready = judge._nursery.begin()
    return descendants(ready.result().process.pid) if ready.done() and not ready.exception() else []


def the_zygote_of(judge: Judge) -> list[int]:
    ready = judge._nursery.begin()
    return [ready.result().process.pid] if ready.done() and not ready.exception() else []


def test_children_killed_at_random(own, small):
    judged_under_fire(own, small(), children_of, rounds=30, seed=1)
    assert own.run(small(), RIGHT).passed


@pytest.mark.slow
def test_children_killed_at_random_200_times(own, small):
    judged_under_fire(own, small(), children_of, rounds=400, seed=2)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_zygotes_killed_at_random(own, small):
    def seldom(judge: Judge) -> list[int]:
        return the_zygote_of(judge) if random.random() < 0.2 else []

    judged_under_fire(own, small(), seldom, rounds=100, seed=3)


def test_a_zygote_that_answers_no_more_is_replaced(own, small, monkeypatch):
    monkeypatch.setattr(worker, "STARTING", 0.5)
    unusual = small(limits={"seconds": 40})  # no spare child fits, so one is asked for
    assert own.run(unusual, RIGHT).passed
    stopped = zygote_of(own)
    os.kill(stopped, signal.SIGSTOP)
    assert own.run(unusual, RIGHT).passed
    assert zygote_of(own) != stopped
    assert gone([stopped])


def test_whatever_goes_wrong_while_getting_ready_is_told(small, monkeypatch):
    monkeypatch.setattr(nursery, "ENVIRONMENT", {1: 2})
    with Judge() as judge:
        ready = judge.prepare(small())
        assert ready.exception(30) is not None
        assert judge.run(small(), RIGHT).status == "unavailable"
