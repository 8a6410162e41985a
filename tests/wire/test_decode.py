"""Forms that no honest encoder makes."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.wire.decode import decode
from grader.wire.errors import WireError
from grader.wire.form import ITEM_SIZES, Array, Binary, Held, Items, Named, Pairs, Plain, Value
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


def _arrive(form: Value, body: bytes = bytes(128)) -> Any:
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
        Array("tensor", "float32", [1], 128),
        Array("tensor", "float64", [1], 4),
        Array("tensor", "uint16", [1], 0),
        Array("array", "bfloat16", [1], 0),
        Array("scalar", "float32", [1], 0),
        Array("tensor", "float32", [1] * 33, 0),
        Array("tensor", "float32", [-1], 0),
        Named("dtype", "_dynamo"),
        Named("dtype", "nn"),
        Named("device", "abacus"),
        Pairs([(Items("list", []), Plain(1))]),
        Pairs([(Held(0, "x"), Plain(1))]),
    ],
    ids=repr,
)
def test_refuses_what_cannot_be(form: Value) -> None:
    """A form that no value has is a WireError."""
    with pytest.raises(WireError):
        _arrive(form)


def test_refuses_what_is_too_deep() -> None:
    """A form nested 33 deep is a WireError, as a value and as a key."""
    deep: Value = Binary(b"")
    for _ in range(33):
        deep = Items("tuple", [deep])
    for form in (deep, Pairs([(deep, Plain(1))])):
        with pytest.raises(WireError, match="nested"):
            _arrive(form)


def test_a_bool_is_zero_or_one() -> None:
    """A byte of 7 in a tensor or an array of bools is True, and counts as one."""
    body = bytes([7, 0, 255]) + bytes(61)
    assert int(_arrive(Array("tensor", "bool", [3], 0), body).sum()) == 2
    assert int(_arrive(Array("array", "bool", [3], 0), body).sum()) == 2
