"""From the wire's form back to values; nothing in it is believed."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.wire.errors import WireError
from grader.wire.form import (
    DEPTH_LIMIT,
    DEVICE,
    INTEGER_BITS,
    ITEM_SIZES,
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
from grader.wire.frame import REQUEST, padded


def decode(value: Value, body: memoryview, find: Callable[[Held], Any]) -> Any:
    """The value itself; every size is checked against the body before anything is made.

    Tensors and arrays share the body's memory, which nobody else has. They lie in it one after another, in
    the order in which they are met, and fill it; so together they take no more than what came.

    Raises:
        WireError: a depth, a dtype, a shape, an offset, a name or a key of a dict that cannot be.
    """
    decoder = _Decoder(body, find)
    made = decoder.decode(value, DEPTH_LIMIT)
    decoder.end()
    return made


def decode_arguments(
    args: Sequence[Value], kwargs: Mapping[str, Value], body: memoryview, find: Callable[[Held], Any]
) -> tuple[list[Any], dict[str, Any]]:
    """The arguments of a call, which share one body.

    Raises:
        WireError: as in `decode`.
    """
    decoder = _Decoder(body, find)
    made = [decoder.decode(value, DEPTH_LIMIT) for value in args]
    named = {name: decoder.decode(value, DEPTH_LIMIT) for name, value in kwargs.items()}
    decoder.end()
    return made, named


class _Decoder:
    def __init__(self, body: memoryview, find: Callable[[Held], Any]) -> None:
        self._body = body
        self._find = find
        self._taken = 0

    def decode(self, value: Value, depth: int) -> Any:
        if depth == 0:
            raise WireError(f"a value nested more than {DEPTH_LIMIT} deep")
        match value:
            case Items(kind, items):
                made = [self.decode(item, depth - 1) for item in items]
                return tuple(made) if kind == "tuple" else made
            case Pairs(pairs):
                return self._decode_pairs(pairs, depth - 1)
            case Array():
                return self._decode_array(value)
            case Named():
                return _decode_named(value)
            case Held():
                return self._find(value)
            case _:
                return _decode_scalar(value)

    def end(self) -> None:
        """Every byte that came belongs to an array."""
        if self._taken != len(self._body):
            raise WireError(f"{len(self._body):,} bytes came, and the arrays take {self._taken:,}")

    def _decode_pairs(self, pairs: Sequence[tuple[Value, Value]], depth: int) -> dict[Any, Any]:
        made = {_decode_key(key, depth): self.decode(value, depth) for key, value in pairs}
        if len(made) != len(pairs):
            raise WireError("a dict with one key twice")
        return made

    def _decode_array(self, array: Array) -> Any:
        count = _count(array)
        size = padded(count * ITEM_SIZES[array.dtype])
        # Two that share bytes would change each other, and a small body could become any amount of memory.
        if array.offset != self._taken or size > len(self._body) - self._taken:
            raise WireError(
                f"an array of shape {array.shape} does not lie at byte {array.offset:,} of the "
                f"{len(self._body):,} that came"
            )
        self._taken += size
        return _make_array(array, self._body, count)


def _decode_scalar(value: Plain | Integer | Binary) -> Any:
    if not isinstance(value, Integer):
        return value.value
    number = int(value.digits, 16)
    if number.bit_length() > INTEGER_BITS:
        raise WireError(f"an integer of {number.bit_length():,} bits")
    return number


def _decode_key(key: Value, depth: int) -> Any:
    if depth == 0:
        raise WireError(f"a key nested more than {DEPTH_LIMIT} deep")
    match key:
        case Plain() | Integer() | Binary():
            return _decode_scalar(key)
        case Items("tuple", items):
            return tuple(_decode_key(item, depth - 1) for item in items)
        case _:
            raise WireError(f"a dict with a key that is a {type(key).__name__}")


def _make_array(array: Array, body: memoryview, count: int) -> Any:
    if array.kind != "tensor":
        return _make_numpy(array, body, count)
    import torch  # noqa: PLC0415  (only a side that is sent one needs it)

    dtype: torch.dtype = getattr(torch, array.dtype)
    if count == 0:
        return torch.empty(array.shape, dtype=dtype)
    read_as = torch.uint8 if dtype is torch.bool else dtype
    flat: torch.Tensor = torch.frombuffer(body, dtype=read_as, count=count, offset=array.offset)
    # A bool is a byte, and what torch computes from one that is neither 0 nor 1 is anyone's guess.
    return (flat != 0 if dtype is torch.bool else flat).reshape(array.shape)


def _make_numpy(array: Array, body: memoryview, count: int) -> Any:
    import numpy as np  # noqa: PLC0415  (only a side that is sent one needs it)

    if array.dtype == "bfloat16" or (array.kind == "scalar" and array.shape):
        raise WireError(f"numpy has no {array.kind} of dtype {array.dtype} and shape {array.shape}")
    if count == 0:
        return np.empty(array.shape, dtype=array.dtype)
    read_as = "uint8" if array.dtype == "bool" else array.dtype
    flat = np.frombuffer(body, dtype=read_as, count=count, offset=array.offset)
    made = (flat != 0 if array.dtype == "bool" else flat).reshape(array.shape)
    return made[()] if array.kind == "scalar" else made


def _count(array: Array) -> int:
    item_bytes = ITEM_SIZES.get(array.dtype)
    if item_bytes is None:
        raise WireError(f"no array has dtype {array.dtype!r}")
    # An empty array takes no bytes, whatever its other sides are; libraries refuse sides beyond all memory.
    if item_bytes * math.prod(max(side, 1) for side in array.shape) > REQUEST.body:
        raise WireError(f"an array of shape {array.shape} is larger than the wire carries")
    return math.prod(array.shape)


def _decode_named(named: Named) -> Any:
    import torch  # noqa: PLC0415  (only a side that is sent one needs it)

    if named.kind == "device":
        # Not whatever torch takes: of some names it warns, and it knows more kinds than any machine has.
        if not DEVICE.fullmatch(named.name):
            raise WireError(f"no device is called {named.name!r}")
        return torch.device(named.name)
    # Not by `getattr`, at which torch imports some of its parts.
    dtype = vars(torch).get(named.name)
    if not isinstance(dtype, torch.dtype):
        raise WireError(f"no dtype is called {named.name!r}")
    return dtype
