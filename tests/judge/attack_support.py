"""A place to attack confinement in: a small zygote, things worth attacking, and a guard round both.

    Arena   a server that forks one confined child for each attack, as a chosen user, with chosen layers
    World   canaries: files, a process with a secret in its memory, ports; `damage()` says what was got at
    guard   limits of the suite's own, so that a hole in confinement fails a test and not the machine

The file is also the program of both processes (`python -I attack_support.py serve|victim ...`).
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import json
import os
import resource
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
TOKEN = "canary-5f1e"
KEPT = 1 << 20  # bytes of output
FLOOD = 16 << 20
GUARD_PROCESSES = 700
GUARD_FILE = 1 << 30
GUARD_MEMORY = 16 << 30  # address space; torch alone maps several GB
SET_CHILD_SUBREAPER, SET_PDEATHSIG, SET_DUMPABLE = 36, 1, 4


@dataclass(frozen=True)
class Target:
    """Who is confined, and what the machine is taken to allow."""

    user: int
    abi: int | None = None  # of Landlock; None: what the kernel has; 0: none (tier B)
    bonuses: bool = True  # namespaces and cgroups

    def __str__(self) -> str:
        name = "root" if self.user == 0 else "user"
        layers = "" if self.abi is None else "-tierB" if self.abi == 0 else f"-abi{self.abi}"
        return name + layers + ("" if self.bonuses else "-bare")


def each(targets_: list[Target]) -> list[Any]:
    """Parameters of a test, one a target; a worker keeps a target's arena to itself."""
    import pytest

    return [pytest.param(t, id=str(t), marks=pytest.mark.xdist_group(f"arena-{t}")) for t in targets_]


@functools.cache
def users() -> tuple[int, ...]:
    """The users whose confinement can be tried: where root may become an ordinary one, both."""
    return (0, NOBODY) if os.getuid() == 0 and _may_become(NOBODY) else (os.getuid(),)


def _may_become(user: int) -> bool:
    child = os.fork()
    if child == 0:
        with contextlib.suppress(OSError):
            become(user)
            os._exit(0)
        os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def targets() -> list[Target]:
    """Each user with everything, with neither namespaces nor cgroups, and without Landlock."""
    return [
        Target(user, abi, bonuses)
        for user in users()
        for abi, bonuses in ((None, True), (None, False), (0, True), (0, False))
    ]


@dataclass
class Outcome:
    """How an attack ended."""

    output: str
    exit: int  # negative: the signal
    seconds: float
    flood: int  # bytes of output altogether
    timed_out: bool
    strays: int  # processes it left behind
    refusals: list[str] = field(default_factory=list)
    gains: list[str] = field(default_factory=list)


def prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def become(user: int) -> None:
    """Be that user for good, as dumpable as any process of theirs."""
    if os.getuid() == user:
        return
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    prctl(SET_DUMPABLE, 1)


# --- the guard --------------------------------------------------------------------------------------------


def guard() -> None:
    """Limits for this process and all it starts, wider than confinement's and narrower than the machine."""
    for kind, most in ((resource.RLIMIT_AS, GUARD_MEMORY), (resource.RLIMIT_FSIZE, GUARD_FILE)):
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    prctl(SET_CHILD_SUBREAPER, 1)
    prctl(SET_PDEATHSIG, signal.SIGKILL)


class GuardGroup:
    """A pids cgroup round a server, where one can be made."""

    def __init__(self) -> None:
        sys.path.insert(0, str(ROOT)) if str(ROOT) not in sys.path else None
        from dlprep.judge.confine import cgroup

        made = cgroup.create(GUARD_PROCESSES)
        self.folder = (
            made.folder.rename(made.folder.with_name(f"dlprep-guard-{os.getpid()}-{id(self)}"))
            if made
            else None
        )

    def hold(self, process: int) -> None:
        if self.folder:
            (self.folder / "cgroup.procs").write_text(str(process))

    def remove(self) -> None:
        """Kill what is left inside, by id, and remove the group."""
        if self.folder is None:
            return
        for _ in range(100):
            left = [int(line) for line in (self.folder / "cgroup.procs").read_text().split()]
            for process in left:
                _kill(process)
            if not left:
                break
            time.sleep(0.02)
        for inner in self.folder.glob("dlprep-*"):
            inner.rmdir()
        self.folder.rmdir()


def _kill(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def descendants(process: int) -> list[int]:
    """Living children of a process and theirs."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(word) for word in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found


# --- the server: forks one confined child an attack ---------------------------------------------------


def serve(spec: dict[str, Any]) -> None:
    """Be the zygote of an arena: prepare as the given user, then one attack a line."""
    sys.path.insert(0, str(ROOT))
    sys.path.append(spec["packages"])
    guard()
    _import_what_attacks_use()
    _import_what_is_used_by(spec["warm"])
    from dlprep.judge.confine import linux, roots, seccomp

    roots.readable(), seccomp.compiled(paths=True)  # import all that they use while we can
    become(spec["user"])
    policy = linux.prepare((), abi=spec["abi"], bonuses=spec["bonuses"], unconfined=spec["loose"])
    _tell({"ready": policy.confinement.to_json(), "pid": os.getpid(), "readable": policy.readable})
    for line in sys.stdin:
        _tell(_attacked(policy, spec, json.loads(line)))
    policy.close()


def _import_what_attacks_use() -> None:
    """Beforehand: an ordinary user may not be able to read root's Python, and tier B reads nothing."""
    import asyncio.selector_events  # noqa: F401
    import concurrent.futures.process  # noqa: F401
    import faulthandler  # noqa: F401
    import mmap  # noqa: F401
    import multiprocessing.popen_fork
    import multiprocessing.popen_spawn_posix
    import multiprocessing.queues
    import multiprocessing.synchronize  # noqa: F401
    import random  # noqa: F401
    import re  # noqa: F401
    import shutil  # noqa: F401
    import threading  # noqa: F401
    import urllib.request  # noqa: F401

    from dlprep.judge.confine import explain  # noqa: F401

    "".encode("idna")  # getaddrinfo's


def _import_what_is_used_by(sources: list[str]) -> None:
    """Import torch and every module that these sources load, found out in children that may do anything."""
    if not sources:
        return
    import importlib

    import torch

    from dlprep.judge.confine.trial import trial

    torch.set_num_threads(1)
    torch.optim.AdamW([torch.zeros(1, requires_grad=True)]).step()
    torch._dynamo.list_backends()  # lists a folder, once
    for source in sources:
        for name in trial(lambda source=source: _modules_of(source)):  # type: ignore[misc]
            with contextlib.suppress(Exception):  # a name in sys.modules that is no module of its own
                importlib.import_module(name)


def _modules_of(source: str) -> list[str]:
    os.chdir(tempfile.mkdtemp())
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1), os.dup2(null, 2)
    with contextlib.suppress(Exception):
        exec(compile(source, "warm.py", "exec"), _vocabulary(SimpleNamespace()))
    return sorted(sys.modules)


def _tell(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _attacked(policy: Any, spec: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    folder = tempfile.mkdtemp(dir=spec["runs"])
    reading, writing = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        _child(policy, spec, request, folder, writing)
    os.close(writing)
    try:
        answer = _watched(child, reading, request["wall"], begun)
    finally:
        os.close(reading)
        strays = _swept()
        shutil.rmtree(folder, ignore_errors=True)
    return {**answer, "strays": strays}


def _watched(child: int, reading: int, wall: float, begun: float) -> dict[str, Any]:
    """Read what the child prints until it ends, floods or runs out of time; then make sure of its end."""
    pidfd = os.pidfd_open(child)
    kept, flood, timed_out = bytearray(), 0, False
    poll = select.poll()
    poll.register(reading, select.POLLIN)
    poll.register(pidfd, select.POLLIN)
    end, grace = begun + wall, None
    while True:
        now = time.monotonic()
        if now > (grace or end):
            timed_out = grace is None
            break
        ready = dict(poll.poll(max(1.0, ((grace or end) - now) * 1000)))
        if pidfd in ready and grace is None:
            grace = now + 0.25  # a stray that holds the pipe open must not hang us
            poll.unregister(pidfd)
        if reading in ready:
            part = os.read(reading, 1 << 20)
            if not part:
                break
            flood += len(part)
            kept += part[: KEPT - len(kept)]
            if flood > FLOOD:
                break
    signal.pidfd_send_signal(pidfd, signal.SIGKILL) if _alive(pidfd, timed_out or flood > FLOOD) else None
    os.close(pidfd)
    _, status = os.waitpid(child, 0)
    return {
        "output": kept.decode(errors="replace"),
        "exit": os.waitstatus_to_exitcode(status),
        "seconds": time.monotonic() - begun,
        "flood": flood,
        "timed_out": timed_out,
    }


def _alive(pidfd: int, at_once: bool) -> bool:
    """Whether the child still runs; one that closed its output is given a moment."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return not poll.poll(0 if at_once else 1000)


def _swept() -> int:
    """Kill every process an attack left to this subreaper; how many there were."""
    seen: set[int] = set()
    while left := descendants(os.getpid()):
        seen.update(left)
        for process in left:
            _kill(process)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass
    return len(seen)


def _child(policy: Any, spec: dict[str, Any], request: dict[str, Any], folder: str, writing: int) -> None:
    """Steps 1 and 2 of a child, confinement, the attack."""
    code = 70
    try:
        os.setsid()
        prctl(SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        null = os.open(os.devnull, os.O_RDWR)
        for source, aim in ((null, 0), (writing, 1), (writing, 2)):
            os.dup2(source, aim)
        os.closerange(3, 1024)
        os.environ.clear()
        os.environ.update(PATH="/usr/bin:/bin", HOME=folder, TMPDIR=folder, TORCHINDUCTOR_CACHE_DIR=folder)
        tempfile.tempdir = None
        sys.stdin = os.fdopen(0, closefd=False)
        sys.stdout, sys.stderr = (
            os.fdopen(fd, "w", buffering=1, errors="backslashreplace", closefd=False) for fd in (1, 2)
        )
        if not spec["loose"]:
            from dlprep.judge.confine import Limits

            policy.apply(Limits(**request["limits"]), folder)
        world = SimpleNamespace(**request["world"], zygote=os.getppid(), run=folder)
        exec(compile(request["source"], "attack.py", "exec"), _vocabulary(world))
        code = 0
    except BaseException:  # noqa: BLE001  (a forked child never returns)
        traceback.print_exc()
    finally:
        try:
            sys.stdout.flush()
        finally:
            os._exit(code)


VOCABULARY = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
from seccompy import syscall_nr

def attempt(what, act):
    try:
        got = act()
    except (Exception, SystemExit) as error:
        print(f"\\nREFUSED {what}: {type(error).__name__}: {error}", flush=True)
        return None
    print(f"\\nGOT {what}: {got!r:.200}", flush=True)
    return got

def call(name, *arguments):
    # EPERM, EACCES and ENOSYS are refusals; anything else means that the call was let through.
    def act():
        words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
        result = libc.syscall(ctypes.c_long(syscall_nr(name)), *words)
        error = ctypes.get_errno()
        if result == -1 and error in (1, 13, 38):
            raise OSError(error, os.strerror(error))
        return result if result != -1 else -error
    return attempt(f"{name}{[a for a in arguments if isinstance(a, int)]}", act)
"""
"""What an attack can say: `attempt(what, act)` and `call(system call, *arguments)` print how it went."""


def _vocabulary(world: SimpleNamespace) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "attack", "w": world}
    exec(VOCABULARY, names)
    return names


# --- the victim: a process of the same user with a secret in its memory -------------------------------


def be_victim(user: int) -> None:
    """Hold a secret, collect signals, and say on request how one is."""
    guard()
    become(user)
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP})
    buffer = ctypes.create_string_buffer(TOKEN.encode())
    before = _condition(buffer)
    _tell({"address": ctypes.addressof(buffer)})
    for _ in sys.stdin:
        now = _condition(buffer)
        _tell({"harm": [f"{key}: {before[key]} -> {now[key]}" for key in now if now[key] != before[key]]})


def _condition(buffer: Any) -> dict[str, Any]:
    return {
        "memory": buffer.value.decode(errors="replace"),
        "signals": sorted(map(int, signal.sigpending())),
        "limits": [
            resource.getrlimit(kind)
            for kind in (resource.RLIMIT_CORE, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE)
        ],
        "priority": os.getpriority(os.PRIO_PROCESS, 0),
        "processors": sorted(os.sched_getaffinity(0)),
        "scheduler": os.sched_getscheduler(0),
        "group": os.getpgid(0),
        "traced by": next(x for x in Path("/proc/self/status").read_text().splitlines() if "TracerPid" in x),
    }


class Talker:
    """A subprocess of this file that is spoken to in lines of JSON."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).resolve()), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "SECRET": TOKEN},
            cwd="/",
            start_new_session=True,
        )

    def hear(self, seconds: float = 60.0) -> dict[str, Any]:
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            self.process.kill()
            raise TimeoutError("the arena said nothing")
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            assert self.process.stderr is not None
            raise EOFError(
                f"the arena ended ({self.process.returncode}): {self.process.stderr.read().decode()}"
            )
        answer: dict[str, Any] = json.loads(line)
        return answer

    def say(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def end(self) -> None:
        for process in [*descendants(self.process.pid), self.process.pid]:
            _kill(process)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                stream.close()
        self.process.wait()


# --- the world ----------------------------------------------------------------------------------------


class World:
    """What an attack could get at. Everything is open to everyone as far as ordinary permissions go."""

    def __init__(self, user: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dlprep-world-"))
        self.folder.chmod(0o755)
        self.home = self._folder("home", user)
        self.runs = self._folder("runs", user)
        self.packages = self._folder("site-packages", user)
        self.secret = self._file(self.home / "progress.db", user)
        self.module = self._file(self.packages / "library.py", user)
        self.ports = self._listen(user)
        self.victim = Talker("victim", str(user))
        self.address = self.victim.hear()["address"]
        self.before = self._tree()

    def _folder(self, name: str, user: int) -> Path:
        made = self.folder / name
        made.mkdir()
        made.chmod(0o777)
        os.chown(made, user, -1) if os.getuid() == 0 else None
        return made

    def _file(self, path: Path, user: int) -> Path:
        path.write_text(f"text = '{TOKEN}'\n")
        path.chmod(0o666)
        os.chown(path, user, -1) if os.getuid() == 0 else None
        return path

    def _listen(self, user: int) -> dict[str, socket.socket]:
        tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        stream, datagram = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        abstract = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        for listener, address in (
            (tcp, ("127.0.0.1", 0)),
            (udp, ("127.0.0.1", 0)),
            (stream, str(self.folder / "stream")),
            (datagram, str(self.folder / "datagram")),
            (abstract, f"\0dlprep-world-{os.getpid()}-{self.folder.name}"),
        ):
            listener.bind(address)
            listener.setblocking(False)
        tcp.listen()
        stream.listen()
        for name in ("stream", "datagram"):
            (self.folder / name).chmod(0o777)
        return {"tcp": tcp, "udp": udp, "stream": stream, "datagram": datagram, "abstract": abstract}

    def described(self) -> dict[str, Any]:
        """Where everything is, for the attacker."""
        return {
            "secret": str(self.secret),
            "module": str(self.module),
            "packages": str(self.packages),
            "home": str(self.home),
            "victim": self.victim.process.pid,
            "address": self.address,
            "interface": os.getpid(),
            "tcp": self.ports["tcp"].getsockname()[1],
            "udp": self.ports["udp"].getsockname()[1],
            "stream": str(self.folder / "stream"),
            "datagram": str(self.folder / "datagram"),
            "abstract": self.ports["abstract"].getsockname().decode(),
            "project": str(ROOT),
            "python": sys.prefix,
        }

    def _tree(self) -> dict[str, Any]:
        return {
            str(path.relative_to(self.folder)): _seen(path)
            for path in sorted(self.folder.rglob("*"))
            if self.runs not in (path, *path.parents)
        }

    def damage(self) -> list[str]:
        """Everything that is not as it was."""
        now, harm = self._tree(), []
        harm += [
            f"{path}: {self.before.get(path)} -> {now.get(path)}"
            for path in {*now, *self.before}
            if now.get(path) != self.before.get(path)
        ]
        for name, listener in self.ports.items():
            if select.select([listener], [], [], 0)[0]:
                harm.append(f"something came in on {name}")
        return harm + self._victims_harm()

    def _victims_harm(self) -> list[str]:
        if self.victim.process.poll() is not None:
            return [f"the victim is dead ({self.victim.process.returncode})"]
        status = Path(f"/proc/{self.victim.process.pid}/status").read_text()
        if "State:\tT" in status or "State:\tt" in status:
            return ["the victim is stopped"]
        try:
            self.victim.say({})
            harm: list[str] = self.victim.hear(10)["harm"]
        except TimeoutError:  # the kernel stops a process some time after the signal was sent
            return ["the victim says nothing: it is stopped"]
        except (EOFError, BrokenPipeError) as error:  # likewise: it was alive when it was looked at
            return [f"the victim is dead ({error})"]
        return harm

    def close(self) -> None:
        self.victim.end()
        for listener in self.ports.values():
            listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _seen(path: Path) -> tuple[Any, ...]:
    about = path.lstat()
    content = path.read_bytes() if stat.S_ISREG(about.st_mode) else b""
    changed = about.st_mtime_ns if stat.S_ISREG(about.st_mode) else 0
    return content, about.st_mode, about.st_uid, about.st_nlink if stat.S_ISREG(about.st_mode) else 0, changed


# --- the arena ----------------------------------------------------------------------------------------


class Arena:
    """One target's server with its world.

    `run` carries out an attack; `loose`: without confinement; `warm`: with torch and these imports.
    """

    def __init__(self, target: Target, *, loose: bool = False, warm: tuple[str, ...] = ()) -> None:
        self.target, self.loose, self.warm = target, loose, warm
        self.world, self.group = World(target.user), GuardGroup()
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        target = self.target
        spec = {
            "user": target.user,
            "abi": target.abi,
            "bonuses": target.bonuses,
            "warm": list(self.warm),
            "loose": self.loose,
            "packages": str(self.world.packages),
            "runs": str(self.world.runs),
        }
        self.server = Talker("serve", json.dumps(spec))
        self.group.hold(self.server.process.pid)
        ready = self.server.hear(120)
        from dlprep.judge.confine import Confinement

        self.confinement = Confinement.from_json(ready["ready"])
        self.readable: list[str] = ready["readable"]

    def run(self, source: str, *, wall: float = 10.0, **limits: int) -> Outcome:
        """Carry out an attack in a confined child."""
        message = {"source": source, "wall": wall, "limits": limits, "world": self.world.described()}
        try:
            self.server.say(message)
            answer = self.server.hear(wall + 30)
        except (EOFError, BrokenPipeError) as error:
            self.server.end()
            self._start()  # for the tests after this one
            raise AssertionError(f"the zygote did not survive: {error}") from None
        outcome = Outcome(**answer)
        lines = outcome.output.splitlines()
        outcome.refusals = [line for line in lines if line.startswith("REFUSED ")]
        outcome.gains = [line for line in lines if line.startswith("GOT ")]
        return outcome

    def held(self, source: str, *, wall: float = 10.0, **limits: int) -> Outcome:
        """Carry out an attack that must get nothing, leave nothing behind and harm nothing."""
        outcome = self.run(source, wall=wall, **limits)
        assert not outcome.gains, outcome
        assert TOKEN not in outcome.output, outcome
        assert outcome.strays == 0, outcome
        self.unharmed()
        return outcome

    def refused(self, source: str, *, wall: float = 10.0, **limits: int) -> Outcome:
        """The same for an attack that is told no each time and gets to its end."""
        outcome = self.held(source, wall=wall, **limits)
        assert outcome.refusals, outcome
        assert outcome.exit == 0, outcome
        return outcome

    def unharmed(self) -> None:
        """Nothing in the world was touched, and the zygote is well."""
        harm = self.world.damage()
        if harm:
            self.close()
            self.world, self.group = World(self.target.user), GuardGroup()
            self._start()
        assert not harm, harm
        assert self.server.process.poll() is None

    def close(self) -> None:
        self.server.end()
        self.group.remove()
        self.world.close()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(json.loads(sys.argv[2]))
    else:
        be_victim(int(sys.argv[2]))
