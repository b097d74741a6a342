from __future__ import annotations

import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlprep.progress.errors import DiskFull, Locked, NotSaved
from dlprep.progress.log import Log

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def writer(path: Path, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / "writer.py"), str(path), str(count)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def start(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def whole(path: Path) -> set[str]:
    """The ulids in a log that SQLite finds in order."""
    with Log.open(path) as log:
        assert log.database.read("PRAGMA integrity_check") == [("ok",)]
        return {event.ulid for event in log.events()}


def kill_at_random_moments(path: Path, times: int, seed: int) -> int:
    """Kill a writer over and over; how many answers it had acknowledged, all of which must be there."""
    chance, acknowledged = random.Random(seed), set[str]()
    for _ in range(times):
        process = writer(path, 10_000)
        assert process.stdout
        start(process)
        for _ in range(chance.choice((0, 1, 20))):
            acknowledged.add(process.stdout.readline().strip())
        time.sleep(chance.random() / 100)  # the moment itself is what is drawn
        process.kill()
        rest, _ = process.communicate()
        acknowledged.update(line for line in rest.splitlines() if len(line) == 26)
        assert acknowledged <= whole(path)
    return len(acknowledged)


def test_no_acknowledged_answer_is_lost_to_a_kill(path: Path) -> None:
    assert kill_at_random_moments(path, times=30, seed=1) > 100


def test_processes_that_start_at_once_create_one_file_and_all_their_answers_are_in_it(path: Path) -> None:
    writers = [writer(path, 40) for _ in range(4)]
    for process in writers:
        start(process)
    printed = [process.communicate()[0].split() for process in writers]
    assert [process.returncode for process in writers] == [0, 0, 0, 0]
    assert whole(path) == {ulid for lines in printed for ulid in lines}
    assert len(whole(path)) == 160


def test_a_log_sees_what_another_process_appended_and_goes_on(log: Log, path: Path, event) -> None:
    log.append(event(log))
    process = writer(path, 3)
    start(process)
    process.communicate()
    log.append(event(log))
    assert len(list(log.events())) == 5


def test_an_answer_waits_for_a_lock_and_says_so_when_it_stays(log: Log, path: Path, event) -> None:
    answer = event(log)
    log.database.read("PRAGMA busy_timeout = 50")
    with Log.open(path) as other:
        with other.database.write(), pytest.raises(Locked, match="another program") as caught:
            log.append(answer)
        assert isinstance(caught.value, NotSaved)
        log.append(answer)
        assert list(other.events()) == [answer]


def test_a_full_database_refuses_keeps_and_takes_the_same_answer_later(log: Log, event) -> None:
    pages = log.database.read("PRAGMA page_count")[0][0]
    log.database.read(f"PRAGMA max_page_count = {pages}")
    big = event(log, answer="x" * 50_000)
    with pytest.raises(DiskFull, match=r"Everything saved before is intact\. Free some space"):
        log.append(big)
    assert list(log.events()) == []
    log.database.read("PRAGMA max_page_count = 1000000")
    log.append(big)
    assert list(log.events()) == [big]


def test_running_out_of_room_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    seen = json.loads(_output(on_a_disk_of_one_megabyte(tmp_path)))
    assert seen.pop("acknowledged") > 5
    assert "Everything saved before is intact" in seen.pop("message")
    assert seen.pop("error") in {"DiskFull", "DeviceFault"}
    assert seen == {"kept": True, "retried": True, "states": True, "integrity": "ok"}


def on_a_disk_of_one_megabyte(folder: Path) -> list[str]:
    """The command that runs out of room, on a tmpfs of its own; by a limit where none may be mounted."""
    run = shlex.join([sys.executable, str(HERE / "full_disk.py"), str(folder)])
    mount = f"mount -t tmpfs -o size=1m none {shlex.quote(str(folder))}"
    for namespace in (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"]):
        if shutil.which("unshare") and not subprocess.call(
            [*namespace, "sh", "-c", mount], stderr=subprocess.DEVNULL
        ):
            return [*namespace, "sh", "-c", f"{mount} && exec {run} ballast"]
    return ["sh", "-c", f"exec {run} limit"]


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=True).stdout
