"""From files that were checked to the plain data that the library builds from and the cache keeps."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from dlprep.bank.faults import BankError
from dlprep.bank.reading import CARDS, LESSON, TOPIC, read_file, read_topic, schema_name


def compile_topic(folder: Path, files: list[str]) -> dict[str, Any]:
    """`topic` and `lesson` records, and `items` as (record, file, row, digest), cards first.

    Raises `BankError` with every fault of the topic's files.
    """
    readings = read_topic(folder, files)
    if faults := [fault for reading in readings.values() for fault in reading.faults]:
        raise BankError(faults)
    kinds = {CARDS, *(file for file in files if schema_name(file) == "challenge")}
    return {
        "topic": readings[TOPIC].records[0],
        "lesson": readings[LESSON].records[0] if LESSON in readings else None,
        "items": [
            [part.record, file, part.row, digest(part.record)]
            for file, reading in readings.items()
            if file in kinds
            for part in reading.parts
        ],
    }


def compile_file(file: Path) -> list[dict[str, Any]]:
    """The records of one of the bank's own files. Raises `BankError` with every fault of it."""
    reading = read_file(file)
    if reading.faults:
        raise BankError(reading.faults)
    return reading.records


def digest(record: dict[str, Any]) -> str:
    """Sixteen hexadecimal digits that name an item's content, wherever it stands."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
