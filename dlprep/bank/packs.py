"""Third parties' packs: folders like the questions' own, found where they were put or named."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class Pack(NamedTuple):
    """A pack's name, which its ids begin with, and its folder."""

    name: str
    folder: Path


class LeftOut(NamedTuple):
    """A pack that is not used, and why: a sentence."""

    name: str
    folder: Path
    why: str

    def __str__(self) -> str:
        return f"The pack {self.name!r} is left out: {self.why}"


def found(own: Path, named: Iterable[Path] = ()) -> tuple[list[Pack], list[LeftOut]]:
    """The packs among the folders of `own`, then those `named`; and those that cannot be used.

    A folder's name is its pack's. Of two packs of one name the first is used.
    """
    packs: dict[str, Pack] = {}
    left_out = []
    for folder in (*_folders(own), *named):
        name = folder.name
        there = packs.get(name)
        if there and there.folder.resolve() == folder.resolve():
            continue
        if why := _unfit(folder, there):
            left_out.append(LeftOut(name, folder, why))
        else:
            packs[name] = Pack(name, folder)
    return list(packs.values()), left_out


def _folders(own: Path) -> Iterator[Path]:
    try:
        with os.scandir(own) as entries:
            names = sorted(one.name for one in entries if one.is_dir() and not one.name.startswith("."))
    except OSError:  # most candidates have none
        return
    yield from (own / name for name in names)


def _unfit(folder: Path, there: Pack | None) -> str | None:
    if not re.fullmatch(_NAME, folder.name):
        return f"a pack's folder is named in lower-case words joined by hyphens. Rename {folder}."
    if there:
        return f"{there.folder} has the same name. Rename {folder}."
    return None if folder.is_dir() else f"there is no folder {folder}."
