"""System calls that no solution needs, by number, and other ways into the kernel."""

from __future__ import annotations

import platform
import signal
from collections.abc import Callable

import pytest
from attack_support import Arena, Target, each, targets

from dlprep.judge.confine import seccomp

LISTED = f"{' '.join(seccomp.ALLOWED.values())} {seccomp.PATHS}".split()
BY_ARGUMENT = (
    "clone close_range fcntl ioctl kill open openat prctl prlimit64 sendto socketpair tgkill truncate"
)
# With arguments that would do no harm where they got through: null pointers, bad magic, no descriptors.
FORBIDDEN = """
for name in '''
    socket connect accept accept4 bind listen sendmsg recvmsg sendmmsg recvmmsg setsockopt
    shmget shmat shmctl shmdt semget semop semctl msgget msgsnd msgrcv msgctl
    mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
    mbind set_mempolicy get_mempolicy migrate_pages move_pages set_mempolicy_home_node
    ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_open
    pidfd_send_signal pidfd_getfd unshare setns mount umount2 pivot_root chroot open_tree move_mount fsopen
    fsconfig fsmount fspick mount_setattr statmount listmount keyctl add_key request_key bpf perf_event_open
    userfaultfd
    io_uring_setup io_uring_enter io_uring_register io_setup io_submit io_destroy io_getevents io_cancel
    memfd_create memfd_secret name_to_handle_at open_by_handle_at fanotify_init fanotify_mark inotify_init1
    inotify_add_watch signalfd4 splice tee vmsplice sync syncfs sync_file_range fallocate
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat futimesat
    setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr getxattr listxattr setxattrat
    link linkat symlink symlinkat mknod mknodat
    setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset
    setpgid setsid setrlimit setpriority ioprio_set sched_setaffinity sched_setscheduler sched_setparam
    sched_setattr clock_settime clock_adjtime adjtimex sethostname setdomainname
    init_module finit_module delete_module kexec_load kexec_file_load quotactl quotactl_fd swapoff
    personality modify_ldt iopl ioperm lookup_dcookie syslog tkill rt_sigqueueinfo rt_tgsigqueueinfo
    seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self
    mlock mlock2 mlockall pkey_alloc pkey_mprotect remap_file_pages cachestat
    openat2 clone3 execve execveat futex_waitv futex_wait futex_wake lsm_set_self_attr
'''.split():
    try:
        syscall_nr(name)
    except ValueError:
        continue
    call(name, -1, 0, 0, 0, 0, 0)
"""
UNLISTED = """
allowed = set()
for name in %r:
    try: allowed.add(syscall_nr(name))
    except ValueError: pass
# The kernel lets uprobe and uretprobe (335, 336) past every filter, and kills whoever calls them by hand.
for number in {*range(700)} - allowed - {335, 336}:
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 6)
    if result != -1 or ctypes.get_errno() not in (1, 38):
        print("\\nGOT call", number, result, ctypes.get_errno())
print("\\nREFUSED the rest")
"""
INT_80 = """
import mmap
code = mmap.mmap(-1, 4096, prot=7)
code.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")  # mov eax, 20; int 0x80; ret
address = ctypes.addressof(ctypes.c_char.from_buffer(code))
print("GOT", ctypes.CFUNCTYPE(ctypes.c_int)(address)())
"""


@pytest.mark.parametrize("target", each(targets()))
def test_calls_that_nobody_needs_are_refused(target: Target, arena_of: Callable[[Target], Arena]) -> None:
    outcome = arena_of(target).refused("from seccompy import syscall_nr\n" + FORBIDDEN)
    assert len(outcome.refusals) > 100


@pytest.mark.parametrize("target", each(targets()))
def test_so_is_every_number_that_is_not_on_the_list(
    target: Target, arena_of: Callable[[Target], Arena]
) -> None:
    """Also calls that a newer kernel has and nobody here knows by name."""
    arena_of(target).refused(UNLISTED % [*LISTED, *BY_ARGUMENT.split()])


@pytest.mark.parametrize("target", each(targets()))
def test_a_call_in_a_foreign_convention_ends_the_child(
    target: Target, arena_of: Callable[[Target], Arena]
) -> None:
    if platform.machine() == "x86_64":
        assert arena_of(target).held(INT_80).exit == -signal.SIGSYS


@pytest.mark.parametrize("target", each(targets()))
def test_threads_are_under_the_filter_too(target: Target, arena_of: Callable[[Target], Arena]) -> None:
    source = """
import threading, socket
def inside():
    attempt("fork", os.fork)
    attempt("socket", socket.socket)
    attempt("file", lambda: open(w.secret).read())
    attempt("kill", lambda: os.kill(w.victim, 10))
threads = [threading.Thread(target=inside) for _ in range(4)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
"""
    assert len(arena_of(target).refused(source).refusals) == 16
