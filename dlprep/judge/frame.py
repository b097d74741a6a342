"""The frames that the judge's processes exchange, read strictly because their writer is not trusted.

    "DLP1" | u32 length of the JSON | u32 length of the tensors | JSON object | safetensors

Little-endian. Nothing here imports torch or safetensors: the interface reads the JSON of its answers and
passes tensors on as bytes; the children decode them (`values.py`) after `check_tensors` has held them to
the format.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

MAGIC = b"DLP1"
HEAD = struct.Struct("<4sII")
MOST_BYTES = 64 << 20
MOST_JSON = 1 << 20
MOST_TENSORS = 2_000

WIDTHS: Mapping[str, int] = {
    "BOOL": 1,
    "U8": 1,
    "I8": 1,
    "U16": 2,
    "I16": 2,
    "F16": 2,
    "BF16": 2,
    "U32": 4,
    "I32": 4,
    "F32": 4,
    "U64": 8,
    "I64": 8,
    "F64": 8,
    "F8_E4M3": 1,
    "F8_E5M2": 1,
}
"""Bytes of one element, for each safetensors dtype that a frame may hold."""


class Malformed(ValueError):  # noqa: N818 - the name says it
    """The bytes are not a frame, or exceed its limits."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame's JSON object, and its tensors still as safetensors bytes."""

    meta: dict[str, Any]
    tensors: bytes = b""


def pack(meta: Mapping[str, Any], tensors: bytes = b"") -> bytes:
    """The bytes of a frame; `Malformed` when it would exceed the limits that its reader holds."""
    try:
        body = json.dumps(meta, allow_nan=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError, UnicodeEncodeError) as error:
        raise Malformed(f"not JSON: {error}") from None
    head = HEAD.pack(MAGIC, len(body), len(tensors))
    size(head)
    return head + body + tensors


def size(head: bytes | bytearray) -> int | None:
    """Length of the frame that starts with these bytes, or None while fewer than 12 are there."""
    if len(head) < HEAD.size:
        return None
    magic, meta, tensors = HEAD.unpack_from(head)
    if magic != MAGIC:
        raise Malformed("it does not start with the mark of a frame")
    if meta > MOST_JSON or HEAD.size + meta + tensors > MOST_BYTES:
        raise Malformed(f"it is larger than the limit ({MOST_JSON} bytes of JSON, {MOST_BYTES} in all)")
    return HEAD.size + int(meta) + int(tensors)


def unpack(data: bytes) -> Frame:
    """Read exactly one frame; `Malformed` says what is wrong with anything else."""
    if size(data) != len(data):
        raise Malformed(f"{len(data)} bytes are not one whole frame")
    _, length, _ = HEAD.unpack_from(data)
    meta = _object(data[HEAD.size : HEAD.size + length])
    tensors = data[HEAD.size + length :]
    if tensors:
        check_tensors(tensors)
    return Frame(meta, tensors)


def split(data: bytes) -> list[Frame]:
    """Read frames that stand one after the other, to the last byte."""
    frames = []
    while data:
        length = size(data)
        if length is None or length > len(data):
            raise Malformed("the last frame is cut short")
        frames.append(unpack(data[:length]))
        data = data[length:]
    return frames


def check_tensors(data: bytes) -> None:
    """Hold safetensors bytes to the format: known dtypes, true sizes, the buffer covered without holes."""
    if len(data) < 8:
        raise Malformed("the tensors have no header")
    length = int.from_bytes(data[:8], "little")
    if length > MOST_JSON or 8 + length > len(data):
        raise Malformed("the tensors' header is longer than it may be")
    header = _object(data[8 : 8 + length])
    header.pop("__metadata__", None)
    if len(header) > MOST_TENSORS:
        raise Malformed(f"{len(header)} tensors, the limit is {MOST_TENSORS}")
    end = 0
    for begin, stop in sorted(_extent(entry) for entry in header.values()):
        if begin != end:
            raise Malformed("the tensors overlap or leave holes")
        end = stop
    if end != len(data) - 8 - length:
        raise Malformed("the tensors do not fill their buffer")


def _extent(entry: Any) -> tuple[int, int]:
    """Where a tensor lies in the buffer, after checking that its shape and dtype need just that room."""
    if not isinstance(entry, dict) or entry.keys() != {"dtype", "shape", "data_offsets"}:
        raise Malformed("a tensor's entry needs dtype, shape and data_offsets")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in WIDTHS:
        raise Malformed(f"a tensor of the unknown dtype {dtype!r:.40}")
    if not _sizes(shape) or not _sizes(offsets) or len(offsets) != 2 or len(shape) > 64:
        raise Malformed("a tensor's shape or place is not a list of sizes")
    begin, stop = offsets
    if stop - begin != math.prod(shape) * WIDTHS[dtype]:
        raise Malformed("a tensor's shape does not fit its bytes")
    return begin, stop


def _sizes(value: Any) -> bool:
    return isinstance(value, list) and all(type(size) is int and 0 <= size < 1 << 48 for size in value)


def _object(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text.decode(), object_pairs_hook=_distinct, parse_constant=_refuse)
    except Malformed:
        raise
    except (ValueError, RecursionError, MemoryError) as error:
        raise Malformed(f"its JSON cannot be read: {error}") from None
    if not isinstance(value, dict):
        raise Malformed("its JSON is not an object")
    return value


def _distinct(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Malformed("a key of its JSON stands twice")
    return value


def _refuse(constant: str) -> NoReturn:
    raise Malformed(f"{constant} is not JSON")
