"""From the wire's form back to values; nothing in it is believed."""

import math
from collections.abc import Callable
from typing import Any

from grader.wire.errors import WireError
from grader.wire.form import (
    DEPTH_LIMIT,
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
from grader.wire.frame import ALIGNMENT, BODY_LIMIT


def decode(value: Value, body: memoryview, find: Callable[[Held], Any]) -> Any:
    """The value itself; every size is checked against the body before anything is made.

    Tensors and arrays share the body's memory, which nobody else has.

    Raises:
        WireError: a depth, a dtype, a shape, an offset, a name or a key of a dict that cannot be.
    """
    return _decode(value, body, find, DEPTH_LIMIT)


def _decode(value: Value, body: memoryview, find: Callable[[Held], Any], depth: int) -> Any:
    if depth == 0:
        raise WireError(f"a value nested more than {DEPTH_LIMIT} deep")
    match value:
        case Items(kind, items):
            made = [_decode(item, body, find, depth - 1) for item in items]
            return tuple(made) if kind == "tuple" else made
        case Pairs(pairs):
            return {_decode_key(k, depth - 1): _decode(v, body, find, depth - 1) for k, v in pairs}
        case Array():
            return _decode_array(value, body)
        case Named():
            return _decode_named(value)
        case Held():
            return find(value)
        case _:
            return _decode_scalar(value)


def _decode_scalar(value: Plain | Integer | Binary) -> Any:
    return int(value.digits, 16) if isinstance(value, Integer) else value.value


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


def _decode_array(array: Array, body: memoryview) -> Any:
    count = _count(array, body)
    if array.kind != "tensor":
        return _decode_numpy(array, body, count)
    import torch  # noqa: PLC0415  (only a side that is sent one needs it)

    dtype: torch.dtype = getattr(torch, array.dtype)
    if count == 0:
        return torch.empty(array.shape, dtype=dtype)
    read_as = torch.uint8 if dtype is torch.bool else dtype
    flat: torch.Tensor = torch.frombuffer(body, dtype=read_as, count=count, offset=array.offset)
    # A bool is a byte, and what torch computes from one that is neither 0 nor 1 is anyone's guess.
    return (flat != 0 if dtype is torch.bool else flat).reshape(array.shape)


def _decode_numpy(array: Array, body: memoryview, count: int) -> Any:
    import numpy as np  # noqa: PLC0415  (only a side that is sent one needs it)

    if array.dtype == "bfloat16" or (array.kind == "scalar" and array.shape):
        raise WireError(f"numpy has no {array.kind} of dtype {array.dtype} and shape {array.shape}")
    if count == 0:
        return np.empty(array.shape, dtype=array.dtype)
    read_as = "uint8" if array.dtype == "bool" else array.dtype
    flat = np.frombuffer(body, dtype=read_as, count=count, offset=array.offset)
    made = (flat != 0 if array.dtype == "bool" else flat).reshape(array.shape)
    return made[()] if array.kind == "scalar" else made


def _count(array: Array, body: memoryview) -> int:
    item_bytes = ITEM_SIZES.get(array.dtype)
    if item_bytes is None or array.offset % ALIGNMENT:
        raise WireError(f"no array has dtype {array.dtype!r} and begins at byte {array.offset:,}")
    count = math.prod(array.shape)
    # An empty array takes no bytes, whatever its other sides are; libraries refuse sides beyond all memory.
    if item_bytes * math.prod(max(side, 1) for side in array.shape) > BODY_LIMIT:
        raise WireError(f"an array of shape {array.shape} is larger than the wire carries")
    if array.offset + count * item_bytes > len(body):
        raise WireError(f"an array of shape {array.shape} lies beyond the {len(body):,} bytes that came")
    return count


def _decode_named(named: Named) -> Any:
    import torch  # noqa: PLC0415  (only a side that is sent one needs it)

    if named.kind == "device":
        try:
            return torch.device(named.name)
        except (RuntimeError, ValueError) as error:
            raise WireError(f"no device is called {named.name!r}") from error
    # Not by `getattr`, at which torch imports some of its parts.
    dtype = vars(torch).get(named.name)
    if not isinstance(dtype, torch.dtype):
        raise WireError(f"no dtype is called {named.name!r}")
    return dtype
