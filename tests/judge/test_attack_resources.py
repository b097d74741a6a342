"""Using up time, memory, threads and output; crashing."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest
from attack_support import FLOOD, Arena, Target, each, targets

BOTH = [t for t in targets() if t.bonuses and t.abi is None]

LOOPS = {
    "in Python": "while True: pass",
    "in C": "import re; re.match(r'(a+)+$', 'a' * 64 + 'b')",
    "catching everything": """
import signal
signal.signal(signal.SIGXCPU, signal.SIG_IGN)
while True:
    try:
        while True: pass
    except BaseException: pass
""",
    "all signals blocked": """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True: pass
""",
    "in four threads": """
import threading
[threading.Thread(target=lambda: sum(range(10**12))).start() for _ in range(4)]
""",
}
WAITS = {
    "sleeping": "import time; time.sleep(60)",
    "stopping itself": "import signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "waiting for a lock": "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "waiting for input": "import select; select.select([os.pipe()[0]], [], [])",
    "ignoring the end": """
import signal, time, atexit
for number in range(1, 32):
    try: signal.signal(number, signal.SIG_IGN)
    except OSError: pass
while True:
    try: time.sleep(60)
    except BaseException: pass
""",
}
# At most 3 GB each, under a limit of 256 MB.
MEMORY = {
    "8 GB at once": "attempt('bytearray', lambda: len(bytearray(8 << 30)))",
    "touched in pieces": (
        "kept = []\nattempt('pieces', lambda: [kept.append(b'x' * (32 << 20)) for _ in range(96)] and 1)"
    ),
    "shared and anonymous": """
import mmap
maps = []
attempt("shared", lambda: [maps.append(mmap.mmap(-1, 64 << 20)) for _ in range(48)] and 1)
attempt("private", lambda: [maps.append(mmap.mmap(-1, 64 << 20,
        flags=mmap.MAP_PRIVATE)) for _ in range(48)] and 1)
libc.sbrk.restype = ctypes.c_long
attempt("brk", lambda: 1 / (1 + libc.sbrk(ctypes.c_long(1 << 30))))
""",
    "locked": (
        "call('mlock', ctypes.addressof(ctypes.create_string_buffer(1 << 20)), 1 << 20)\ncall('mlockall', 3)"
    ),
    "files in memory": """
attempt("memfd", lambda: os.memfd_create("x"))
attempt("/dev/shm", lambda: open("/dev/shm/dlprep-attack", "wb").write(bytes(64 << 20)))
from multiprocessing import shared_memory
attempt("shared memory", lambda: shared_memory.SharedMemory(create=True, size=64 << 20))
""",
    "System V": (
        "call('shmget', 0, 64 << 20, 0o1600)\ncall('msgget', 0, 0o1600)\ncall('semget', 0, 100, 0o1600)"
    ),
    "message queues": "call('mq_open', b'dlprep-attack', 0o102, 0o600, None)",
    "descriptors of each thread's own": """
import threading
held = []
def fill():
    call("close_range", 1000, 1001, 2)  # CLOSE_RANGE_UNSHARE
    try:
        while True: held.append(os.pipe())
    except OSError: pass
threads = [threading.Thread(target=fill) for _ in range(4)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
attempt("more than one table", lambda: 1 / (len(held) > 32))
""",
    "descriptors": "attempt('pipes', lambda: [os.pipe() for _ in range(500)] and 1)",
}
ENDS = {
    "segmentation fault": ("ctypes.string_at(0)", {-signal.SIGSEGV}),
    "abort": ("os.abort()", {-signal.SIGABRT}),
    "silent success": ("os._exit(0)", {0}),
    "sys.exit": ("import sys; sys.exit(0)", {0, 70}),
    "killing itself": ("import signal; os.kill(os.getpid(), signal.SIGKILL)", {-signal.SIGKILL}),
    "Python recursion": ("def f(): f()\nf()", {70}),
    "C recursion": (
        "import sys; sys.setrecursionlimit(10**8)\n"
        "class A:\n  def __getattr__(s, n): return getattr(s, n)\nA().x",
        {-signal.SIGSEGV, -signal.SIGKILL, -signal.SIGABRT, 70},
    ),
    "bad code object": (
        "exec((lambda: 0).__code__.replace(co_code=bytes([125, 200, 83, 0] * 4), co_stacksize=0))",
        {-signal.SIGSEGV, -signal.SIGABRT, 0, 70},
    ),
}


@pytest.mark.parametrize("target", each(BOTH))
@pytest.mark.parametrize("attack", LOOPS)
def test_computing_for_ever_ends_with_the_cpu_limit(
    attack: str, target: Target, arena_of: Callable[[Target], Arena]
) -> None:
    outcome = arena_of(target).held(LOOPS[attack], wall=30, cpu=1)
    assert outcome.exit in (-signal.SIGXCPU, -signal.SIGKILL), outcome
    assert not outcome.timed_out


@pytest.mark.parametrize("target", each(BOTH))
@pytest.mark.parametrize("attack", WAITS)
def test_waiting_for_ever_ends_with_the_clock(
    attack: str, target: Target, arena_of: Callable[[Target], Arena]
) -> None:
    outcome = arena_of(target).held(WAITS[attack], wall=0.4)
    assert outcome.timed_out, outcome
    assert outcome.exit == -signal.SIGKILL


@pytest.mark.parametrize("target", each(targets()))
@pytest.mark.parametrize("attack", MEMORY)
def test_memory_is_limited(attack: str, target: Target, arena_of: Callable[[Target], Arena]) -> None:
    outcome = arena_of(target).held(MEMORY[attack], memory=256 << 20)
    assert outcome.refusals, outcome


THREAD_BOMB = """
import threading, time
threading.stack_size(64 << 10)
started = 0
try:
    for _ in range(500):
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
        started += 1
except RuntimeError as error:
    print("REFUSED", error)
print("STARTED", started, flush=True)
os._exit(0)
"""


@pytest.mark.parametrize("target", each(targets()))
def test_threads_are_limited(target: Target, arena_of: Callable[[Target], Arena]) -> None:
    """Where the probe says so; elsewhere memory is what limits them, and they end with the child."""
    arena = arena_of(target)
    outcome = arena.held(THREAD_BOMB)
    started = int(outcome.output.split("STARTED")[1])
    layer = arena.confinement.layer("thread limit")
    if layer.held and "other threads" not in layer.detail:
        assert outcome.refusals, outcome
        assert started < 400, outcome
    assert started > 50, "that many must be possible"


@pytest.mark.parametrize("target", each(BOTH))
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_flood_of_output_is_cut(stream: str, target: Target, arena_of: Callable[[Target], Arena]) -> None:
    source = f"import sys\nfor _ in range(1 << 10): sys.{stream}.write('x' * (1 << 20))"
    outcome = arena_of(target).held(source)
    assert FLOOD < outcome.flood < FLOOD + (4 << 20)
    assert outcome.exit == -signal.SIGKILL


@pytest.mark.parametrize("target", each(targets()))
@pytest.mark.parametrize("attack", ENDS)
def test_a_crash_is_the_childs_own_affair(
    attack: str, target: Target, arena_of: Callable[[Target], Arena]
) -> None:
    source, exits = ENDS[attack]
    outcome = arena_of(target).held(source)
    assert outcome.exit in exits, outcome
    assert "Traceback" in outcome.output or outcome.exit != 70
