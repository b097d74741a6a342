"""Reading and writing what is not the code's own: secrets, the bank, progress, libraries, the whole disk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attack_support import TOKEN, Arena, Target, each, targets, users

READS = {
    "a file of the user": "attempt('read', lambda: open(w.secret).read())",
    "system and home files": """
for path in ("/etc/passwd", "/etc/shadow", "/etc/hostname", "/root/.bashrc", "/root/.ssh/id_rsa",
        "/proc/1/environ",
             "/proc/self/root/etc/passwd", "/proc/self/cwd/../../home/progress.db", "/proc/kallsyms",
             "/dev/mem"):
    attempt(path, lambda: open(path, "rb").read(10))
""",
    "folders": """
for path in ("/", "/etc", "/root", "/home", "/tmp", "/proc", w.home, w.project, "..", "/work"):
    attempt(path, lambda: os.listdir(path))
""",
    "the bank and the judge": """
for path in ("questions/syllabus.yaml", "questions", "dlprep/judge/compare.py", "dlprep/__init__.py",
        "pyproject.toml"):
    path = os.path.join(w.project, path)
    attempt(path, lambda: os.listdir(path) if os.path.isdir(path) else open(path).read(20))
""",
    "by detours": """
attempt("O_PATH and reopen", lambda: open(f"/proc/self/fd/{os.open(w.secret, os.O_PATH)}").read())
attempt("folder descriptor", lambda: os.open("progress.db", os.O_RDONLY, dir_fd=os.open(w.home, os.O_RDONLY)))
attempt("path descriptor", lambda: os.open("progress.db", os.O_RDONLY, dir_fd=os.open(w.home, os.O_PATH)))
attempt("chdir", lambda: (os.chdir(w.home), open("progress.db").read()))
attempt("link", lambda: os.link(w.secret, "mine"))
attempt("symbolic link", lambda: (os.symlink(w.secret, "mine"), open("mine").read()))
attempt("rename in", lambda: os.rename(w.secret, "mine"))
attempt("map", lambda: __import__("mmap").mmap(os.open(w.secret, os.O_RDONLY), 0)[:10])
attempt("sendfile", lambda: os.sendfile(1, os.open(w.secret, os.O_RDONLY), 0, 100))
call("openat2", -100, w.secret.encode(), bytes(24), 24)
call("name_to_handle_at", -100, w.secret.encode(), bytes(136), bytes(8), 0)
call("open_tree", -100, w.home.encode(), 1)
call("io_uring_setup", 8, bytes(120))
""",
    "its own process's past": """
for name in ("environ", "mem"):
    path = f"/proc/{w.zygote}/{name}"
    attempt(path, lambda: open(path, "rb").read(10))
""",
    "other processes": """
for process in (w.victim, w.zygote, w.interface, 1):
    for name in ("environ", "mem", "maps", "cmdline", "fd", "root/etc/passwd", "cwd", "stack", "syscall"):
        path = f"/proc/{process}/{name}"
        attempt(path, lambda: os.listdir(path) if name in ("fd", "cwd") else open(path, "rb").read(10))
""",
}

WRITES = {
    "opening": """
for flags in (os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_APPEND, os.O_WRONLY | os.O_TRUNC, 3, 3 | os.O_TRUNC):
    attempt(flags, lambda: os.open(w.secret, flags))
attempt("new file", lambda: open(os.path.join(w.home, "planted"), "w").write("x"))
attempt("unnamed file", lambda: os.open(w.home, os.O_TMPFILE | os.O_RDWR))
attempt("device", lambda: os.open("/dev/tty", os.O_RDWR))
""",
    "emptying what may be read": """
attempt("truncate", lambda: os.truncate(w.module, 0))
attempt("read-only, emptied", lambda: os.open(w.module, os.O_RDONLY | os.O_TRUNC))
attempt("for nothing, emptied", lambda: os.open(w.module, 3 | os.O_TRUNC))
attempt("for nothing", lambda: os.open(w.module, 3))
attempt("mapped", lambda: __import__("mmap").mmap(os.open(w.module, os.O_RDONLY), 0, prot=3)[:5])
attempt("written", lambda: os.open(w.module, os.O_RDWR))
""",
    "names": """
for what, act in {
    "unlink": lambda: os.unlink(w.secret), "rename": lambda: os.rename(w.secret, w.secret + "2"),
    "mkdir": lambda: os.mkdir(w.home + "/planted"), "rmdir": lambda: os.rmdir(w.home),
    "symlink": lambda: os.symlink("/", w.home + "/planted"), "link": lambda: os.link(w.secret,
            w.home + "/planted"),
    "fifo": lambda: os.mkfifo(w.home + "/planted"), "node": lambda: os.mknod(w.home + "/planted"),
    "unlink module": lambda: os.unlink(w.module), "cache": lambda: os.mkdir(w.packages + "/__pycache__"),
    "own name": lambda: os.mkfifo("pipe"),
}.items():
    attempt(what, act)
""",
    "attributes": """
for path in (w.secret, w.module, w.home, "."):
    attempt("chmod", lambda: os.chmod(path, 0o600))
    attempt("chown", lambda: os.chown(path, os.getuid(), os.getgid()))
    attempt("utime", lambda: os.utime(path, (1, 1)))
    attempt("xattr", lambda: os.setxattr(path, "user.planted", b"x"))
    call("fchmodat2", -100, path.encode(), 0o600, 0)
    call("file_setattr", -100, path.encode(), bytes(64), 64, 0)
""",
    "Python's own folders": """
import sysconfig
for folder in (sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), w.python,
        w.project + "/questions",
               w.project + "/dlprep", "/usr/lib", "/tmp", "/dev/shm", "/var/tmp", "/etc", "/", ".."):
    attempt(folder, lambda: os.open(os.path.join(folder, "dlprep-planted"), os.O_WRONLY | os.O_CREAT, 0o600))
    attempt(folder, lambda: os.mkdir(os.path.join(folder, "__dlprep_planted__")))
""",
    "mounts": """
call("mount", b"tmpfs", w.home.encode(), b"tmpfs", 0, 0)
for name in ("umount2", "pivot_root", "chroot", "fsopen", "fsmount", "move_mount", "mount_setattr"):
    call(name, w.home.encode(), w.home.encode(), 0, 0, 0)
""",
}


@pytest.mark.parametrize("target", each(targets()))
@pytest.mark.parametrize("attack", READS)
def test_nothing_but_libraries_can_be_read(
    attack: str, target: Target, arena_of: Callable[[Target], Arena]
) -> None:
    arena_of(target).refused(READS[attack])


@pytest.mark.parametrize("target", each(targets()))
@pytest.mark.parametrize("attack", WRITES)
def test_nothing_but_the_run_folder_can_be_written(
    attack: str, target: Target, arena_of: Callable[[Target], Arena]
) -> None:
    arena_of(target).refused(WRITES[attack])


OLDER = [Target(users()[-1], abi, bonuses=False) for abi in range(1, 8)]


@pytest.mark.parametrize("target", each(OLDER))
@pytest.mark.parametrize("attack", [*READS, *WRITES])
def test_an_older_landlock_leaves_no_file_open(
    attack: str, target: Target, arena_of: Callable[[Target], Arena]
) -> None:
    arena_of(target).refused({**READS, **WRITES}[attack])


FILL = """
written = 0
try:
    for name in range(100):
        with open(f"fill{name}", "wb") as file:
            for _ in range(3):
                written += file.write(bytes(1 << 20))
except OSError as error:
    print("REFUSED filling:", error)
print("WROTE", written >> 20)
"""


@pytest.mark.parametrize("target", each([t for t in targets() if t.abi != 0]))
def test_the_disk_cannot_be_filled(target: Target, arena_of: Callable[[Target], Arena]) -> None:
    arena = arena_of(target)
    outcome = arena.held(FILL)
    if arena.confinement.layer("own run folder").held:
        assert outcome.refusals, outcome
        assert int(outcome.output.split("WROTE")[1]) <= 64


@pytest.mark.parametrize("target", each([t for t in targets() if t.abi != 0]))
def test_no_single_file_grows_large(target: Target, arena_of: Callable[[Target], Arena]) -> None:
    source = "file = open('one', 'wb')\n"
    source += "attempt('100 MB', lambda: [file.write(bytes(1 << 20)) for _ in range(100)])"
    source += "\nattempt('sparse', lambda: os.ftruncate(file.fileno(), 1 << 30))"
    outcome = arena_of(target).held(source + "\nos._exit(0)")
    assert len(outcome.refusals) == 2, outcome


@pytest.mark.parametrize("target", each(targets()))
def test_no_descriptor_of_the_parent_is_inherited(
    target: Target, arena_of: Callable[[Target], Arena]
) -> None:
    source = "for fd in range(3, 1024): attempt(fd, lambda: os.fstat(fd))"
    assert len(arena_of(target).refused(source).refusals) == 1021


@pytest.mark.parametrize("target", each([t for t in targets() if t.abi != 0]))
def test_what_may_be_read_and_written_is(target: Target, arena_of: Callable[[Target], Arena]) -> None:
    source = """
import library
print(library.text == "%s" + "", os.path.exists(w.module))
os.mkdir("deep"); open("deep/file", "w").write("kept"); os.rename("deep/file", "deep/moved")
print(open("deep/moved").read(), os.listdir("."), os.getcwd() == w.run)
os.truncate("deep/moved", 2); os.unlink("deep/moved"); os.rmdir("deep")
open("/dev/null", "w").write("gone"); print(len(open("/dev/urandom", "rb").read(4)))
"""
    outcome = arena_of(target).run(source % TOKEN)
    assert outcome.exit == 0, outcome
    assert "True True" in outcome.output
    assert "kept ['deep'] True" in outcome.output
