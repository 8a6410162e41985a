"""From values to their form on the wire."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from grader.wire.errors import NotPlain
from grader.wire.form import (
    DEPTH_LIMIT,
    DEVICE,
    DIMENSIONS_LIMIT,
    INTEGER_BITS,
    ITEM_SIZES,
    PAIRS_LIMIT,
    Array,
    Binary,
    Buffer,
    Held,
    Integer,
    Items,
    Named,
    Pairs,
    Plain,
    Value,
)
from grader.wire.frame import padded

_WORD_BITS = 63


def encode(value: Any, hold: Callable[[Any], Held]) -> tuple[Value, list[Buffer]]:
    """The wire's form of a value, and the raw buffers of its tensors; whatever is not plain goes to `hold`.

    Only exact types are plain: an instance of a subclass of `int` is held, not sent, and so is a dict with a
    key that is not plain, or with more than 1,024 of them. The buffers are the tensors' own memory wherever
    that is contiguous.

    Raises:
        NotPlain: the value is nested too deeply, or holds an integer of more than 8,192 bits.
    """
    encoder = _Encoder(hold)
    return encoder.encode(value, DEPTH_LIMIT), encoder.buffers


def encode_arguments(
    args: Sequence[Any], kwargs: Mapping[str, Any], hold: Callable[[Any], Held]
) -> tuple[list[Value], dict[str, Value], list[Buffer]]:
    """The forms of a call's arguments, each as `encode` makes it, with the buffers of all.

    Raises:
        NotPlain: as in `encode`.
    """
    encoder = _Encoder(hold)
    forms = [encoder.encode(value, DEPTH_LIMIT) for value in args]
    named = {name: encoder.encode(value, DEPTH_LIMIT) for name, value in kwargs.items()}
    return forms, named, encoder.buffers


class _Encoder:
    def __init__(self, hold: Callable[[Any], Held]) -> None:
        self.buffers: list[Buffer] = []
        self._hold = hold
        self._offset = 0

    def encode(self, value: Any, depth: int) -> Value:
        kind = type(value)
        if depth == 0:
            raise NotPlain(f"a value nested more than {DEPTH_LIMIT} deep does not cross the wire")
        if value is None or kind in (bool, float, str):
            return Plain(value)
        if kind is int:
            return _encode_int(value)
        if kind in (bytes, bytearray):
            return Binary(bytes(value))
        if kind is list or kind is tuple:
            items = [self.encode(item, depth - 1) for item in value]
            return Items("list" if kind is list else "tuple", items)
        if kind is dict and len(value) <= PAIRS_LIMIT and all(_is_key(key) for key in value):
            return Pairs([(self.encode(k, depth - 1), self.encode(v, depth - 1)) for k, v in value.items()])
        return self._encode_torch(value) or self._encode_numpy(value) or self._hold(value)

    # Neither library is imported for these: a value can be theirs only if they are loaded already.

    def _encode_torch(self, value: Any) -> Value | None:
        torch = sys.modules.get("torch")
        if torch is None:
            return None
        if type(value) is torch.Size:
            return Items("tuple", [Plain(int(side)) for side in value])
        if type(value) is torch.dtype:
            return Named("dtype", str(value).removeprefix("torch."))
        if type(value) is torch.device and DEVICE.fullmatch(str(value)):
            return Named("device", str(value))
        if not isinstance(value, torch.Tensor):
            return None
        with torch._C.DisableTorchFunctionSubclass():  # noqa: SLF001  (the public way is to be a subclass)
            return self._encode_tensor(torch, value)

    def _encode_tensor(self, torch: Any, value: Any) -> Value | None:
        name = str(value.dtype).removeprefix("torch.")
        strided = value.layout is torch.strided and not value.is_nested and value.device.type != "meta"
        if not strided or name not in ITEM_SIZES or value.dim() > DIMENSIONS_LIMIT:
            return None
        plain = torch.Tensor.detach(value).cpu().contiguous().resolve_conj().resolve_neg()
        flat = plain.reshape(-1)
        if flat.stride(0) != 1:
            # A single number counts as contiguous, however far away the next one would be.
            flat = flat.clone(memory_format=torch.contiguous_format)
        raw = flat.view(torch.uint8).numpy().data
        return self._append("tensor", name, tuple(value.shape), raw)

    def _encode_numpy(self, value: Any) -> Value | None:
        numpy = sys.modules.get("numpy")
        if numpy is None or not isinstance(value, (numpy.ndarray, numpy.generic)):
            return None
        name = value.dtype.name
        if name not in ITEM_SIZES or name == "bfloat16" or value.ndim > DIMENSIONS_LIMIT:
            return None
        native = value.dtype.newbyteorder("=")
        plain = numpy.array(value, dtype=native, order="C", copy=True, subok=False)
        kind: Literal["array", "scalar"] = "array" if isinstance(value, numpy.ndarray) else "scalar"
        return self._append(kind, name, plain.shape, plain.reshape(-1).view("uint8").data)

    def _append(
        self, kind: Literal["tensor", "array", "scalar"], dtype: str, shape: Sequence[int], raw: memoryview
    ) -> Array:
        array = Array(kind, dtype, list(shape), self._offset)
        self.buffers.append(raw)
        self._offset += padded(raw.nbytes)
        return array


def _encode_int(value: int) -> Value:
    if -(2**_WORD_BITS) <= value < 2**_WORD_BITS:
        return Plain(value)
    if value.bit_length() > INTEGER_BITS:
        raise NotPlain(f"an integer of {value.bit_length():,} bits does not cross the wire")
    return Integer(hex(value))


def _is_key(key: object) -> bool:
    if type(key) is tuple:
        return all(_is_key(item) for item in key)
    return key is None or type(key) in (bool, int, float, str, bytes)
