"""Plain values and tensors as data: the forms that cross the wire, and nothing else does."""

import re
from typing import Annotated, Literal

import msgspec

from grader.wire.frame import Bytes

Buffer = Bytes
DEPTH_LIMIT = 32
# What is written of an array can grow by six times with each, however little of it is shown.
DIMENSIONS_LIMIT = 8
NAME_LIMIT = 200
# Larger integers stay behind: Python refuses to print one of more than 4,300 decimal digits.
INTEGER_BITS = 8192

# Keys can be chosen so that a dict takes a time that grows with the square of its size.
PAIRS_LIMIT = 1024

# Every dtype that may cross, with its size in bytes.
ITEM_SIZES = {
    "bool": 1, "uint8": 1, "int8": 1, "int16": 2, "int32": 4, "int64": 8,
    "float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16,
}  # fmt: skip

# The devices whose name crosses; one of another kind stays behind.
DEVICE = re.compile(r"(cpu|cuda|mps|xpu|meta)(:[0-9]{1,2})?", re.ASCII)

Name = Annotated[str, msgspec.Meta(max_length=NAME_LIMIT)]
Side = Annotated[int, msgspec.Meta(ge=0)]


class Plain(msgspec.Struct, frozen=True, tag="p", array_like=True):
    """None, a bool, a 64-bit int, a float or a string."""

    value: bool | int | float | str | None


class Integer(msgspec.Struct, frozen=True, tag="i", array_like=True):
    """An int outside 64 bits, in hexadecimal."""

    digits: Annotated[str, msgspec.Meta(max_length=INTEGER_BITS // 4 + 3, pattern=r"^-?0x[0-9a-f]+\Z")]


class Binary(msgspec.Struct, frozen=True, tag="b", array_like=True):
    """Bytes."""

    value: bytes


class Items(msgspec.Struct, frozen=True, tag="l", array_like=True):
    """A list or a tuple; a `torch.Size` is a tuple."""

    kind: Literal["list", "tuple"]
    items: list["Value"]


class Pairs(msgspec.Struct, frozen=True, tag="d", array_like=True):
    """A dict of at most 1,024 items, in its order; its keys are plain, or tuples of plain values."""

    items: Annotated[list[tuple["Value", "Value"]], msgspec.Meta(max_length=PAIRS_LIMIT)]


class Array(msgspec.Struct, frozen=True, tag="t", array_like=True):
    """A tensor, a numpy array or a numpy scalar, C-contiguous, at `offset` of the frame's body.

    The first begins at 0, the next at the following multiple of 64, and so on, in the order of the form.
    A tensor arrives on the CPU, and apart from any graph of gradients.
    """

    kind: Literal["tensor", "array", "scalar"]
    dtype: Name
    shape: Annotated[list[Side], msgspec.Meta(max_length=DIMENSIONS_LIMIT)]
    offset: Side


class Named(msgspec.Struct, frozen=True, tag="n", array_like=True):
    """A `torch.dtype` or a `torch.device`, by its name."""

    kind: Literal["dtype", "device"]
    name: Name


class Held(msgspec.Struct, frozen=True, tag="h", array_like=True):
    """Something that stays in the worker, by its number; `kind` is what the worker calls its type."""

    number: int
    kind: Name


Value = Plain | Integer | Binary | Items | Pairs | Array | Named | Held
