"""Everything that is wrong with a bank as it stands in its files; nothing is run.

`python -m dlprep.bank.inspection PATH` prints one fault a line and exits with 1 if there is one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from dlprep.bank.faults import Fault
from dlprep.bank.folders import SUFFIX, topic_files, topic_folders
from dlprep.bank.reading import MISCONCEPTIONS, SYLLABUS, Reading, read_file, read_topic, schema_name
from dlprep.bank.references import References

_HEADER = "# yaml-language-server: $schema="


def inspect(root: Path) -> tuple[Fault, ...]:
    """Every fault of the bank at `root`, in the order of its files.

    `root` may also be one topic's folder or one file of a bank; the rest of that bank is read for
    what it refers to, and only the faults under `root` are given.
    """
    bank = bank_of(root)
    if not bank.exists():
        return (Fault(str(root), 0, 0, "not there", "a bank, a topic's folder or a file"),)
    if root.is_file() and root.suffix != SUFFIX:
        return (Fault(str(root), 0, 0, "not a file of a bank", f"a name that ends in {SUFFIX}"),)
    faults = {fault for fault in _faults(bank) if _under(Path(fault.file), root)}
    return tuple(sorted(faults))


def bank_of(path: Path) -> Path:
    """The bank that a path is, or is in: the folder of a topic's folder, or of a topic's file."""
    if path.is_file():
        return path.parent if path.name in (SYLLABUS, MISCONCEPTIONS) else path.absolute().parent.parent
    is_topic = any((path / name).exists() for name in ("topic.yaml", "cards.yaml", "lesson.yaml"))
    return path.absolute().parent if is_topic else path


def _faults(bank: Path) -> Iterator[Fault]:
    shared = {name: read_file(bank / name) for name in (SYLLABUS, MISCONCEPTIONS) if (bank / name).exists()}
    topics = {slug: read_topic(bank / slug, topic_files(bank / slug)) for slug in topic_folders(bank)}
    if not topics:
        yield Fault(str(bank), 0, 0, "no topic in the bank", "folders with a topic.yaml")
    for readings in (shared, *topics.values()):
        for name, reading in readings.items():
            yield from reading.faults
            yield from reading.style
            yield from _header(reading, schema_name(name))
    yield from References(topics, shared).faults()


def _header(reading: Reading, schema: str) -> Iterator[Fault]:
    if reading.document is None:
        return
    first = reading.document.lines[0] if reading.document.lines else ""
    up = "" if schema in ("misconceptions", "syllabus") else "../"
    wanted = f"{_HEADER}{up}schema/{schema}.json"
    if first.strip() != wanted:
        yield Fault(reading.name, 1, 1, "the editor's schema is not named in the first line", f"`{wanted}`")


def _under(file: Path, path: Path) -> bool:
    return file.absolute().is_relative_to(path.absolute())


def main(arguments: list[str]) -> int:
    """Print the faults of the bank named by the first argument."""
    faults = inspect(Path(arguments[0] if arguments else "questions"))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
