"""Values to their forms, and back."""

import collections
import enum
import math
import socket
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.wire.errors import NotPlain
from grader.wire.form import DEPTH_LIMIT, INTEGER_BITS, PAIRS_LIMIT, Held
from grader.wire.frame import receive_frame, send_frame
from grader.wire.message import Returned, pack, unpack_reply
from grader.wire.value import decode, decode_arguments, encode, encode_arguments

_KEYS = (
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.tuples(st.integers(), st.text())
)
_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(_KEYS, inner),
    max_leaves=20,
)
_DTYPES = [
    torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64,
    torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128,
]  # fmt: skip


class _Colour(enum.IntEnum):
    RED = 1


class _Text(str):
    __slots__ = ()


_Point = collections.namedtuple("_Point", "x y")  # noqa: PYI024  (students write them so)


def _cross(value: Any) -> Any:
    """What arrives on the other side; what is held arrives as its `Held`."""
    form, buffers = encode(value, lambda one: Held(0, type(one).__name__))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        send_frame(ours, pack(Returned(value=form)), buffers)
        header, body = receive_frame(theirs)
    reply = unpack_reply(header)
    assert isinstance(reply, Returned)
    return decode(reply.value, body, lambda held: held)


def _same_types(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return all(map(_same_types, one, other))
    return not isinstance(one, dict) or all(map(_same_types, one.values(), other.values()))


@given(value=_PLAIN)
def test_plain_values_cross(value: Any) -> None:
    """Every plain value arrives equal, and of the same types all the way down."""
    arrived = _cross(value)
    assert arrived == value
    assert _same_types(arrived, value)


@given(value=st.floats())
def test_every_float_crosses(value: float) -> None:
    """Infinities and NaN cross too."""
    arrived = _cross(value)
    assert arrived == value or (math.isnan(arrived) and math.isnan(value))


@given(dtype=st.sampled_from(_DTYPES), shape=st.lists(st.integers(0, 4), max_size=4))
def test_tensors_cross(dtype: torch.dtype, shape: list[int]) -> None:
    """A tensor of any dtype and shape, empty ones and those without a dimension too, arrives bit by bit."""
    tensor = (torch.rand(shape) * 10).to(dtype)
    arrived = _cross(tensor)
    assert arrived.dtype == dtype
    assert arrived.shape == tensor.shape
    assert torch.equal(arrived, tensor)


@pytest.mark.parametrize(
    "tensor",
    [
        torch.arange(6.0).reshape(2, 3).t(),
        torch.arange(6.0)[::2],
        torch.arange(6.0)[::6],
        torch.arange(6.0)[6::2],
        torch.ones(1).expand(3, 4),
        torch.nn.Parameter(torch.ones(2)),
        torch.ones(2, requires_grad=True) * 2,
        torch.tensor([1 + 2j]).conj(),
        torch.tensor([1 + 2j]).conj().imag,
    ],
    ids=[
        "transposed",
        "strided",
        "strided one",
        "strided none",
        "expanded",
        "parameter",
        "in a graph",
        "conjugated",
        "negated",
    ],
)
def test_what_a_tensor_shows_is_what_crosses(tensor: torch.Tensor) -> None:
    """Views, parameters and lazy conjugates arrive as the plain tensors they look like."""
    arrived = _cross(tensor)
    assert type(arrived) is torch.Tensor
    assert not arrived.requires_grad
    assert torch.equal(arrived, tensor.detach())


def test_tensors_may_be_changed_where_they_arrive() -> None:
    """A tensor and an array that arrive are writable, and the sender's are not changed with them."""
    tensor, array = torch.zeros(3), np.zeros(3)
    arrived = _cross([tensor, array])
    arrived[0] += 1
    arrived[1] += 1
    assert tensor.sum() == array.sum() == 0


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3).T,
        np.arange(3, dtype=">i4"),
        np.zeros((0, 2)),
        np.array(3.5),
        np.array([True]),
    ],
    ids=["transposed", "big-endian", "empty", "no dimension", "bool"],
)
def test_arrays_cross(array: Any) -> None:
    """A numpy array arrives as one, of the same shape and values."""
    arrived = _cross(array)
    assert isinstance(arrived, np.ndarray)
    assert arrived.shape == array.shape
    assert np.array_equal(arrived, array)


def test_numpy_scalars_cross_as_themselves() -> None:
    """A numpy scalar arrives as a scalar of its dtype, so a `np.float64` is still a float."""
    for scalar in (np.float64(0.25), np.float32(0.5), np.int64(-3), np.bool_(1)):
        arrived = _cross(scalar)
        assert type(arrived) is type(scalar)
        assert arrived == scalar


def test_the_deepest_value_can_be_sent_back() -> None:
    """A value nested as deep as a reply allows, with the largest integer in it, may be an argument."""
    value: Any = 2**INTEGER_BITS - 1
    for _ in range(DEPTH_LIMIT - 1):
        value = [value]
    form, named, buffers = encode_arguments([value], {"x": value}, lambda _: Held(0, ""))
    assert decode_arguments(form, named, memoryview(b""), lambda held: held) == ([value], {"x": value})
    assert buffers == []


def test_names_cross() -> None:
    """A dtype, a device and a `torch.Size` arrive as themselves, the size as a tuple."""
    value = [torch.float32, torch.device("cuda", 1), torch.zeros(2, 3).shape]
    assert _cross(value) == [torch.float32, torch.device("cuda:1"), (2, 3)]


@pytest.mark.parametrize(
    "value",
    [
        _Colour.RED,
        _Text("x"),
        _Point(1, 2),
        collections.OrderedDict(a=1),
        {_Colour.RED: 1},
        {1, 2},
        3j,
        range(3),
        torch.nn.Linear(1, 1),
        torch.ones(2).to_sparse(),
        torch.ones(2, device="meta"),
        torch.ones([1] * 9),
        torch.device("vulkan"),
        np.array(["text"]),
        np.array([1], dtype="uint16"),
        np.array([(1, 2.0)], dtype="i4,f4"),
        int,
        len,
    ],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_is_held(value: Any) -> None:
    """What is not exactly a plain type stays behind: a subclass, an object, a tensor that is not strided."""
    assert _cross(value) == Held(0, type(value).__name__)


def test_what_is_held_may_lie_inside() -> None:
    """A list with an object in it crosses, the object as its `Held`."""
    assert _cross([1, object()]) == [1, Held(0, "object")]


def test_a_dict_crosses_up_to_a_size() -> None:
    """A dict of 1,024 items arrives as itself, a larger one stays behind."""
    whole = {(number, "key"): number for number in range(PAIRS_LIMIT)}
    assert _cross(whole) == whole
    assert _cross({**whole, "more": 1}) == Held(0, "dict")


def test_refuses_what_is_too_deep() -> None:
    """A value that contains itself is `NotPlain`, and so is one nested 33 deep."""
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(NotPlain, match="nested"):
        encode(endless, lambda _: Held(0, ""))


def test_refuses_integers_that_cannot_be_printed() -> None:
    """An integer of up to 8,192 bits crosses, and a larger one is `NotPlain`."""
    assert _cross(-(2**INTEGER_BITS) + 1) == -(2**INTEGER_BITS) + 1
    with pytest.raises(NotPlain, match="bits"):
        encode(2**INTEGER_BITS, lambda _: Held(0, ""))
