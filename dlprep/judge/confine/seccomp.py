"""The system-call filter: an allowlist, EPERM for the rest, death for a foreign call convention.

The only file that knows seccompy, which compiles rules to the kernel's filter language
(Documentation/userspace-api/seccomp_filter.rst). Compiling takes milliseconds, so it is done once, in the
zygote; a child only writes its own process id into the program and installs it.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import socket
import struct
import termios

from dlprep.judge.confine import kernel

ALLOWED = {
    "reading and writing what is open": """
        read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek close ftruncate
        fsync fdatasync dup dup2 dup3 flock fadvise64 readahead sendfile copy_file_range
        fstat fchdir fstatfs""",
    "what a file is": "stat lstat newfstatat statx access faccessat faccessat2 getcwd",
    "waiting": """
        poll ppoll select pselect6 pipe pipe2 epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
        eventfd2 timerfd_create timerfd_settime timerfd_gettime pause nanosleep clock_nanosleep alarm
        setitimer getitimer timer_create timer_settime timer_gettime timer_delete timer_getoverrun wait4
        waitid""",
    "a connected pair of sockets": "recvfrom shutdown getsockname getpeername getsockopt",
    "memory": "mmap munmap mremap mprotect madvise brk msync mincore membarrier map_shadow_stack",
    "threads": "futex set_robust_list rseq set_tid_address gettid exit exit_group sched_yield arch_prctl",
    "own signals": """
        rt_sigaction rt_sigprocmask rt_sigreturn rt_sigtimedwait rt_sigpending rt_sigsuspend sigaltstack
        restart_syscall""",
    "who and where am I": """
        getpid getppid getpgrp getpgid getsid getuid geteuid getgid getegid getresuid getresgid getgroups
        uname sysinfo times getrusage getrlimit getpriority getcpu sched_getaffinity sched_getparam
        sched_getscheduler sched_get_priority_max sched_get_priority_min umask""",
    "time and chance": "clock_gettime clock_getres gettimeofday time getrandom",
}
# Only under Landlock, which decides *which* files.
PATHS = """
    mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 readlink readlinkat chdir getdents64
    statfs"""
# Callers fall back to an older call on ENOSYS; on EPERM they give up (pthread_create does, after clone3).
ABSENT = """
    clone3 openat2 memfd_create memfd_secret userfaultfd io_uring_setup io_uring_enter io_uring_register
    futex_waitv futex_wake futex_wait futex_requeue"""

_FCNTL = (
    fcntl.F_DUPFD, fcntl.F_DUPFD_CLOEXEC, fcntl.F_GETFD, fcntl.F_SETFD, fcntl.F_GETFL, fcntl.F_GETLK,
    fcntl.F_GETOWN, 1032,  # F_GETPIPE_SZ
)  # fmt: skip
_IOCTL = (
    termios.TCGETS, 0x802C542A,  # isatty(): TCGETS, and TCGETS2 from glibc 2.42 on
    termios.TIOCGWINSZ, termios.FIONREAD, termios.FIONBIO, termios.FIONCLEX, termios.FIOCLEX,
)  # fmt: skip
# PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_NO_NEW_PRIVS, PR_SET_VMA (names for
# memory)
_PRCTL = (2, 3, 15, 16, 39, 0x53564D41)

_CLONE_THREAD, _CLONE_FILES = 0x10000, 0x400
_CLOSE_RANGE_UNSHARE = 2
_CLONE_NEW = 0x7E020000  # every CLONE_NEW* that clone(2) takes
_LOW = 0xFFFFFFFF  # the kernel reads 32 bits of these arguments; a filter sees 64
_THIS_PROCESS = 0x7A5A5A5A  # stands for the child's own id until it is known
_ARG_ID = struct.pack("<I", _THIS_PROCESS)

_SET_MODE_FILTER = 1
_TSYNC_AND_SPEC_ALLOW = 1 | 4  # every thread; no slow-down against leaks between threads of one child


def compiled(*, paths: bool, truncation_is_watched: bool = True) -> bytes | None:
    """The program, or None where this machine or architecture cannot have one.

    `paths`: whether files may be opened at all (Landlock decides which). `truncation_is_watched`: False for
    a Landlock before ABI 3, which lets read-only files be emptied by truncate(2) and by opening them with
    O_TRUNC.
    """
    try:
        import seccompy
    except ImportError:
        return None
    if kernel.machine() not in kernel.SECCOMP or not seccompy.supported():
        return None
    rules = seccompy.Filter(default=int(seccompy.Action.ERRNO) | errno.EPERM)
    _Rules(rules).fill(paths, truncation_is_watched)
    program: bytes = rules.program
    return program


def install(program: bytes) -> None:
    """Confine every thread of this process to the program. Needs PR_SET_NO_NEW_PRIVS. Raises OSError."""
    own = _addressed(program, os.getpid())
    instructions = ctypes.create_string_buffer(own, len(own))
    head = struct.pack("HxxxxxxQ", len(own) // 8, ctypes.addressof(instructions))
    number = kernel.SECCOMP[kernel.machine()]
    kernel.syscall("seccomp", number, _SET_MODE_FILTER, _TSYNC_AND_SPEC_ALLOW, head)


def _addressed(program: bytes, process: int) -> bytes:
    """The program with this process's id where the placeholder stands (an instruction's last four bytes)."""
    steps = [program[i : i + 8] for i in range(0, len(program), 8)]
    own = struct.pack("<I", process)
    return b"".join(step[:4] + own if step[4:] == _ARG_ID else step for step in steps)


class _Rules:
    """The rules, put into a seccompy filter. The first that matches a call decides."""

    def __init__(self, rules: object) -> None:
        from seccompy import ArgCmp, CmpOp

        self._rules = rules
        self._compare = ArgCmp
        self._masked = CmpOp.MASKED_EQ

    def fill(self, paths: bool, truncation_is_watched: bool) -> None:
        for names in ALLOWED.values():
            self._allow(names)
        if paths:
            self._open(truncation_is_watched)
        for name in ABSENT.split():
            self._errno(name, errno.ENOSYS)
        self._by_argument()

    def _open(self, truncation_is_watched: bool) -> None:
        self._allow(PATHS)
        if truncation_is_watched:
            self._allow("truncate")
        for name, flags in (("open", 1), ("openat", 2)):
            # Access mode 3 opens for neither reading nor writing, which Landlock has no right for.
            self._errno(name, errno.EPERM, (flags, os.O_ACCMODE, os.O_ACCMODE))
            if not truncation_is_watched:
                self._errno(name, errno.EPERM, (flags, os.O_TRUNC, os.O_TRUNC | os.O_ACCMODE))
            self._allow(name)

    def _by_argument(self) -> None:
        # Threads share their descriptors, whose number is limited for each table of them.
        thread = _CLONE_THREAD | _CLONE_FILES
        self._allow("clone", (0, thread, thread | _CLONE_NEW))
        self._allow("close_range", (2, 0, _CLOSE_RANGE_UNSHARE))
        for name in ("kill", "tgkill"):
            self._allow(name, (0, _THIS_PROCESS, _LOW))
        for process in (0, _THIS_PROCESS):  # reading the limits
            self._allow("prlimit64", (0, process, _LOW), (2, 0, (1 << 64) - 1))
        for command in _FCNTL:
            self._allow("fcntl", (1, command, _LOW))
        # An O_ASYNC signal can be made to reach another process.
        self._allow("fcntl", (1, fcntl.F_SETFL, _LOW), (2, 0, os.O_ASYNC))
        for request in _IOCTL:
            self._allow("ioctl", (1, request, _LOW))
        for option in _PRCTL:
            self._allow("prctl", (0, option, _LOW))
        # Streams only: a datagram socket could be sent to any address.
        self._allow("socketpair", (0, socket.AF_UNIX, _LOW), (1, socket.SOCK_STREAM, 0xF))
        self._allow("sendto", (4, 0, (1 << 64) - 1))

    def _allow(self, names: str, *arguments: tuple[int, int, int]) -> None:
        for name in names.split():
            if _known(name):
                self._rules.allow(name, args=self._conditions(arguments))  # type: ignore[attr-defined]

    def _errno(self, name: str, error: int, *arguments: tuple[int, int, int]) -> None:
        if _known(name):
            self._rules.errno(name, error, args=self._conditions(arguments))  # type: ignore[attr-defined]

    def _conditions(self, arguments: tuple[tuple[int, int, int], ...]) -> list[object] | None:
        """seccompy's form of (argument, value, mask): argument & mask == value."""
        return [self._compare(i, self._masked, value, mask=mask) for i, value, mask in arguments] or None


def _known(name: str) -> bool:
    """Whether this architecture has the call: aarch64 has no open, poll, dup2 ..."""
    import seccompy

    try:
        seccompy.syscall_nr(name)
    except ValueError:
        return False
    return True
