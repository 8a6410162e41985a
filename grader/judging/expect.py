"""Verbs for authors of hidden tests: they check a value's type before it is used, and say what was wrong.

All raise AssertionError with a message for the student, and nothing else, whatever the value is.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
import torch
from torch import Tensor

from grader.judging.handle import Handle, type_name
from grader.model.errors import StudentRaised

# What two ways to add up the same float32 numbers may differ by.
RELATIVE, ABSOLUTE = 1e-3, 1e-4


def fail(message: str) -> NoReturn:
    """End the check as failed, with a message for the student."""
    raise AssertionError(message)


def expect_int(value: object, expected: int, *, case: str, hints: Mapping[int, str] | None = None) -> None:
    """Demand an exact int with this value; `hints` says what a student who got another value probably did."""
    if (number := whole_number(value, case=case)) != expected:
        fail(f"{case} returned {show(number)}, expected {expected}{_hint((hints or {}).get(number), ': ')}")


def whole_number(value: object, *, case: str) -> int:
    """The value, which must be exactly an int: no float, no bool, no tensor."""
    if type(value) is float:
        fail(f"{case} returned {value}, a float; sizes are whole numbers: divide with // and not with /")
    if type(value) is not int:
        fail(f"{case} returned {show(value)}, expected an int{_nothing(value)}")
    return value


def expect_ints(value: object, expected: Sequence[int], *, case: str) -> None:
    """Demand a list (or tuple) of exact ints with these values."""
    if not isinstance(value, (list, tuple)):
        fail(f"{case} returned {show(value)}, expected a list{_nothing(value)}")
    numbers = [whole_number(one, case=f"an item of what {case}") for one in value]
    if numbers != list(expected):
        fail(f"{case} returned {show(numbers)}, expected {list(expected)}")


def expect_number(value: object, *, case: str) -> float:
    """The value as a float; it must be a finite float or int (numpy's will do), not a tensor."""
    if isinstance(value, (np.ndarray, np.generic)) and value.ndim == 0 and value.dtype.kind in "fiu":
        value = value.item()
    if isinstance(value, Tensor):
        fail(f"{case} returned a tensor, expected a float; .item() makes one of it")
    if not isinstance(value, (float, int)) or isinstance(value, bool):
        fail(f"{case} returned {show(value)}, expected a float{_nothing(value)}")
    if isinstance(value, int) and abs(value) > _LARGEST:
        fail(f"{case} returned a number of more than 300 digits")
    if not math.isfinite(value):
        fail(f"{case} returned {value}")
    return float(value)


def expect_object(value: object, *, what: str) -> Any:
    """The value, which must be something that stays in the worker, such as a network: no data, no tensor.

    Whatever a student's code makes and a hidden test then calls, or passes on, has to be asked for so.
    """
    if value is None or isinstance(value, _PLAIN):
        fail(f"{what} is {show(value)}, and should be an object{_nothing(value)}")
    return value


def expect_tensor(
    value: object, *, shape: Sequence[int], what: str, dtype: torch.dtype = torch.float32
) -> Tensor:
    """The value, which must be a tensor of this shape and dtype without NaN or infinities."""
    if not isinstance(value, Tensor):
        fail(f"{what} is {show(value)}, expected a tensor of shape {_shape(shape)}{_nothing(value)}")
    if tuple(value.shape) != tuple(shape):
        fail(f"{what} has shape {_shape(value.shape)}, expected {_shape(shape)}")
    if value.dtype is not dtype:
        fail(f"{what} has dtype {_dtype(value.dtype)}, expected {_dtype(dtype)}")
    # Where there is one, the sum is none either; and it needs no memory.
    if not bool(torch.isfinite(value.sum())) and (unusable := int((~torch.isfinite(value)).sum())):
        fail(f"{what} holds values that are NaN or infinite, {unusable} of {value.numel()}")
    return value


def expect_close(actual: object, expected: Tensor, *, what: str, hint: str | None = None) -> None:
    """Demand a tensor with the shape, dtype and, but for rounding, the values of `expected`."""
    if _is_same(actual, expected):
        return
    tensor = expect_tensor(actual, shape=expected.shape, dtype=expected.dtype, what=what)
    difference = (tensor - expected).abs()
    wrong = difference > ABSOLUTE + RELATIVE * expected.abs()
    if bool(wrong.any()):
        fail(
            f"{what}: {float(wrong.float().mean()):.0%} of the values differ from the expected ones, "
            f"by up to {float(difference.max()):.3g}{_hint(hint, '; ')}"
        )


def expect_near(
    value: object, expected: float, *, case: str, hints: Mapping[float, str] | None = None
) -> None:
    """Demand a float within 0.01 % of the expected one; `hints` as in `expect_int`."""
    number = expect_number(value, case=case)
    if not _near(number, expected):
        hint = next((text for wrong, text in (hints or {}).items() if _near(number, wrong)), None)
        fail(f"{case} returned {number:.6g}, expected {expected:.6g}{_hint(hint, ': ')}")


def _is_same(actual: object, expected: Tensor) -> bool:
    # Torch on the same machine mostly comes to the very same numbers, and to see that takes no memory.
    return (
        isinstance(actual, Tensor)
        and actual.dtype is expected.dtype
        and actual.shape == expected.shape
        and torch.equal(actual, expected)
    )


def expect_raises(kind: str, ask: Callable[[], object], *, case: str, because: str) -> str:
    """Demand that the student's code raises an exception of that name; returns its message.

    Any other `StudentFault` passes through.
    """
    try:
        value = ask()
    except StudentRaised as fault:
        if fault.kind != kind:
            fail(f"{case} raised {fault.kind}, expected {kind}: {because}")
        return str(fault).removeprefix(kind).removeprefix(": ")
    fail(f"{case} returned {show(value)}, expected {kind}: {because}")


def show(value: object) -> str:
    """A value in a few words: tensors by their shape, objects by their type, long things cut.

    However large the value is, no more of it is written out than is shown.
    """
    if isinstance(value, Handle):
        return f"an object of type {type_name(value)}"
    if isinstance(value, Tensor):
        return f"a tensor of shape {_shape(value.shape)}"
    if isinstance(value, (np.ndarray, np.generic)):
        kind = (
            f"array of shape {_shape(value.shape)}"
            if value.ndim
            else f"{value.dtype} ({str(value)[:_SHOWN]})"
        )
        return f"a numpy {kind}"
    text = ""
    try:
        for piece in _pieces(value):
            text += piece
            if len(text) > _SHOWN:
                return f"{_a(type(value).__name__)} ({text[:_SHOWN]}…)"
    except ValueError:  # Python writes no int of more than some thousand digits
        return f"{_a(type(value).__name__)} too long to show"
    return text


def _a(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeiouAEIOU" else f"a {noun}"


def _pieces(value: object) -> Iterator[str]:
    if isinstance(value, (list, tuple)):
        begin, end = ("[", "]") if isinstance(value, list) else ("(", ",)" if len(value) == 1 else ")")
        yield begin
        for index, item in enumerate(value):
            yield ", " if index else ""
            yield from _pieces(item)
        yield end
    elif isinstance(value, dict):
        yield "{"
        for index, (key, item) in enumerate(value.items()):
            yield ", " if index else ""
            yield from _pieces(key)
            yield ": "
            yield from _pieces(item)
        yield "}"
    elif isinstance(value, (Handle, Tensor, np.ndarray, np.generic)):
        yield show(value)
    else:
        yield repr(value)


# All that crosses the wire as itself, but for None.
_PLAIN = (
    int, float, str, bytes, list, tuple, dict, Tensor, np.ndarray, np.generic, torch.dtype, torch.device
)  # fmt: skip
_SHOWN = 60
_SIDES = 16
_LARGEST = 10**300


def _nothing(value: object) -> str:
    return "; is a return statement missing?" if value is None else ""


def _hint(text: str | None, mark: str) -> str:
    return f"{mark}{text}" if text else ""


def _shape(shape: Sequence[int]) -> str:
    sides = [str(side) for side in shape[:_SIDES]]
    return "[" + ", ".join([*sides, "…"] if len(shape) > _SIDES else sides) + "]"


def _dtype(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _near(number: float, expected: float) -> bool:
    return math.isclose(number, expected, rel_tol=1e-4, abs_tol=1e-6)
