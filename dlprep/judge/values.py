"""Python values to and from a frame: tensors as safetensors, everything else as tagged JSON.

Runs in child processes only. A snapshot copies what it sees, so that a later change in place cannot
rewrite it. Whatever is not plain data becomes an `Opaque` with its type's name: it equals nothing but
another of the same type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy
import torch
from safetensors.torch import load, save

from dlprep.judge.frame import MOST_BYTES, MOST_TENSORS, Malformed

TOO_MUCH = f"the tests observe more than {MOST_TENSORS:,} tensors or {MOST_BYTES >> 20} MB, which is too much"
DEEPEST = 40
LONGEST_TEXT = 100_000
PLAIN_TENSORS = (torch.Tensor, torch.nn.Parameter)
REAL_PAIRS = {torch.complex64: torch.float32, torch.complex128: torch.float64}
KEPT = {
    getattr(torch, name)
    for name in (
        *("bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"),
        *("float8_e4m3fn", "float8_e5m2", "float16", "bfloat16", "float32", "float64"),
    )
}
"""What a frame can hold."""
DTYPES = {str(value): value for value in vars(torch).values() if isinstance(value, torch.dtype)}


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that was observed but is not plain data."""

    type: str


Seen = dict[Any, tuple[str, torch.Tensor]]
"""What one snapshot has kept, by its place in memory; held on to, so that nothing else gets that place."""


@dataclass(slots=True)
class Store:
    """The tensors of one frame; the same memory seen twice by one snapshot is kept once."""

    tensors: dict[str, torch.Tensor] = field(default_factory=dict)
    size: int = 0

    def snapshot(self, value: Any) -> Any:
        """The JSON of a value, its tensors copied into the store."""
        return self._encode(value, {}, 0)

    def bytes(self) -> bytes:
        """The safetensors of all snapshots so far."""
        return bytes(save(self.tensors)) if self.tensors else b""

    def _encode(self, value: Any, seen: Seen, depth: int) -> Any:
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value if kind is not str else value[:LONGEST_TEXT]
        if kind is int:
            return value if value.bit_length() < 4_000 else {"opaque": "a huge int"}
        if kind is float:
            return {"float": value.hex()}
        if kind in PLAIN_TENSORS:
            strange = _strange(value)
            return {"opaque": strange} if strange else self._tensor(value, seen)
        return self._compound(value, seen, depth)

    def _compound(self, value: Any, seen: Seen, depth: int) -> Any:
        if depth > DEEPEST:
            return {"opaque": "nested too deeply"}
        kind = type(value)
        if isinstance(value, (list, tuple)):
            tag = "tuple" if isinstance(value, tuple) else "list"
            return {tag: [self._encode(part, seen, depth + 1) for part in tuple(value)]}
        if isinstance(value, (set, frozenset)):
            return {"set": [self._encode(part, seen, depth + 1) for part in sorted(value, key=repr)]}
        if isinstance(value, Mapping):
            pairs = [[self._encode(part, seen, depth + 1) for part in pair] for pair in value.items()]
            return {"dict": pairs}
        if kind is complex:
            return {"complex": [value.real.hex(), value.imag.hex()]}
        if kind is torch.dtype:
            return {"dtype": str(value)}
        if kind is numpy.ndarray:
            return self._encode(torch.as_tensor(value), seen, depth)
        if isinstance(value, (numpy.number, numpy.bool_)) and kind is not numpy.longdouble:
            return self._encode(value.item(), seen, depth)
        return {"opaque": f"{kind.__module__}.{kind.__qualname__}"[:200]}

    def _tensor(self, value: torch.Tensor, seen: Seen) -> Any:
        data = value.detach()
        entry: dict[str, Any] = {"tensor": "", "grad": value.requires_grad}
        if data.dtype in REAL_PAIRS:
            entry["complex"] = True
            data = torch.view_as_real(data.resolve_conj())
        same = (data.data_ptr(), data.dtype, data.shape, data.stride(), data.is_neg())
        if data.numel() == 0 or same not in seen:
            self.size += data.numel() * data.element_size()
            if len(self.tensors) >= MOST_TENSORS or self.size > MOST_BYTES:
                raise ValueError(TOO_MUCH)
            seen[same] = str(len(self.tensors)), data
            self.tensors[seen[same][0]] = data.clone(memory_format=torch.contiguous_format).resolve_neg()
        entry["tensor"] = seen[same][0]
        if not data.is_contiguous() and torch.ops.aten.is_non_overlapping_and_dense(data):
            entry["stride"] = list(data.stride())
        return entry


def _strange(value: torch.Tensor) -> str:
    """What it is about a tensor that a frame cannot hold, in words; empty for ordinary ones."""
    if value.is_nested:
        return "a nested tensor"
    if value.layout is not torch.strided:
        return f"a tensor with the layout {str(value.layout).removeprefix('torch.')}"
    if value.device.type != "cpu":
        return f"a tensor on the device {value.device}"
    known = value.dtype in KEPT or value.dtype in REAL_PAIRS
    return "" if known else f"a tensor {str(value.dtype).removeprefix('torch.')} {list(value.shape)}"


def tensors(data: bytes) -> dict[str, torch.Tensor]:
    """The tensors of an unpacked frame by key; `Malformed` when the library refuses them."""
    if not data:
        return {}
    try:
        return load(data)
    except Exception as error:  # noqa: BLE001 - whatever the library says about foreign bytes
        raise Malformed(f"its tensors cannot be read: {error}") from None


def decode(value: Any, store: Mapping[str, torch.Tensor]) -> Any:
    """The value that a snapshot's JSON stands for, its tensors fresh copies."""
    if not isinstance(value, dict):
        return [decode(part, store) for part in value] if isinstance(value, list) else value
    try:
        return _decode(value, store)
    except Malformed:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError, OverflowError) as error:
        raise Malformed(f"an observation cannot be read: {error!r:.200}") from None


def _decode(value: dict[str, Any], store: Mapping[str, torch.Tensor]) -> Any:
    body: Any
    tag, body = next(iter(value.items()), ("", None))
    match tag:
        case "tensor":
            return _decode_tensor(value, store[body])
        case "float":
            return float.fromhex(body)
        case "complex":
            real, imaginary = map(float.fromhex, body)
            return complex(real, imaginary)
        case "dtype":
            return DTYPES[body]
        case "list" | "set":
            return [decode(part, store) for part in body]
        case "tuple":
            return tuple(decode(part, store) for part in body)
        case "dict":
            return {decode(key, store): decode(part, store) for key, part in body}
        case "opaque":
            return Opaque(str(body))
    raise Malformed(f"an observation of the unknown kind {tag!r:.40}")


def _decode_tensor(entry: dict[str, Any], data: torch.Tensor) -> torch.Tensor:
    if stride := entry.get("stride"):
        if sum((size - 1) * step for size, step in zip(data.shape, stride, strict=True)) + 1 != data.numel():
            raise Malformed("strides that leave holes")
        data = torch.empty_strided(data.shape, stride, dtype=data.dtype).copy_(data)
    else:
        data = data.clone()
    if entry.get("complex"):
        data = torch.view_as_complex(data)
    return data.requires_grad_(bool(entry.get("grad")) and (data.is_floating_point() or data.is_complex()))
