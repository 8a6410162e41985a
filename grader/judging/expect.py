"""Verbs for authors of hidden tests: they check a value's type before it is used, and say what was wrong.

Every one of them raises AssertionError with a message for the student; none raises anything else, whatever the
value is.
"""

import math
from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from grader.judging.handle import Handle, type_name
from grader.model.errors import StudentRaised


def expect_int(value: object, expected: int, *, case: str, hints: Mapping[int, str] | None = None) -> None:
    """Demand an exact int with this value; `hints` says what a student who got another value probably did."""
    whole_number(value, case=case)
    hint = (hints or {}).get(value) if type(value) is int else None
    assert value == expected, f"{case} returned {show(value)}, expected {expected}" + (f": {hint}" if hint else "")


def whole_number(value: object, *, case: str) -> int:
    """The value, which must be exactly an int: no float, no bool, no tensor."""
    if type(value) is float:
        raise AssertionError(
            f"{case} returned {value}, a float; sizes are whole numbers, this is what you get when the floor is "
            "left out: use // instead of /"
        )
    if type(value) is not int:
        nothing = "; is a return statement missing?" if value is None else ""
        raise AssertionError(f"{case} returned {show(value)}, expected an int{nothing}")
    return value


def expect_ints(value: object, expected: Sequence[int], *, case: str) -> None:
    """Demand a list (or tuple) of exact ints with these values."""
    if not isinstance(value, (list, tuple)):
        raise AssertionError(f"{case} returned {show(value)}, expected a list")
    numbers = [whole_number(one, case=f"an item of what {case}") for one in value]
    assert numbers == list(expected), f"{case} returned {show(numbers)}, expected {list(expected)}"


def expect_number(value: object, *, case: str) -> float:
    """The value as a float; it must be a finite float or int, not a tensor."""
    if isinstance(value, Tensor):
        raise AssertionError(f"{case} returned a tensor, expected a float; use .item()")
    if type(value) not in (float, int):
        nothing = "; is a return statement missing?" if value is None else ""
        raise AssertionError(f"{case} returned {show(value)}, expected a float{nothing}")
    assert type(value) is not int or abs(value) < _LARGEST, f"{case} returned a very large number"
    number = float(value)  # type: ignore[arg-type]
    assert math.isfinite(number), f"{case} returned {number}"
    return number


def expect_tensor(
    value: object, *, shape: Sequence[int], what: str, dtype: torch.dtype = torch.float32
) -> Tensor:
    """The value, which must be a tensor of this shape and dtype without NaN or infinities."""
    if not isinstance(value, Tensor):
        raise AssertionError(f"{what} is {show(value)}, expected a tensor of shape {_shape(shape)}")
    assert tuple(value.shape) == tuple(shape), (
        f"{what} has shape {_shape(value.shape)}, expected {_shape(shape)}"
    )
    assert value.dtype is dtype, f"{what} has dtype {_dtype(value.dtype)}, expected {_dtype(dtype)}"
    unusable = int((~torch.isfinite(value)).sum()) if value.is_floating_point() else 0
    assert not unusable, f"{what} holds {unusable} values that are NaN or infinite"
    return value


def expect_close(
    actual: object, expected: Tensor, *, what: str, hint: str = "", relative: float = 1e-3, absolute: float = 1e-4
) -> None:
    """Demand a tensor with the shape, dtype and (within the tolerances) the values of `expected`."""
    tensor = expect_tensor(actual, shape=expected.shape, dtype=expected.dtype, what=what)
    difference = (tensor - expected).abs()
    allowed = absolute + relative * expected.abs()
    if bool((difference <= allowed).all()):
        return
    share = float((difference > allowed).float().mean())
    ending = f"; {hint}" if hint else ""
    raise AssertionError(
        f"{what}: {share:.0%} of the values differ from the expected ones, by up to {float(difference.max()):.3g}{ending}"
    )


def expect_near(value: object, expected: float, *, case: str, hints: Mapping[float, str] | None = None) -> None:
    """Demand a float within 0.1 % of the expected one; `hints` as in `expect_int`."""
    number = expect_number(value, case=case)
    if _near(number, expected):
        return
    hint = next((text for wrong, text in (hints or {}).items() if _near(number, wrong)), "")
    raise AssertionError(f"{case} returned {number:.6g}, expected {expected:.6g}" + (f": {hint}" if hint else ""))


def expect_raises(kind: str, ask: Callable[[], object], *, case: str, because: str) -> str:
    """Demand that the student's code raises an exception of that name; returns its message.

    Any other `StudentFault` passes through.
    """
    try:
        value = ask()
    except StudentRaised as fault:
        assert fault.kind == kind, f"{case} raised {fault.kind}, expected {kind}: {because}"
        return str(fault).removeprefix(kind).removeprefix(": ")
    raise AssertionError(f"{case} returned {show(value)}, expected {kind}: {because}")


def show(value: object) -> str:
    """A value in a few words: tensors by their shape, objects by their type, long things cut."""
    if isinstance(value, Handle):
        return f"an object of type {type_name(value)}"
    if isinstance(value, Tensor):
        return f"a tensor of shape {_shape(value.shape)}"
    try:
        text = repr(value)
    except ValueError:  # Python writes no int of more than some thousand digits
        return f"a {type(value).__name__} too long to show"
    return text if len(text) <= _SHOWN else f"a {type(value).__name__} ({text[:_SHOWN]}…)"


_SHOWN = 60
_LARGEST = 10**300


def _shape(shape: Sequence[int]) -> str:
    return "[" + ", ".join(str(side) for side in shape) + "]"


def _dtype(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _near(number: float, expected: float) -> bool:
    return math.isclose(number, expected, rel_tol=1e-3, abs_tol=1e-6)
