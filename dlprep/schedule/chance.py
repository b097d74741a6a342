"""Chance that is the same on every machine and in every run."""

from __future__ import annotations

from hashlib import blake2b


def fraction(*key: object) -> float:
    """A number in [0, 1) decided by `key` alone: equal keys give equal numbers, others look unrelated."""
    digest = blake2b(repr(key).encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / 2**53
