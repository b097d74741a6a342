"""What was read from YAML, kept as JSON until a file changes.

A cache is only ever a saving of time: one that is missing, old, damaged or cannot be written
means that the YAML is read, and nobody is told, because nothing is lost.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cached_property
from pathlib import Path
from typing import Any

import dlprep

Stamps = list[tuple[str, int, int]]


class Cache:
    """One JSON file for each thing that was read, in a folder of its own; None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, what: Path | str, stamps: Stamps) -> Any | None:
        """What was kept of `what`, if its files still have these stamps."""
        if self._folder is None:
            return None
        try:
            with self._file(what).open("rb") as file:
                kept = json.loads(file.read())
            fresh = kept["version"] == self._version and kept["stamps"] == [list(one) for one in stamps]
            return kept["data"] if fresh else None
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return None

    def put(self, what: Path | str, stamps: Stamps, data: Any) -> None:
        """Keep `data` whole or not at all, however many processes do so at once."""
        if self._folder is None:
            return
        kept = {"version": self._version, "stamps": stamps, "data": data}
        text = json.dumps(kept, separators=(",", ":")).encode()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _replace(self._file(what), text)
        except OSError:
            return

    def _file(self, what: Path | str) -> Path:
        assert self._folder is not None
        name = hashlib.sha256(os.path.abspath(what).encode(errors="surrogateescape")).hexdigest()[:16]
        return self._folder / f"{name}.json"

    @cached_property
    def _version(self) -> str:
        """Names the code that wrote a cache, by the stamps of this room's files (0.1 ms).

        So a change of a shape or a rule, and any new installation, reads the YAML again.
        """
        room = Path(__file__).parent
        try:
            with os.scandir(room) as entries:
                code = sorted((one.name, one.stat().st_mtime_ns, one.stat().st_size) for one in entries)
        except OSError:
            code = []
        code = [one for one in code if one[0].endswith(".py")]
        return hashlib.sha256(repr((dlprep.__version__, code)).encode()).hexdigest()[:16]


def _replace(file: Path, text: bytes) -> None:
    import tempfile  # only where something is written: 4 ms

    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.stem, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as temporary:
            temporary.write(text)
        os.replace(name, file)
    except OSError:
        os.unlink(name)
        raise
