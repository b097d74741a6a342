"""What a confined child may read: Python, its libraries, and nothing else.

A folder is granted whole where nothing hidden lies beneath it, and entry by entry where something does:
site-packages with dlprep in it, or a standard library with site-packages in it. A virtual environment in a
home folder is granted, the home folder is not.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from dlprep import paths

_PACKAGES = ("site-packages", "dist-packages")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_MACHINE = (
    "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu", "/sys/devices/system/node",
    "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo",
)  # fmt: skip
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")


def readable(hidden: Iterable[str | os.PathLike[str]] = ()) -> tuple[str, ...]:
    """The files and folders to grant, without links; asked in the process that will be forked."""
    secret = frozenset(map(_real, (*own_places(), *_installed(), *hidden)))
    wanted = dict.fromkeys(map(_real, _wanted()))
    granted = {place for folder in wanted for place in _without(folder, secret)}
    return tuple(sorted(place for place in granted if granted.isdisjoint(map(str, Path(place).parents))))


def own_places() -> Iterator[Path]:
    """Where dlprep keeps code, questions and progress: never readable by a child."""
    package = Path(paths.__file__).parent
    yield package
    if (package.parent / "pyproject.toml").exists():
        yield package.parent  # a checkout
    yield from (paths.questions(), paths.data(), paths.cache(), paths.config_file().parent)


def _installed() -> Iterator[Path]:
    """dlprep, its metadata and packs named after it, wherever packages are installed."""
    for folder in _package_folders():
        yield from Path(folder).glob("dlprep*")


def _package_folders() -> list[str]:
    return [entry for entry in sys.path if Path(entry).name in _PACKAGES]


def _wanted() -> Iterator[str]:
    yield from (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))
    yield from (*_package_folders(), *_LIBRARIES, *_MACHINE, *_DEVICES, *_mapped())


def _mapped() -> Iterator[str]:
    """Libraries loaded from elsewhere (a Python that brings its own): the files, not their folders."""
    try:
        maps = Path("/proc/self/maps").read_text("utf-8", "surrogateescape")
    except OSError:
        return
    for line in maps.splitlines():
        path = line[line.find("/") :] if "/" in line else ""
        if ".so" in Path(path).name:
            yield path


def _without(place: str, secret: Collection[str]) -> Iterator[str]:
    """The place, or those of its entries that neither are nor contain anything secret.

    A secret folder *around* the place does not count: a virtual environment may live in a checkout.
    """
    if place in secret or not os.path.exists(place):
        return
    inside = [hidden for hidden in secret if hidden.startswith(place.rstrip("/") + "/")]
    if not inside:
        yield place
        return
    for entry in _entries(place):
        yield from _without(entry, inside)


def _entries(folder: str) -> list[str]:
    """Without links: what they lead to is granted where it is, or not at all."""
    try:
        return sorted(entry.path for entry in os.scandir(folder) if not entry.is_symlink())
    except OSError:  # not ours to read, nor the child's
        return []


def _real(place: str | os.PathLike[str]) -> str:
    return os.path.realpath(place)
