"""Starting processes, and getting at those that are there: the interface, the zygote, siblings, anyone."""

from __future__ import annotations

import os
import platform
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from attack_support import Arena, Target, each, targets, users

STARTS = {
    "fork": (
        "attempt('fork', lambda: os.fork() or os._exit(0))\n"
        "attempt('forkpty', lambda: os.forkpty()[0] or os._exit(0))"
    ),
    "fork bomb": """
def bomb():
    for _ in range(200):
        if os.fork() == 0:
            import time; time.sleep(3); os._exit(0)
attempt("bomb", bomb)
""",
    "raw clone": """
THREAD, VM, SIGCHLD = 0x10000, 0x100, 17
for flags in (SIGCHLD, SIGCHLD | 0x10000000, SIGCHLD | 0x20000, 0x7E020000 | SIGCHLD, 0x8000 | SIGCHLD,
        SIGCHLD | 0x2000):
    call("clone", flags, 0, 0, 0, 0) == 0 and os._exit(0)
for flags in (THREAD, THREAD | 0x10000000, THREAD | 0x20000 | 0x900):
    call("clone", flags, 0, 0, 0, 0)
call("clone3", bytes([0] * 32) + b"\\x11" + bytes(55), 88)
call("clone3", None, 0)
""",
    "exec": """
attempt("execv", lambda: os.execv("/bin/true", ["true"]))
attempt("execve by descriptor", lambda: os.execve(os.open("/usr/lib", os.O_PATH), ["x"], {}))
call("execve", b"/bin/true", None, None)
call("execveat", -100, b"/bin/true", None, None, 0)
call("execveat", 1, b"", None, None, 0x1000)
attempt("spawn", lambda: os.posix_spawn("/bin/true", ["true"], {}))
import subprocess, multiprocessing
attempt("subprocess", lambda: subprocess.run(["/bin/true"]))
attempt("shell", lambda: subprocess.check_output("true", shell=True))
attempt("system", lambda: 1 / (os.system("true") == 0))
attempt("popen", lambda: os.popen("echo ran").read())
""",
    "multiprocessing": """
import multiprocessing, concurrent.futures
for method in ("fork", "spawn", "forkserver"):
    def start():
        process = multiprocessing.get_context(method).Process(target=print)
        process.start(); process.join(2)
        return process.exitcode
    attempt(method, start)
attempt("pool", lambda: multiprocessing.get_context("fork").Pool(2))
attempt("queue", lambda: multiprocessing.Queue())
attempt("executor", lambda: concurrent.futures.ProcessPoolExecutor(1).submit(int).result(2))
""",
    "daemon": """
def daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            import time; time.sleep(30)
        os._exit(0)
    os.wait()
attempt("daemon", daemon)
attempt("setsid", os.setsid)
attempt("setpgid", lambda: os.setpgid(0, os.getpgid(os.getppid())))
""",
}
if platform.machine() == "x86_64":
    STARTS["calls of x86 alone"] = """
call("fork") == 0 and os._exit(0)
call("vfork") == 0 and os._exit(0)
for number in (56, 57, 58, 59, 520):
    attempt(f"x32 call {number}", lambda: libc.syscall(ctypes.c_long(0x40000000 | number), 17, 0, 0, 0) == -1
            and (_ for _ in ()).throw(OSError(ctypes.get_errno(), "x32")))
"""

SIGNALS = """
import signal
processes = {"victim": w.victim, "zygote": w.zygote, "interface": w.interface, "init": 1}
for name, process in processes.items():
    for number in (0, signal.SIGUSR1, signal.SIGKILL, signal.SIGSTOP) if name in ("victim",
            "zygote") else (0,):
        attempt(f"kill {name} {number}", lambda: os.kill(process, number))
        call("tkill", process, number)
        call("tgkill", process, process, number)
        call("rt_sigqueueinfo", process, number, bytes(128))
        call("rt_tgsigqueueinfo", process, process, number, bytes(128))
    call("pidfd_open", process, 0)
    call("kill", process | (1 << 32), 0)
call("pidfd_send_signal", 1, 0, None, 0)
# Signal 0 asks for permission and does nothing: this one must not go wrong.
attempt("everyone", lambda: os.kill(-1, 0))
attempt("group of the victim", lambda: os.kill(-w.victim, signal.SIGUSR1))
attempt("own group", lambda: os.kill(0, 0))
"""

OTHERS = {
    "signals": SIGNALS,
    "signals by descriptor": """
import fcntl, struct
reading, writing = os.pipe()
for command, value in ((fcntl.F_SETOWN, w.victim), (10, 10), (15, struct.pack("ii", 1, w.victim)), (1024,
        1), (1026, 1),
                       (fcntl.F_SETFL, os.O_ASYNC), (fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK), (1031,
                       1 << 20)):
    attempt(f"fcntl {command}", lambda: fcntl.fcntl(reading, command, value))
call("ioctl", reading, 0x5452, ctypes.byref(ctypes.c_int(1)))
call("ioctl", reading, 0x8901, ctypes.byref(ctypes.c_int(w.victim)))
call("ioctl", 0, 0x5412, b"x")
call("ioctl", 1, 0x5412 | (1 << 32), b"x")
os.write(writing, b"x")
""",
    "memory": """
here = ctypes.create_string_buffer(64)
local = (ctypes.c_long * 2)(ctypes.addressof(here), 16)
remote = (ctypes.c_long * 2)(w.address, 16)
for process in (w.victim, w.zygote, w.interface):
    call("process_vm_readv", process, local, 1, remote, 1, 0)
    call("process_vm_writev", process, local, 1, remote, 1, 0)
    for request in (16, 0x4206):
        call("ptrace", request, process, 0, 0)
    call("kcmp", os.getpid(), process, 0, 0, 0)
    call("get_robust_list", process, local, remote)
    call("migrate_pages", process, 1, local, remote)
    call("move_pages", process, 0, 0, 0, 0, 0)
call("ptrace", 0, 0, 0, 0)
call("process_madvise", 1, local, 1, 4, 0)
call("process_mrelease", 1, 0)
call("pidfd_getfd", 1, 0, 0)
print(here.value)
""",
    "limits and priorities": """
import resource
for process in (w.victim, w.zygote, w.interface):
    attempt("prlimit", lambda: resource.prlimit(process, resource.RLIMIT_CPU, (5, 5)))
    attempt("prlimit read", lambda: resource.prlimit(process, resource.RLIMIT_CPU))
    attempt("priority", lambda: os.setpriority(os.PRIO_PROCESS, process, 19))
    attempt("affinity", lambda: os.sched_setaffinity(process, {0}))
    attempt("scheduler", lambda: os.sched_setscheduler(process, os.SCHED_IDLE, os.sched_param(0)))
    call("ioprio_set", 1, process, 3 << 13)
    call("setpgid", process, 0)
""",
    "own confinement": """
import resource
for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC,
        resource.RLIMIT_CORE):
    attempt("setrlimit", lambda: resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))
    attempt("lower", lambda: resource.setrlimit(kind, (0, 0)))
for option, value in ((1, 0), (4, 1), (0x59616d61, -1), (8, 1), (22, 2), (24, 0), (28, 0), (35, 1), (36,
        1), (38, 0), (53, 0)):
    call("prctl", option, value, 0, 0, 0)
attempt("user", lambda: os.setuid(0 if os.getuid() else 65534))
attempt("groups", lambda: os.setgroups([]))
call("umount2", w.run.encode(), 2)
for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000, 0x8000000, 0x400, 0x200):
    call("unshare", flag)
call("setns", 1, 0)
call("seccomp", 1, 0, None)
call("capset", bytes(8), bytes(24))
call("landlock_create_ruleset", None, 0, 1)
""",
}


@pytest.mark.parametrize("target", each(targets()))
@pytest.mark.parametrize("attack", STARTS)
def test_no_process_can_be_started(attack: str, target: Target, arena_of: Callable[[Target], Arena]) -> None:
    arena_of(target).refused(STARTS[attack])


OLDER = [Target(users()[-1], abi, bonuses=False) for abi in (1, 3, 5)]


@pytest.mark.parametrize("target", each([*targets(), *OLDER]))
@pytest.mark.parametrize("attack", OTHERS)
def test_no_other_process_can_be_reached(
    attack: str, target: Target, arena_of: Callable[[Target], Arena]
) -> None:
    arena_of(target).refused(OTHERS[attack])


@pytest.mark.parametrize("target", each(targets()))
def test_a_child_has_no_privileges_and_cannot_be_traced(
    target: Target, arena_of: Callable[[Target], Arena]
) -> None:
    """Seen from outside, while it runs."""
    arena = arena_of(target)
    source = "print(os.getpid(), flush=True)\nimport time; time.sleep(60)"
    arena.server.say({"source": source, "wall": 30.0, "limits": {}, "world": arena.world.described()})
    status = _status_of_child(arena)
    os.kill(int(status["Pid"]), signal.SIGKILL)
    arena.server.hear()
    assert {status[f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} <= {
        "0" * 16,
        status["CapBnd"],
    }
    assert status["CapEff"] == status["CapPrm"] == "0" * 16
    assert target.user != 0 or status["CapBnd"] == "0" * 16
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert status["OomScoreAdj"] == "1000", "it goes first when memory runs out"


def _status_of_child(arena: Arena) -> dict[str, str]:
    """/proc/PID/status of the one child, once its filter is in force."""
    end = time.monotonic() + 30
    children = Path(f"/proc/{arena.server.process.pid}/task/{arena.server.process.pid}/children")
    status: dict[str, str] = {}
    while time.monotonic() < end and status.get("Seccomp") != "2":
        for child in children.read_text().split():
            lines = Path(f"/proc/{child}/status").read_text().splitlines()
            status = {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
            status["OomScoreAdj"] = Path(f"/proc/{child}/oom_score_adj").read_text().strip()
    return status


@pytest.mark.parametrize("target", each([t for t in targets() if t.abi is None]))
def test_nothing_is_left_when_the_zygote_is_killed(target: Target) -> None:
    """SIGKILL of the zygote at any moment ends its children, asleep or busy."""
    for busy in ("import time; time.sleep(60)", "while True: pass"):
        arena = Arena(target)
        try:
            arena.server.say({"source": busy, "wall": 60.0, "limits": {}, "world": arena.world.described()})
            _status_of_child(arena)
            child = int(
                Path(f"/proc/{arena.server.process.pid}/task/{arena.server.process.pid}/children").read_text()
            )
            watched = os.pidfd_open(child)
            arena.server.process.send_signal(signal.SIGKILL)
            import select

            poll = select.poll()
            poll.register(watched, select.POLLIN)
            assert poll.poll(8_000), "the child outlived the zygote"
            os.close(watched)
            assert not arena.world.damage()
        finally:
            arena.close()
