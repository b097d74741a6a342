"""ULIDs: ids that sort by time (github.com/ulid/spec), 48 bits of milliseconds and 80 of chance."""

from __future__ import annotations

import os

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26


def ulid(at_ms: int, after: str = "") -> str:
    """A fresh id for a moment (UTC, ms) that sorts after another id, even if the clock went back."""
    value = at_ms << 80 | int.from_bytes(os.urandom(10), "big")
    if after:
        value = max(value, _number(after) + 1)
    return "".join(ALPHABET[value >> shift & 31] for shift in range(5 * LENGTH - 5, -1, -5))


def _number(id: str) -> int:
    value = 0
    for letter in id:
        value = value << 5 | ALPHABET.index(letter)
    return value
