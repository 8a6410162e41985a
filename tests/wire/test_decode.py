"""Forms that no honest encoder makes."""

import contextlib
import math
import struct
import tracemalloc
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.wire.decode import decode, decode_arguments
from grader.wire.errors import WireError
from grader.wire.form import (
    ITEM_SIZES,
    PAIRS_LIMIT,
    Array,
    Binary,
    Held,
    Integer,
    Items,
    Named,
    Pairs,
    Plain,
    Value,
)
from grader.wire.frame import padded
from grader.wire.message import Returned, pack, unpack_reply

_SIDES = st.integers(-3, 4) | st.integers(-(2**63), 2**63 - 1)
_FORMS: st.SearchStrategy[Any] = st.recursive(
    st.builds(Plain, st.none() | st.integers(0, 9) | st.floats() | st.text(max_size=3))
    | st.builds(
        Array,
        st.sampled_from(["tensor", "array", "scalar", "x"]),
        st.sampled_from([*ITEM_SIZES, "object", "_C", ""]),
        st.lists(_SIDES, max_size=4) | st.lists(st.just(2**62), min_size=30, max_size=40),
        st.sampled_from([0, 64, 1, -64, 2**62]),
    )
    | st.builds(Named, st.sampled_from(["dtype", "device", "x"]), st.text(max_size=5))
    | st.builds(Held, st.integers(-(2**63), 2**63 - 1), st.text(max_size=3)),
    lambda inner: (
        st.builds(Items, st.sampled_from(["list", "tuple", "set"]), st.lists(inner, max_size=3))
        | st.builds(Pairs, st.lists(st.tuples(inner, inner), max_size=3))
    ),
    max_leaves=6,
)


def _arrive(form: Value, body: bytes = bytes(64)) -> Any:
    reply = unpack_reply(pack(Returned(value=form)))
    assert isinstance(reply, Returned)
    return decode(reply.value, memoryview(bytearray(body)), lambda held: held)


@given(form=_FORMS, body=st.binary(max_size=130))
def test_whatever_is_claimed_ends_in_a_value_or_a_wire_error(form: Value, body: bytes) -> None:
    """No form makes anything but a value or a WireError, whatever its sizes, names and offsets are."""
    try:
        arrived = _arrive(form, body)
    except WireError:
        return
    assert arrived is None or isinstance(
        arrived,
        (
            int,
            float,
            str,
            list,
            tuple,
            dict,
            torch.Tensor,
            np.ndarray,
            np.generic,
            torch.dtype,
            torch.device,
            Held,
        ),
    )


@pytest.mark.parametrize(
    "form",
    [
        Array("tensor", "float32", [0, 2**62, 2**62], 0),
        Array("array", "float32", [0, 2**62, 2**62], 0),
        Array("tensor", "float32", [2**62, 2**62], 0),
        Array("tensor", "float32", [33], 0),
        Array("tensor", "float32", [1], 64),
        Array("tensor", "float64", [1], 4),
        Array("tensor", "uint16", [1], 0),
        Array("array", "bfloat16", [1], 0),
        Array("scalar", "float32", [1], 0),
        Array("tensor", "float32", [1] * 9, 0),
        Array("tensor", "float32", [-1], 0),
        Named("dtype", "_dynamo"),
        Named("dtype", "nn"),
        Named("device", "abacus"),
        Named("device", "mkldnn"),
        Named("device", "cuda:0\n"),
        Integer("0x" + "f" * 2049),
        Pairs([(Plain(1), Plain(2)), (Plain(True), Plain(3))]),
        Items("list", [Array("tensor", "bool", [64], 0)] * 2),
        Items("list", [Array("tensor", "uint8", [1], 64), Array("tensor", "uint8", [1], 0)]),
        Pairs([(Items("list", []), Plain(1))]),
        Pairs([(Held(0, "x"), Plain(1))]),
    ],
    ids=repr,
)
def test_refuses_what_cannot_be(form: Value) -> None:
    """A form that no value has is a WireError."""
    body = b"" if isinstance(form, (Named, Pairs, Integer)) else bytes(64)
    with pytest.raises(WireError):
        _arrive(form, body)


def test_refuses_what_is_too_deep() -> None:
    """A form nested 33 deep is a WireError, as a value and as a key."""
    deep: Value = Binary(b"")
    for _ in range(33):
        deep = Items("tuple", [deep])
    for form in (deep, Pairs([(deep, Plain(1))])):
        with pytest.raises(WireError, match="nested"):
            _arrive(form, b"")


def test_a_bool_is_zero_or_one() -> None:
    """A byte of 7 in a tensor or an array of bools is True, and counts as one."""
    body = bytes([7, 0, 255]) + bytes(61)
    assert int(_arrive(Array("tensor", "bool", [3], 0), body).sum()) == 2
    assert int(_arrive(Array("array", "bool", [3], 0), body).sum()) == 2


@given(
    shapes=st.lists(st.lists(st.integers(0, 9), max_size=3), max_size=4),
    dtypes=st.lists(st.sampled_from(sorted(ITEM_SIZES)), min_size=4, max_size=4),
    move=st.tuples(st.integers(0, 3), st.sampled_from([-64, 64, 1, 2**40])),
)
def test_arrays_fill_the_body_in_order(
    shapes: list[list[int]], dtypes: list[str], move: tuple[int, int]
) -> None:
    """Arrays lie one after another and fill the body; one that is moved is refused, and another body."""
    forms = []
    size = 0
    for shape, dtype in zip(shapes, dtypes, strict=False):
        forms.append(Array("tensor", dtype, shape, size))
        size += padded(math.prod(shape) * ITEM_SIZES[dtype])
    arrived = _arrive(Items("list", list(forms)), bytes(size))
    assert [(list(one.shape), one.dtype) for one in arrived] == [
        (form.shape, getattr(torch, form.dtype)) for form in forms
    ]
    for wrong in (size + 64, size - 64):
        if wrong >= 0:
            with pytest.raises(WireError):
                _arrive(Items("list", list(forms)), bytes(wrong))
    which, by = move
    if which < len(forms) and forms[which].offset + by >= 0:
        forms[which] = msgspec.structs.replace(forms[which], offset=forms[which].offset + by)
        with pytest.raises(WireError):
            _arrive(Items("list", list(forms)), bytes(size))


def test_a_small_frame_claims_little_memory() -> None:
    """A thousand arrays of bools that name the same mebibyte are refused before one of them is made."""
    form = Items("list", [Array("array", "bool", [2**20], 0)] * 1000)
    body = bytes(2**20)
    with pytest.raises(WireError):
        _arrive(form, body)
    assert _peak_bytes(lambda: _arrive(form, body)) < 8 * 2**20


@pytest.mark.parametrize(
    "form",
    [
        Items("list", [Plain(None)] * 8_000),
        Items("list", [Pairs([])] * 8_000),
        Items("list", [Items("tuple", [])] * 3_000),
        Items("list", [Array("array", "bool", [0] * 8, 0)] * 600),
        Items("list", [Integer("0x" + "f" * 2048)] * 15),
    ],
    ids=["scalars", "dicts", "tuples", "empty arrays", "integers"],
)
def test_a_header_of_tiny_values_claims_little_memory(form: Value) -> None:
    """A header takes less than 128 times its own size while it is read, whatever it is full of."""
    header = pack(Returned(value=form))
    _arrive(form, b"")
    assert _peak_bytes(lambda: _arrive(form, b"")) < 128 * len(header)


def test_keys_of_equal_hashes_cost_a_bounded_number_of_comparisons() -> None:
    """A dict whose 1,024 keys all have the same hash is still read, and holds them all."""
    pairs = [(Integer(hex(number * (2**61 - 1))), Plain(number)) for number in range(16, 16 + PAIRS_LIMIT)]
    arrived = _arrive(Pairs(pairs), b"")
    assert {hash(key) for key in arrived} == {0}
    assert list(arrived.values()) == list(range(16, 16 + PAIRS_LIMIT))


@pytest.mark.parametrize("bits", [0x7FC00001, 0xFFC12345, 0x7F800001, 0x7F800000, 0x80000000, 0x00000001])
def test_every_float_arrives_bit_by_bit(bits: int) -> None:
    """NaN with a payload, infinity, minus zero and the smallest number arrive as they were sent."""
    body = struct.pack("<I", bits).ljust(64, b"\0")
    arrived = _arrive(Array("tensor", "float32", [1], 0), body)
    assert int(arrived.view(torch.int32)) & 0xFFFFFFFF == bits


def test_a_key_that_is_nan_is_one_key() -> None:
    """NaN equals nothing, so two keys of it are two."""
    assert len(_arrive(Pairs([(Plain(math.nan), Plain(1)), (Plain(math.nan), Plain(2))]), b"")) == 2


def test_arguments_share_one_body() -> None:
    """The positional and the named arguments of a call lie in one body, one after another."""
    forms = [Array("tensor", "uint8", [1], 0)]
    named = {"x": Array("tensor", "uint8", [1], 64)}
    body = memoryview(bytearray(b"\1".ljust(64, b"\0") + b"\2".ljust(64, b"\0")))
    args, kwargs = decode_arguments(forms, named, body, lambda held: held)
    assert (args[0].item(), kwargs["x"].item()) == (1, 2)
    with pytest.raises(WireError):
        decode_arguments(forms, {"x": forms[0]}, body, lambda held: held)


def _peak_bytes(act: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        with contextlib.suppress(WireError):
            act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
