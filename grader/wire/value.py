"""Plain values and tensors as data: the forms they cross in, and the way there and back."""

from grader.wire.decode import decode, decode_arguments
from grader.wire.encode import encode, encode_arguments
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
    "decode_arguments",
    "encode",
    "encode_arguments",
]
