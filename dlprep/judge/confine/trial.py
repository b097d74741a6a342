"""Try something in a forked child, where it can do no lasting harm, and learn how it went."""

from __future__ import annotations

import json
import os
import select
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any

_PATIENCE = 10.0  # seconds


def trial(work: Callable[[], object]) -> Any:
    """What `work` returned in a fork of this process, by way of JSON. Raises ChildProcessError when it did
    not return.

    Forks: the caller should have one thread.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _report(work, writing)
    os.close(writing)
    try:
        answer = _read(reading)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    try:
        record = json.loads(answer)
    except ValueError as error:
        raise ChildProcessError("a trial child ended without an answer") from error
    if "failure" in record:
        raise ChildProcessError(record["failure"])
    return record["result"]


def _report(work: Callable[[], object], writing: int) -> None:
    try:
        record = {"result": work()}
    except BaseException as error:  # noqa: BLE001  (a forked child must never return into its parent's code)
        record = {"failure": "".join(traceback.format_exception_only(error)).strip()}
    try:
        os.write(writing, json.dumps(record).encode())
    finally:
        os._exit(0)


def _read(pipe: int) -> bytes:
    answer = b""
    end = time.monotonic() + _PATIENCE
    ready = select.poll()  # select() cannot take a descriptor above 1,023
    ready.register(pipe, select.POLLIN)
    while ready.poll(max(0.0, end - time.monotonic()) * 1000):
        more = os.read(pipe, 65536)
        if not more:
            break
        answer += more
    return answer
