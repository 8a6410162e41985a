"""Structs as JSON in pure ASCII, which takes every Python string.

A folder's name in another encoding reaches Python as lone surrogates, which msgspec's own encoders refuse.
"""

import json
from typing import TypeVar

import msgspec

T = TypeVar("T")


def to_ascii(value: msgspec.Struct) -> str:
    """The struct as one line of JSON; bytes become base64, and NaN stays NaN."""
    return json.dumps(msgspec.to_builtins(value), separators=(",", ":"))


def from_ascii(text: str | bytes | memoryview, kind: type[T]) -> T:
    """The struct that `to_ascii` was given.

    Raises:
        ValueError: this is no such text.
    """
    try:
        return msgspec.convert(json.loads(text if isinstance(text, str) else bytes(text)), kind)
    except (msgspec.ValidationError, RecursionError) as error:
        raise ValueError(str(error)) from error
