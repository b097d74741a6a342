"""Sockets of every family, names, and the ways round socket(2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attack_support import Arena, Target, each, targets, users

ATTACKS = {
    "TCP": """
import socket
attempt("connect", lambda: socket.create_connection(("127.0.0.1", w.tcp), 1))
attempt("listen", lambda: socket.create_server(("127.0.0.1", 0)))
attempt("socket", lambda: socket.socket())
attempt("socket 6", lambda: socket.socket(socket.AF_INET6))
call("connect", 1, bytes(16), 16)
call("bind", 1, bytes(16), 16)
call("listen", 1, 1)
call("accept4", 1, 0, 0, 0)
""",
    "UDP": """
import socket
attempt("send", lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"out", ("127.0.0.1", w.udp)))
attempt("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
attempt("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
""",
    "Unix": """
import socket
for name in (w.stream, w.datagram, w.abstract):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        def reach():
            out = socket.socket(socket.AF_UNIX, kind)
            out.connect(name)
            out.send(b"out")
        attempt(f"{name} {kind}", reach)
""",
    "pairs": """
import socket
for kind in (socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_RAW):
    attempt(f"pair {kind}", lambda: socket.socketpair(type=kind)[0].sendto(b"out", w.datagram))
attempt("pair of internet", lambda: socket.socketpair(socket.AF_INET))
a, b = socket.socketpair()
attempt("addressed", lambda: a.sendto(b"out", w.datagram))
attempt("addressed abstractly", lambda: a.sendto(b"out", w.abstract))
attempt("message", lambda: a.sendmsg([b"out"], [], 0, w.datagram))
attempt("messages", lambda: socket.send_fds(a, [b"x"], [0]))
attempt("reconnect", lambda: a.connect(w.stream))
attempt("option", lambda: a.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1))
call("sendmmsg", a.fileno(), bytes(64), 1, 0)
""",
    "kernel families": """
import socket
for family in (16, 17, 38, 40, 31, 29, 15, 41, 44):
    for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM, socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
        attempt(f"{family} {kind}", lambda: socket.socket(family, kind, 0))
""",
    "names": """
import socket, urllib.request
attempt("lookup", lambda: socket.getaddrinfo("example.com", 80))
attempt("by name", lambda: socket.gethostbyname("localhost.localdomain"))
attempt("page", lambda: urllib.request.urlopen(f"http://127.0.0.1:{w.tcp}/", timeout=1))
""",
    "rings": """
call("io_uring_setup", 8, bytes(120))
call("io_uring_enter", 0, 1, 0, 0, 0, 0)
call("io_uring_register", 0, 0, 0, 0)
""",
}


@pytest.mark.parametrize(
    "target", each([*targets(), *(Target(users()[-1], abi, False) for abi in (1, 3, 5))])
)
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_gets_out(attack: str, target: Target, arena_of: Callable[[Target], Arena]) -> None:
    arena_of(target).refused(ATTACKS[attack])
