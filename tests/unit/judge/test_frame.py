"""The frame parser: whatever comes, it reads a frame or says that it is malformed."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from dlprep.judge import frame
from dlprep.judge.frame import Frame, Malformed, check_tensors, pack, size, split, unpack

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
metas = st.dictionaries(st.text(max_size=8), values, max_size=5)


def tensors(header: object, body: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def entry(
    dtype: str = "F32", shape: list[int] | None = None, begin: int = 0, end: int = 8
) -> dict[str, object]:
    return {"dtype": dtype, "shape": [2] if shape is None else shape, "data_offsets": [begin, end]}


GOOD = pack({"a": [1, {"float": "0x1p+0"}]}, tensors({"x": entry(), "y": entry("U8", [], 8, 9)}, bytes(9)))


@given(metas)
def test_what_is_packed_comes_back(meta):
    assert unpack(pack(meta)) == Frame(meta)


@given(st.lists(metas, max_size=4))
def test_frames_in_a_row_come_back(frames):
    assert [one.meta for one in split(b"".join(map(pack, frames)))] == frames


@given(metas, st.data())
def test_no_prefix_of_a_frame_is_one(meta, data):
    whole = pack(meta)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(Malformed):
        unpack(whole[:cut])


def read_or_refuse(data: bytes) -> None:
    try:
        read = unpack(data)
    except Malformed:
        return
    assert isinstance(read.meta, dict)


@given(st.binary(max_size=200))
@example(b"DLP1")
@example(b"DLP1" + b"\xff" * 8)
def test_any_bytes_are_read_or_refused(data):
    read_or_refuse(data)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_behind_a_true_head_are_read_or_refused(meta, body):
    read_or_refuse(struct.pack("<4sII", b"DLP1", len(meta), len(body)) + meta + body)


@given(st.data())
def test_a_good_frame_with_bytes_changed_is_read_or_refused(data):
    damaged = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    read_or_refuse(bytes(damaged))


headers = st.dictionaries(
    st.text(max_size=4),
    st.fixed_dictionaries(
        {
            "dtype": st.sampled_from([*frame.WIDTHS, "F9", "", 3, None]),
            "shape": st.lists(st.integers(-2, 2**50) | st.none() | st.booleans(), max_size=4),
            "data_offsets": st.lists(st.integers(-2, 2**50) | st.floats(), max_size=3),
        }
    )
    | values,
    max_size=3,
)


@given(headers, st.binary(max_size=40))
def test_any_tensor_header_is_held_to_the_format(header, body):
    try:
        check_tensors(tensors(header, body))
    except Malformed:
        return
    assert sum(end - begin for begin, end in (one["data_offsets"] for one in header.values())) == len(body)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@settings(max_examples=100_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.binary(max_size=400)
    | st.builds(lambda a, b: GOOD[:a] + b + GOOD[a:], st.integers(0, 150), st.binary(max_size=9))
)
def test_a_hundred_thousand_inputs(data):
    read_or_refuse(data)
    read_or_refuse(struct.pack("<4sII", b"DLP1", min(len(data), 50), max(0, len(data) - 50)) + data)


@given(metas)
def test_a_size_is_known_from_the_head_alone(meta):
    whole = pack(meta)
    assert size(whole[:11]) is None
    assert size(whole[:12]) == len(whole)


@pytest.mark.parametrize(
    ("meta", "why"),
    [
        (b"[" * 100_000, "recursion"),
        (b'{"a":' * 100_000, "recursion"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": Infinity}', "Infinity"),
        (b"[1]", "not an object"),
        (b"\xff\xfe", "cannot be read"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "cannot be read"),
        (b"", "cannot be read"),
    ],
)
def test_hostile_json_is_refused(meta, why):
    with pytest.raises(Malformed, match=why):
        unpack(struct.pack("<4sII", b"DLP1", len(meta), 0) + meta)


@pytest.mark.parametrize(
    "data",
    [
        tensors({"x": entry()}, bytes(7)),
        tensors({"x": entry(), "y": entry()}, bytes(16)),
        tensors({"x": entry(begin=4, end=12)}, bytes(12)),
        tensors({"x": entry("F99")}, bytes(8)),
        tensors({"x": entry(shape=[3])}, bytes(8)),
        tensors({"x": entry(shape=[2**40, 2**40])}, bytes(8)),
        tensors({"x": entry(shape=[True, 2])}, bytes(8)),
        tensors({str(index): entry("U8", [0], 0, 0) for index in range(2_001)}),
        tensors([1]),
        (2**63).to_bytes(8, "little"),
        b"short",
    ],
)
def test_hostile_tensors_are_refused(data):
    with pytest.raises(Malformed):
        check_tensors(data)


def test_more_than_the_limits_is_not_packed():
    with pytest.raises(Malformed, match="limit"):
        pack({"a": "x" * frame.MOST_JSON})
    with pytest.raises(Malformed, match="limit"):
        pack({}, bytes(frame.MOST_BYTES))


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_head_that_promises_too_much_is_refused_before_it_is_read(meta, body):
    assume(meta > frame.MOST_JSON or meta + body + 12 > frame.MOST_BYTES)
    with pytest.raises(Malformed, match="larger"):
        size(struct.pack("<4sII", b"DLP1", meta, body))
