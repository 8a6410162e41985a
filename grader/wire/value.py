"""Plain values and tensors as data: the types that cross, and nothing else does."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from grader.wire.errors import NotPlain, WireError
from grader.wire.frame import Bytes, padded

Buffer = Bytes
DEPTH_LIMIT = 32

# Every dtype that may cross, with its size in bytes.
ITEM_SIZES = {
    "bool": 1, "uint8": 1, "int8": 1, "int16": 2, "int32": 4, "int64": 8,
    "float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16,
}  # fmt: skip


class Plain(msgspec.Struct, frozen=True, tag="p", array_like=True):
    """None, a bool, a 64-bit int, a float or a short string."""

    value: None | bool | int | float | str


class Integer(msgspec.Struct, frozen=True, tag="i", array_like=True):
    """An int outside 64 bits, in hexadecimal."""

    digits: str


class Binary(msgspec.Struct, frozen=True, tag="b", array_like=True):
    """Bytes."""

    value: bytes


class Items(msgspec.Struct, frozen=True, tag="l", array_like=True):
    """A list or a tuple; a `torch.Size` is a tuple."""

    kind: str
    items: list["Value"]


class Pairs(msgspec.Struct, frozen=True, tag="d", array_like=True):
    """A dict, in its order."""

    items: list[tuple["Value", "Value"]]


class Array(msgspec.Struct, frozen=True, tag="t", array_like=True):
    """A tensor or a numpy array, C-contiguous, at `offset` of the frame's body; arrives on the CPU."""

    kind: str
    dtype: str
    shape: list[int]
    offset: int


class Named(msgspec.Struct, frozen=True, tag="n", array_like=True):
    """A `torch.dtype` or a `torch.device`, by its name."""

    kind: str
    name: str


class Held(msgspec.Struct, frozen=True, tag="h", array_like=True):
    """Something that stays in the worker, by its number; `kind` is what the worker calls its type."""

    number: int
    kind: str


Value = Plain | Integer | Binary | Items | Pairs | Array | Named | Held


def encode(value: Any, hold: Callable[[Any], Held]) -> tuple[Value, list[Buffer]]:
    """The wire's form of a value, and the raw buffers of its tensors; whatever is not plain goes to `hold`.

    Only exact types are plain: an instance of a subclass of `int` is held, not sent.
    """
    buffers: list[Buffer] = []
    return _Encoder(buffers, hold).encode(value, DEPTH_LIMIT), buffers


def decode(value: Value, body: memoryview, find: Callable[[Held], Any]) -> Any:
    """The value itself; every size is checked against the body before anything is made.

    Raises:
        WireError: a dtype, shape or offset that cannot be.
    """
    return _decode(value, body, find, DEPTH_LIMIT)


class _Encoder:
    def __init__(self, buffers: list[Buffer], hold: Callable[[Any], Held]) -> None:
        self._buffers = buffers
        self._hold = hold
        self._offset = 0

    def encode(self, value: Any, depth: int) -> Value:
        kind = type(value)
        if depth == 0:
            raise NotPlain(f"a value nested more than {DEPTH_LIMIT} deep does not cross the wire")
        if kind is int:
            small = -(2**63) <= value < 2**63
            return Plain(value) if small else Integer(hex(value))
        if value is None or kind in (bool, float, str):
            return Plain(value)
        if kind in (bytes, bytearray):
            return Binary(bytes(value))
        if kind in (list, tuple):
            return Items(kind.__name__, [self.encode(item, depth - 1) for item in value])
        if kind is dict:
            return Pairs([(self.encode(k, depth - 1), self.encode(v, depth - 1)) for k, v in value.items()])
        return self._encode_array(value, depth) or self._hold(value)

    def _encode_array(self, value: Any, depth: int) -> Value | None:
        # Neither library is imported for this: a value can be theirs only if they are loaded already.
        torch, numpy = sys.modules.get("torch"), sys.modules.get("numpy")
        if torch is not None:
            if type(value) is torch.Size:
                return Items("tuple", [self.encode(int(item), depth - 1) for item in value])
            if type(value) in (torch.dtype, torch.device):
                return Named(type(value).__name__, str(value).removeprefix("torch."))
            if isinstance(value, torch.Tensor):
                with torch._C.DisableTorchFunctionSubclass():  # type: ignore[no-untyped-call]  # noqa: SLF001
                    return self._encode_tensor(torch, value)
        if numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)):
            plain = numpy.array(value, order="C", copy=True, subok=False)
            if plain.dtype.name in ITEM_SIZES:
                plain = plain.astype(plain.dtype.newbyteorder("="), copy=False)
                return self._append("array", plain.dtype.name, plain.shape, plain.reshape(-1).view("uint8").data)
        return None

    def _encode_tensor(self, torch: Any, value: Any) -> Value | None:
        if value.layout is not torch.strided or value.device.type == "meta":
            return None
        name = str(value.dtype).removeprefix("torch.")
        if name not in ITEM_SIZES:
            return None
        plain = torch.Tensor.detach(value).cpu().contiguous().resolve_conj().resolve_neg()
        raw = plain.reshape(-1).view(torch.uint8).numpy().data
        return self._append("tensor", name, tuple(value.shape), raw)

    def _append(self, kind: str, dtype: str, shape: Sequence[int], raw: Buffer) -> Array:
        array = Array(kind, dtype, list(shape), self._offset)
        self._buffers.append(raw)
        self._offset += padded(len(memoryview(raw)))
        return array


def _decode(value: Value, body: memoryview, find: Callable[[Held], Any], depth: int) -> Any:
    if depth == 0:
        raise WireError(f"a value nested more than {DEPTH_LIMIT} deep")
    match value:
        case Plain(plain):
            return plain
        case Integer(digits):
            try:
                return int(digits, 16)
            except ValueError as error:
                raise WireError("an integer that is none") from error
        case Binary(binary):
            return binary
        case Items(kind, items):
            made = [_decode(item, body, find, depth - 1) for item in items]
            return tuple(made) if kind == "tuple" else made
        case Pairs(pairs):
            try:
                return {_decode(k, body, find, depth - 1): _decode(v, body, find, depth - 1) for k, v in pairs}
            except TypeError as error:
                raise WireError("a dict with a key that cannot be one") from error
        case Array():
            return _decode_array(value, body)
        case Named(kind, name):
            return _decode_named(kind, name)
        case Held():
            return find(value)


def _decode_array(array: Array, body: memoryview) -> Any:
    item_size = ITEM_SIZES.get(array.dtype)
    if item_size is None or any(side < 0 for side in array.shape) or array.offset < 0:
        raise WireError(f"no array has dtype {array.dtype!r} and shape {array.shape}")
    count = 1
    for side in array.shape:
        count *= side
    end = array.offset + count * item_size
    if end > len(body) or len(array.shape) > DEPTH_LIMIT:
        raise WireError(f"an array of shape {array.shape} ends at byte {end:,} of {len(body):,}")
    if array.kind == "array" and array.dtype != "bfloat16":
        import numpy as np  # noqa: PLC0415  (only a side that is sent one needs it)

        return np.frombuffer(body, dtype=array.dtype, count=count, offset=array.offset).reshape(array.shape)
    import torch  # noqa: PLC0415  (as above)

    dtype: torch.dtype = getattr(torch, array.dtype)
    if count == 0:
        return torch.empty(array.shape, dtype=dtype)
    flat: torch.Tensor = torch.frombuffer(body, dtype=dtype, count=count, offset=array.offset)
    return flat.reshape(array.shape)


def _decode_named(kind: str, name: str) -> Any:
    import torch  # noqa: PLC0415  (only a side that is sent one needs it)

    if kind == "device":
        try:
            return torch.device(name)
        except RuntimeError as error:
            raise WireError(f"no device is called {name!r}") from error
    dtype = getattr(torch, name, None)
    if not isinstance(dtype, torch.dtype):
        raise WireError(f"no dtype is called {name!r}")
    return dtype
