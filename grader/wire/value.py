"""Plain values and tensors as data: the forms they cross in, and the way there and back."""

from grader.wire.decode import decode
from grader.wire.encode import encode
from grader.wire.form import Array, Binary, Buffer, Held, Integer, Items, Named, Pairs, Plain, Value

__all__ = [
    "Array",
    "Binary",
    "Buffer",
    "Held",
    "Integer",
    "Items",
    "Named",
    "Pairs",
    "Plain",
    "Value",
    "decode",
    "encode",
]
