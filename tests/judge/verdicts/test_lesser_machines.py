"""The whole judge where less can be confined, and what it hides and refuses for packs."""

from __future__ import annotations

import os
import pickle
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from attack_support import ROOT
from test_confine_false_alarms import NEEDS_FILES, WORKS

from dlprep.judge import Judge

pytestmark = pytest.mark.xdist_group("judge-lesser")

SOLUTIONS = {
    **WORKS,
    "assertions on tensors": "import torch\ntorch.testing.assert_close(torch.ones(2), torch.ones(2))",
    "the standard library": "import dataclasses, asyncio, tempfile, collections, functools, itertools, "
    "random, statistics, heapq, bisect, textwrap, doctest, zoneinfo, graphlib, html, sqlite3",
    "the compiler's backends": "import torch\nassert 'inductor' in torch._dynamo.list_backends()",
    "a compiled module": """
import torch
class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.attend, self.norm = torch.nn.MultiheadAttention(4, 2), torch.nn.LayerNorm(4)
    def forward(self, x):
        return self.norm(self.attend(x, x, x)[0]).sum()
torch.compile(Block(), backend="eager")(torch.randn(2, 3, 4)).backward()
""",
}
RIGHT = "def f(x):\n    return x * 2\n"


@pytest.fixture(scope="module")
def without_landlock() -> Iterator[Judge]:
    with Judge(lesser={"abi": 0, "bonuses": False}) as judge:
        yield judge


@pytest.fixture(scope="module")
def without_anything() -> Iterator[Judge]:
    with Judge(unconfined=True, lesser={"abi": 0, "filtered": False, "bonuses": False}) as judge:
        yield judge


def test_tier_b_passes_what_is_right_and_names_what_is_wrong(without_landlock, attention):
    assert without_landlock.run(attention, attention.reference, seed=1).passed
    assert without_landlock.tier == "B"
    for wrong in attention.wrong:
        source = wrong.code or attention.reference
        for old, new in (wrong.edit or {}).items():
            source = source.replace(old, new)
        verdict = without_landlock.run(attention, source, seed=1)
        assert verdict.status in ("failed", "error"), wrong.misconception


@pytest.fixture(scope="module")
def without_namespaces() -> Iterator[Judge]:
    with Judge(lesser={"bonuses": False}) as judge:
        yield judge


@pytest.mark.parametrize("use", SOLUTIONS)
def test_what_solutions_do_works_in_tier_b(without_landlock, use):
    ran = without_landlock.run_snippet(f"import os\n{SOLUTIONS[use]}", seconds=90)
    assert ran.status == "passed", ran.error


@pytest.mark.parametrize("use", [*SOLUTIONS, *NEEDS_FILES])
def test_what_solutions_do_works_in_tier_a(without_namespaces, use):
    ran = without_namespaces.run_snippet(f"import os\n{(SOLUTIONS | NEEDS_FILES)[use]}", seconds=90)
    assert ran.status == "passed", ran.error
    assert without_namespaces.tier == "A"


def test_tier_b_says_why_a_challenge_that_writes_files_cannot_be_judged(without_landlock, small):
    writes = "import torch\ndef f(x):\n    torch.save(x, 'x.pt')\n    return torch.load('x.pt') * 2\n"
    verdict = without_landlock.run(small(reference=writes, wrong=[]), RIGHT)
    assert verdict.status == "unavailable"
    assert "no code can open a file inside the judge (tier B)" in verdict.error


NESTS = {
    "deeper than a stack": "for _ in range(1100): os.mkdir('d'); os.chdir('d')",
    "closed to its owner": "os.mkdir('d', 0o300); open('d/file', 'w').write('x'); os.mkdir('d/e', 0)",
}


@pytest.mark.parametrize("nest", NESTS)
def test_no_folder_resists_its_removal(without_namespaces, small, nest):
    verdict = without_namespaces.run(small(), f"import os\n{NESTS[nest]}\n{RIGHT}")
    assert verdict.status in ("passed", "output")
    zygote = without_namespaces._nursery.begin().result()
    parked = {worker._folder for worker in zygote.spares}
    assert set(zygote.folder.iterdir()) <= parked


def test_files_beyond_the_longest_path_are_counted(without_namespaces, small):
    """Each is small enough; all together would fill a disk."""
    source = """
import os
for _ in range(20): os.mkdir("d" * 250); os.chdir("d" * 250)
for name in range(20):
    with open(str(name), "wb") as file: file.write(bytes(8 << 20))
while True: pass
"""
    assert without_namespaces.run(small(), source).status == "output"


UNLINKED = """
import ctypes, os, time
libc = ctypes.CDLL(None)
while True:
    fd = os.open("x", os.O_CREAT | os.O_RDWR)
    os.unlink("x")
    os.write(fd, bytes(4 << 20))
    libc.mmap(None, ctypes.c_size_t(4096), 1, 1, fd, ctypes.c_long(0))
    os.close(fd)
    time.sleep(0.02)
"""
ON_A_SMALL_DISK = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
import pickle
from dlprep.judge import Judge
with Judge(lesser={{"bonuses": False}}) as judge:
    print(judge.run(pickle.loads(eval(sys.argv[1])), {UNLINKED!r}).status)
"""


def test_files_that_are_in_no_folder_do_not_fill_the_disk(small, tmp_path):
    """Removed while they are mapped, they are not found by looking; the disk's free space tells."""
    ways = (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"])
    namespace = next((w for w in ways if shutil.which("unshare") and not subprocess.call([*w, "true"])), None)
    assert namespace is not None, "mounting a small disk needs unshare, as root or with user namespaces"
    disk = shlex.quote(str(tmp_path))
    program = [sys.executable, "-c", ON_A_SMALL_DISK, repr(pickle.dumps(small()))]
    mount = f"mount -t tmpfs -o size=200m none {disk}; TMPDIR={disk} exec {shlex.join(program)}"
    done = subprocess.run([*namespace, "sh", "-c", mount], capture_output=True, text=True, timeout=120)
    assert done.stdout == "output\n", done


def test_the_compilers_folder_is_the_run_folder(without_landlock, without_namespaces):
    told = "import os\nprint(os.environ['TORCHINDUCTOR_CACHE_DIR'] == os.getcwd())"
    code = f"{WORKS['eager compilation']}\n{told}"
    for judge in (without_landlock, without_namespaces):
        assert judge.run_snippet(code, seconds=90).stdout == "True\n"


def test_a_packs_challenge_is_not_run_where_nothing_confines_it(without_anything, small):
    verdict = without_anything.run(small(id="pack:small"), RIGHT)
    assert verdict.status == "unavailable"
    assert "comes from a pack" in verdict.error
    assert without_anything.tier == "C"


def test_a_packs_snippets_and_checks_are_not_run_there_either(without_anything):
    for ran in (
        without_anything.run_snippet("print(1)", of="pack:lesson"),
        without_anything.run_check("True", of="pack:card"),
    ):
        assert (ran.status, ran.stdout) == ("unavailable", "")
        assert "comes from a pack" in ran.error
    assert without_anything.run_snippet("print(1)", of="lesson").stdout == "1\n"


LOOK = """
import os
for folder in {folders!r}:
    for act in (os.listdir, lambda f: open(f + '/topic.yaml').read(), lambda f: os.open(f, os.O_RDONLY)):
        try:
            print('GOT', act(folder))
        except OSError:
            pass
"""


@pytest.mark.parametrize("lesser", [{}, {"bonuses": False}, {"abi": 0, "bonuses": False}], ids=str)
def test_no_code_reads_the_folders_of_packs(lesser, tmp_path, small):
    """One within a folder that code may read, one outside, one by a link."""
    within = Path(sysconfig.get_path("purelib"), f"hidden-pack-{os.getpid()}")
    places = [within, tmp_path / "pack"]
    for place in places:
        place.mkdir()
        (place / "topic.yaml").write_text("the answer")
    (tmp_path / "link").symlink_to(within)
    look = LOOK.format(folders=[str(place) for place in (*places, tmp_path / "link")])
    try:
        with Judge(hidden=[*places[1:], tmp_path / "link"], lesser=lesser) as judge:
            assert judge.run_snippet(look).stdout == ""
            assert judge.run(small(), look + RIGHT).stdout == ""
            greedy = small(
                reference=look + RIGHT, tests=[{"name": "values", "run": look + "observe(y=f(x))"}]
            )
            verdict = judge.run(greedy, RIGHT)
            assert (verdict.status, verdict.stdout) == ("passed", "")
    finally:
        shutil.rmtree(within)


def test_ones_own_code_is_run_there_when_asked_for(without_anything, small):
    assert without_anything.run(small(), RIGHT).passed
