"""What a child may read: Python and its libraries wherever they live; never dlprep, a checkout, a home."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import pytest
from attack_support import ROOT
from hypothesis import given
from hypothesis import strategies as st

from dlprep import paths
from dlprep.judge.confine import roots


def granted(path: str | os.PathLike[str], places: tuple[str, ...]) -> bool:
    real = os.path.realpath(path)
    return any(real == place or real.startswith(place.rstrip("/") + "/") for place in places)


def test_python_and_its_libraries_are_granted() -> None:
    places = roots.readable()
    for path in (
        os.__file__,
        pytest.__file__,
        find_spec("_ctypes").origin,  # in a venv, a library of the Python that made it
        "/dev/urandom",
    ):
        assert granted(path, places), path


def test_dlprep_the_bank_the_checkout_and_the_home_are_not() -> None:
    places = roots.readable()
    home = Path.home()
    for path in (
        paths.__file__,
        paths.questions(),
        ROOT / "pyproject.toml",
        paths.progress_file(),
        home,
        "/etc",
        "/tmp",
    ):
        assert not granted(path, places), path


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a virtual environment in it, in a home folder."""
    packages = tmp_path / "home/project/.venv/lib/site-packages"
    for name in ("torch", "numpy", "dlprep/judge", "dlprep-0.1.dist-info", "dlprep_pack"):
        (packages / name).mkdir(parents=True)
    (packages / "single.py").touch()
    (packages / "_editable.pth").write_text(str(tmp_path / "home/project"))
    (packages / "linked").symlink_to(tmp_path / "home")
    (tmp_path / "home/project/pyproject.toml").touch()
    monkeypatch.setattr(sys, "path", [*sys.path, str(packages), str(tmp_path / "home/project")])
    return packages


def test_packages_are_granted_entry_by_entry_without_dlprep(house: Path) -> None:
    places = roots.readable()
    assert granted(house / "torch/version.py", places)
    assert granted(house / "single.py", places)
    for name in ("dlprep/judge", "dlprep-0.1.dist-info", "dlprep_pack", "linked", "../../../pyproject.toml"):
        assert not granted(house / name, places), name
    assert not granted(house, places), "a package installed later is not known to be harmless"


def test_a_pack_installed_as_a_package_is_hidden_when_named(house: Path) -> None:
    assert not granted(house / "numpy", roots.readable([house / "numpy"]))


def test_a_hidden_folder_around_the_environment_does_not_hide_the_environment(house: Path) -> None:
    places = roots.readable([house.parents[3], house.parents[4]])
    assert granted(house / "torch", places)
    assert not granted(house.parents[3] / "secret", places)


def test_site_packages_inside_a_standard_library_keep_dlprep_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "lib/python3"
    (library / "site-packages/dlprep").mkdir(parents=True)
    (library / "asyncio").mkdir()
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(library))
    monkeypatch.setattr(sys, "path", [str(library / "site-packages")])
    places = roots.readable()
    assert granted(library / "asyncio/base_events.py", places)
    assert not granted(library / "site-packages/dlprep/x", places)


NAMES = st.lists(st.sampled_from("abcd"), min_size=1, max_size=4).map("/".join)


@given(tree=st.sets(NAMES, min_size=1, max_size=12), hidden=st.sets(NAMES, max_size=4))
def test_everything_is_granted_but_what_is_hidden(tree: set[str], hidden: set[str]) -> None:
    """For any folder and hidden places in it: a file is granted just when no hidden place holds it."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        base = os.path.realpath(folder)
        for name in tree:
            Path(base, name).mkdir(parents=True, exist_ok=True)
            Path(base, name, "file").touch()
        places = tuple(roots._without(base, frozenset(f"{base}/{name}" for name in hidden)))
        for name in tree:
            held = any(f"{name}/".startswith(f"{secret}/") for secret in hidden)
            assert granted(f"{base}/{name}/file", places) is not held


def test_the_package_loads_in_an_isolated_interpreter_without_anything_heavy() -> None:
    source = (
        "import sys; sys.path.insert(0, sys.argv[1]); import dlprep.judge.confine; "
        "print(sorted({'torch', 'numpy', 'seccompy', 'platformdirs'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", source, str(ROOT)], capture_output=True, text=True, check=True, cwd="/"
    )
    assert done.stdout.strip() == "[]"
