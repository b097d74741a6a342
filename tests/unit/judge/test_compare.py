"""Differences in words, and values on their way through a frame."""

from __future__ import annotations

import math

import numpy
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dlprep.judge.compare import Rule, Run, difference, holds_true
from dlprep.judge.frame import Malformed, pack, unpack
from dlprep.judge.values import Opaque, Store, decode, tensors


def through_a_frame(value):
    store = Store()
    meta = store.snapshot(value)
    read = unpack(pack({"value": meta}, store.bytes()))
    return decode(read.meta["value"], tensors(read.tensors))


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=5) | st.integers(0, 9), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(plain)
def test_plain_values_come_through_unchanged(value):
    assert through_a_frame(value) == value


@pytest.mark.parametrize(
    "dtype",
    [
        *("bool", "uint8", "int8", "int16", "int32", "int64"),
        *("float16", "bfloat16", "float32", "float64", "complex64", "complex128"),
    ],
)
def test_tensors_of_every_dtype_come_through_unchanged(dtype):
    value = (torch.arange(12).reshape(3, 4) - 5).to(getattr(torch, dtype))
    back = through_a_frame(value)
    assert back.dtype == value.dtype
    assert torch.equal(back, value)


@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1,), (2, 3)])
def test_shapes_without_elements_or_dimensions_come_through(shape):
    assert through_a_frame(torch.ones(shape)).shape == shape


def test_strides_and_requires_grad_come_through():
    value = torch.randn(3, 4).T.requires_grad_()
    back = through_a_frame(value)
    assert back.stride() == value.stride()
    assert back.requires_grad
    assert torch.equal(back, value)


def test_a_snapshot_is_not_rewritten_by_a_later_change():
    store = Store()
    value = torch.zeros(2)
    meta = store.snapshot(value)
    value.fill_(1)
    assert decode(meta, store.tensors).tolist() == [0, 0]


def test_the_same_memory_is_kept_once_in_a_snapshot_and_again_in_the_next():
    store = Store()
    weight = torch.zeros(2)
    store.snapshot({"a": weight, "b": weight.detach()})
    assert len(store.tensors) == 1
    weight.fill_(1)
    assert decode(store.snapshot(weight), store.tensors).tolist() == [1, 1]


def test_memory_seen_in_two_shapes_is_kept_in_both():
    value = torch.arange(4.0)
    back = through_a_frame([value, value.view(2, 2), value[:2]])
    assert [list(part.shape) for part in back] == [[4], [2, 2], [2]]


def test_numbers_of_numpy_are_numbers():
    back = through_a_frame([numpy.float64(1.5), numpy.float32(2.5), numpy.int64(3), numpy.bool_(True)])
    assert back == [1.5, 2.5, 3, True]
    assert [type(part) for part in back] == [float, float, int, bool]


def test_what_is_made_only_to_be_looked_at_is_not_taken_for_what_was_there_before():
    """A tensor that is freed leaves its place in memory to the next one."""

    class Lazy(dict):
        def items(self):
            return ((key, torch.full((64,), float(key))) for key in range(20))

    assert [part[0].item() for part in through_a_frame(Lazy()).values()] == list(range(20))
    conjugates = [torch.full((64,), complex(0, n)).conj() for n in range(20)]
    assert [part[0].item().imag for part in through_a_frame(conjugates)] == [-n for n in range(20)]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: torch.eye(2).to_sparse(), "a tensor with the layout sparse_coo"),
        (lambda: torch.empty(2, device="meta"), "a tensor on the device meta"),
        (lambda: torch.zeros(2).to(torch.complex32), "a tensor complex32 [2]"),
        (lambda: torch.zeros(2).to(torch.float8_e4m3fnuz), "a tensor float8_e4m3fnuz [2]"),
        (lambda: torch.quantize_per_tensor(torch.zeros(2), 0.1, 0, torch.quint8), "a tensor quint8 [2]"),
        (lambda: torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)]), "a nested tensor"),
    ],
)
def test_a_tensor_that_no_frame_can_hold_is_told_by_what_it_is(make, words):
    back = through_a_frame(make())
    assert told(torch.zeros(2), back) == f"out: a tensor float32 [2] expected, yours is {words}"


def test_what_is_not_data_is_opaque():
    assert through_a_frame(object()) == Opaque("builtins.object")
    assert isinstance(through_a_frame(torch.randn(2).as_subclass(type("T", (torch.Tensor,), {}))), Opaque)


@pytest.mark.parametrize(
    "meta",
    [
        {"tensor": "9"},
        {"tensor": []},
        {"float": "one"},
        {"what": 1},
        {},
        {"dict": [1]},
        {"dtype": "torch.nothing"},
        {"tensor": "0", "stride": [1 << 40]},
        {"tensor": "0", "stride": [0]},
        {"tensor": "0", "stride": "x"},
        {"complex": ["0x1p0"]},
        {"float": "0x1p99999"},
        {"dict": [[{"list": []}, 1]]},
    ],
)
def test_snapshots_that_nobody_wrote_are_refused(meta):
    with pytest.raises(Malformed):
        decode(meta, {"0": torch.zeros(3)})


def told(expected, actual, tolerance=None):
    return difference(expected, actual, tolerance, "out")


@given(plain)
def test_equal_values_do_not_differ(value):
    assert told(value, value) == ""


def test_the_shape_comes_before_the_dtype_and_the_dtype_before_values():
    expected = torch.zeros(2, 3)
    assert told(expected, torch.ones(3, 2).double()) == "out: shape [2, 3] expected, yours is [3, 2]"
    assert told(expected, torch.ones(2, 3).double()) == "out: dtype float32 expected, yours is float64"


def test_the_largest_difference_is_named_with_its_place():
    actual = torch.zeros(2, 3)
    actual[1, 2] = 0.5
    actual[0, 0] = 0.25
    assert told(torch.zeros(2, 3), actual) == (
        "out: 2 of 6 values differ, most at [1, 2] by 0.5: yours 0.5, expected 0"
    )


def test_nan_agrees_with_nan_only():
    nan = torch.tensor([1.0, math.nan])
    assert told(nan, nan.clone()) == ""
    assert "yours nan, expected 2" in told(torch.tensor([1.0, 2.0]), nan)
    assert "yours 2, expected nan" in told(nan, torch.tensor([1.0, 2.0]))


def test_infinity_agrees_with_the_same_infinity_only():
    inf = torch.tensor([math.inf, -math.inf])
    assert told(inf, inf.clone()) == ""
    assert "yours inf, expected -inf" in told(inf, torch.tensor([math.inf, math.inf]))
    assert told(math.inf, 1.0)
    assert told(1.0, math.inf)


def test_integers_have_to_agree_exactly():
    assert told(torch.tensor([10**9]), torch.tensor([10**9 + 1]), (1e-2, 1.0))
    assert told(10**9, 10**9 + 1, (1e-2, 1.0))


def test_half_types_have_their_own_tolerance():
    value = torch.randn(50)
    assert told(value.bfloat16(), (value * 1.005).bfloat16()) == ""
    assert told(value, value * 1.005)


def test_a_small_entry_beside_large_ones_may_carry_their_rounding():
    expected = torch.tensor([4.0, 1e-3])
    assert not difference(expected, expected + torch.tensor([0.0, 4e-6]), None, "x")
    assert difference(expected, expected + torch.tensor([0.0, 4e-5]), None, "x")
    assert difference(expected.double(), expected.double() + torch.tensor([0.0, 4e-6]), None, "x")


def test_the_fill_of_a_mask_hides_no_difference_beside_it():
    expected = torch.tensor([-1e9, 1.0, 0.0, -math.inf])
    assert difference(expected, expected + torch.tensor([0.0, 0.0, 1e-3, 0.0]), None, "x")


numbers = (
    st.integers(-(2**4000), 2**4000)
    | st.floats()
    | st.complex_numbers()
    | st.sampled_from([1.7e308, complex(1.7e308, -1.7e308), 10**1000])
)


@given(numbers, numbers, st.sampled_from([None, (1e-4, 1e-6)]))
def test_any_two_numbers_can_be_compared(left, right, tolerance):
    told(left, right, tolerance)


def test_a_number_beyond_every_float_is_far_from_all_of_them():
    assert told(1.0, 10**1000)
    assert told(1.0, complex(1.7e308, 1.7e308))


def test_numbers_may_be_int_or_float_but_not_bool():
    assert told(3, 3.0) == ""
    assert told(1, True) == "out: int 1 expected, yours is bool True"


def test_nested_values_are_named_by_their_path():
    assert told({"w": [torch.zeros(1), 1.0]}, {"w": [torch.zeros(1), 2.0]}) == (
        "out['w'][1]: yours is 2, expected 1"
    )
    assert told({"a": 1, "b": 2}, {"a": 1}) == "out: lacks 'b'"
    assert told([1, 2], [1]) == "out: 2 values expected, yours has 1"


def run(after=None, error=None, **observed):
    return Run(observed, after or {}, error)


def test_a_missing_observation_fails():
    assert "y" in Rule("t").complaint({}, run(x=1, y=2), run(x=1))
    assert "z" in Rule("t").complaint({}, run(x=1), run(x=1, z=3))


def test_an_input_changed_in_place_fails_unless_the_reference_changes_it():
    before, changed = torch.zeros(2), torch.ones(2)
    keeps, changes = run({"x": before}, y=1), run({"x": changed}, y=1)
    assert Rule("t").complaint({"x": before}, keeps, keeps) == ""
    assert Rule("t").complaint({"x": before}, changes, changes) == ""
    assert "x is changed in place" in Rule("t").complaint({"x": before}, keeps, changes)
    assert "x afterwards" in Rule("t").complaint({"x": before}, changes, keeps)


def test_a_property_replaces_the_comparison_unless_there_is_a_tolerance():
    reference, other = run(y=1.0), run(y=2.0)
    assert Rule("t", expect="y > 0").complaint({}, reference, other) == ""
    assert "y < 0" in Rule("t", expect="y < 0").complaint({}, reference, other)
    assert "expected 1" in Rule("t", (1e-4, 0.0), "y > 0").complaint({}, reference, other)
    assert Rule("t", expect="assert y > 5, 'too small'").complaint({}, reference, other) == "too small"
    assert "TypeError" in Rule("t", expect="y + 1 > 0").complaint({}, reference, run(y="text"))


def test_a_property_is_an_expression_or_statements():
    assert holds_true("x == 1", {"x": 1})
    assert not holds_true("x == 2", {"x": 1})
    assert holds_true("y = x\nassert y == 1", {"x": 1})
    with pytest.raises(AssertionError):
        holds_true("assert x == 2", {"x": 1})
