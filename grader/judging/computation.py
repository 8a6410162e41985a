"""Ask a student's function for a tensor, and say what is wrong with it by what it was probably made by."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
import torch
from torch import Tensor

from grader.judging.expect import ABSOLUTE, RELATIVE, expect_close, fail
from grader.judging.geometry import ask
from grader.judging.laboratory import Laboratory

# One square of so many numbers is written out in messages.
_SMALL = 25


class Computation(msgspec.Struct, frozen=True, kw_only=True):
    """A function of the student's that computes a tensor from tensors and plain values.

    Attributes:
        name: what students call it.
        arguments: the names of its arguments, in order.
        truth: computes what it should return, from the same arguments.
        slips: what a student may have done instead, as it goes on after "what is returned is ", to how that
            is computed from the same arguments. One that is impossible for them raises RuntimeError.
    """

    name: str
    arguments: Sequence[str]
    truth: Callable[..., Tensor]
    slips: Mapping[str, Callable[..., Tensor]]

    def describe(self, case: Sequence[Any]) -> str:
        """The call as a student would write it: `insert_zeros(x, s=2) with x = [[1, 2], [3, 4]]`."""
        named = list(zip(self.arguments, case, strict=True))
        tensors = [f"{name} {_shown(value)}" for name, value in named if isinstance(value, Tensor)]
        given = [name if isinstance(value, Tensor) else f"{name}={value!r}" for name, value in named]
        return f"{self.name}({', '.join(given)}) with {' and '.join(tensors)}"

    def expect(self, submission: Any, laboratory: Laboratory, cases: Sequence[Sequence[Any]]) -> None:
        """Demand the true tensor in every case, with its dtype, and every tensor given left as it was.

        The smallest case that fails is reported, with the slip that gives what was returned.

        Args:
            submission: defines the function.
            laboratory: of this job.
            cases: the arguments of each call.

        Raises:
            AssertionError: no tensor, a wrong one, or a tensor that was given was changed.
            StudentRaised: the function raised.
        """
        function = getattr(submission, self.name)
        for case in sorted(cases, key=_size):
            said = self.describe(case)
            answer, left = ask(partial(laboratory.call_on, function, *case), case=said)
            slips = {text: partial(slip, *case) for text, slip in self.slips.items()}
            expect_computed(answer, self.truth(*case), what=said, slips=slips)
            given = [pair for pair in zip(self.arguments, case, strict=True) if isinstance(pair[1], Tensor)]
            for (name, before), after in zip(given, left, strict=True):
                if not _equal(before, after):
                    fail(f"{said} changes {name} in place; leave it as it is")


def expect_computed(
    actual: object, expected: Tensor, *, what: str, slips: Mapping[str, Callable[[], Tensor]]
) -> None:
    """Demand the shape, the dtype and, but for rounding, the values of `expected`.

    Args:
        actual: what came back.
        expected: the truth.
        what: what came back, in words.
        slips: as in `Computation`, without arguments.

    Raises:
        AssertionError: it is something else; the message says which slip gives it.
    """
    try:
        expect_close(actual, expected, what=what)
    except AssertionError as error:
        if not isinstance(actual, Tensor):
            raise
        reason = str(error).removeprefix(what).lstrip(": ")
        if actual.dtype is not expected.dtype:
            fail(f"{what}: what is returned {reason}; keep the dtype of what is given")
        slip = next((text for text, compute in slips.items() if _close(actual, _computed(compute))), None)
        if slip:
            reason = f"what is returned is {slip}"
        elif actual.shape != expected.shape:
            reason = f"what is returned {reason}"
        values = ""
        if _is_square(actual) and _is_square(expected):
            values = f"; returned {_nested(_square(actual))}, expected {_nested(_square(expected))}"
        fail(f"{what}: {reason}{values}")


def _computed(compute: Callable[[], Tensor]) -> Tensor | None:
    try:
        with torch.no_grad():
            return compute()
    except RuntimeError:
        return None


def _close(actual: Tensor, other: Tensor | None) -> bool:
    return (
        other is not None
        and actual.shape == other.shape
        and torch.allclose(actual, other.to(actual.dtype), RELATIVE, ABSOLUTE)
    )


def _equal(before: Tensor, after: Tensor) -> bool:
    return before.dtype is after.dtype and torch.equal(before, after)


def _size(case: Sequence[Any]) -> int:
    return sum(value.numel() for value in case if isinstance(value, Tensor))


def _shown(tensor: Tensor) -> str:
    shown = f"= {_nested(_square(tensor))}" if _is_square(tensor) else f"of shape {list(tensor.shape)}"
    return shown if tensor.dtype is torch.float32 else f"{shown} ({str(tensor.dtype).removeprefix('torch.')})"


def _is_square(tensor: Tensor) -> bool:
    return tensor.numel() <= _SMALL and math.prod(tensor.shape[:-2]) == 1


def _square(tensor: Tensor) -> Any:
    return tensor.reshape(tensor.shape[-2:]).tolist()


def _nested(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_nested(one) for one in value)}]"
    return f"{value:.3g}" if isinstance(value, float) and math.isfinite(value) else str(value)
