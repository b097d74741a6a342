"""The attacks are real: without confinement they get what they are after, and the suite sees it.

Only attacks that cannot hurt anything but the suite's own world, as an ordinary user where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attack_support import TOKEN, Arena, Target, users

USER = users()[-1]

HARM = {
    "open(w.secret, 'a').write('more')": "progress.db",
    "os.truncate(w.module, 0)": "library.py",
    "os.open(w.module, os.O_RDONLY | os.O_TRUNC)": "library.py",
    "os.mkdir(w.home + '/planted')": "planted",
    "import socket; socket.create_connection(('127.0.0.1', w.tcp), 1)": "tcp",
    "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', w.udp))": "udp",
    "import socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', w.abstract)": "abstract",
    "import socket; socket.socketpair(type=socket.SOCK_DGRAM)[0].sendto(b'x', w.datagram)": "datagram",
    "import signal; os.kill(w.victim, signal.SIGUSR1)": "signals",
    "import signal; os.kill(w.victim, signal.SIGSTOP)": "stopped",
    "import signal; os.kill(w.victim, signal.SIGKILL)": "dead",
    "import resource; resource.prlimit(w.victim, resource.RLIMIT_CPU, (500, 500))": "limits",
    "os.setpriority(os.PRIO_PROCESS, w.victim, 19)": "priority",
    """
here = ctypes.create_string_buffer(b"overwritten")
vector = lambda address: (ctypes.c_long * 2)(address, 11)
call("process_vm_writev", w.victim, vector(ctypes.addressof(here)), 1, vector(w.address), 1, 0)
""": "memory",
    """
import fcntl
reading, writing = os.pipe()
fcntl.fcntl(reading, fcntl.F_SETOWN, w.victim); fcntl.fcntl(reading, 10, 10)
fcntl.fcntl(reading, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK); os.write(writing, b"x")
""": "signals",
}
GAINS = {
    "print(open(w.secret).read())": TOKEN,
    "attempt('read', lambda: open(w.secret).read())": "GOT",
    "print(open(f'/proc/{w.victim}/environ').read())": TOKEN,
    "attempt('fork', lambda: os.fork() or os._exit(0))": "GOT",
    "call('shmget', 0, 0, 0)": "GOT",
}


@pytest.fixture
def loose() -> Iterator[Arena]:
    arena = Arena(Target(USER), loose=True)
    try:
        yield arena
    finally:
        arena.close()


@pytest.mark.xdist_group("arena-loose")
@pytest.mark.parametrize("attack", HARM)
def test_harm_is_seen(attack: str, loose: Arena) -> None:
    loose.run(attack)
    assert any(HARM[attack] in harm for harm in loose.world.damage())


@pytest.mark.xdist_group("arena-loose")
def test_gains_are_seen(loose: Arena) -> None:
    for attack, trace in GAINS.items():
        assert trace in loose.run(attack).output, attack


@pytest.mark.xdist_group("arena-loose")
def test_a_process_left_behind_is_seen_and_ended(loose: Arena) -> None:
    source = """
import time
reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    os.fork()
    os.write(writing, b"x")
    time.sleep(30)
os.read(reading, 1), os.read(reading, 1)  # both are there
"""
    outcome = loose.run(source)
    assert outcome.strays == 2
