"""A tensor that a student's function computed, and what is said about a wrong one."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor

from grader.judging.computation import Computation, expect_computed
from grader.judging.handle import Handle
from grader.model.errors import StudentRaised

HANDLE = Handle(None, 3, "Net")  # type: ignore[arg-type]


def impossible(_x: Tensor, _s: int) -> Tensor:
    """A slip that cannot be computed."""
    raise RuntimeError("no")


SCALED = Computation(
    name="scaled",
    arguments=("x", "s"),
    truth=lambda x, s: x * s,
    slips={"impossible": impossible, "nothing": lambda x, s: 0 * x * s, "s added": lambda x, s: x + s},
)


class Direct:
    """Calls a function here; stands for the laboratory."""

    def call_on(self, function: Callable[..., Any], *args: object) -> tuple[Any, list[Tensor]]:
        """What it returns for copies of the tensors, and those copies."""
        own = [value.clone() if isinstance(value, Tensor) else value for value in args]
        return function(*own), [value for value in own if isinstance(value, Tensor)]


def expect(function: Callable[..., object], *cases: Sequence[Any]) -> None:
    """Ask the function for the cases."""
    SCALED.expect(SimpleNamespace(scaled=function), Direct(), cases)  # type: ignore[arg-type]


def square(side: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """The numbers from 1 on in a square, (1, 1, side, side)."""
    return torch.arange(1, side * side + 1, dtype=dtype).reshape(1, 1, side, side)


def test_right_answers_pass() -> None:
    """Whatever way they were computed."""
    expect(lambda x, s: x / (1 / s), (square(2), 3), (square(4, torch.float64), 7))


def test_the_smallest_case_is_reported_with_its_slip_and_its_numbers() -> None:
    """Cases are ordered by the size of their tensors, and one small square is written out."""
    with pytest.raises(AssertionError) as raised:
        expect(lambda x, s: x + s, (square(3), 3), (square(2), 3))
    assert str(raised.value) == (
        "scaled(x, s=3) with x = [[1, 2], [3, 4]]: what is returned is s added; "
        "returned [[4, 5], [6, 7]], expected [[3, 6], [9, 12]]"
    )


def test_a_wrong_answer_without_a_slip_says_how_much_differs() -> None:
    """Nothing is guessed, and large tensors are not written out."""
    with pytest.raises(AssertionError, match=r"with x of shape \[1, 1, 6, 6\]: 100% of the values differ"):
        expect(lambda x, s: x * s + 1, (square(6), 3))


def test_a_slip_is_known_by_its_shape_too() -> None:
    """A tensor of another shape is compared with the slips of that shape, and otherwise says its shape."""
    computation = Computation(
        name="f", arguments=("x",), truth=lambda x: x, slips={"half of it": lambda x: x[:, :, :1]}
    )
    for cut, said in [
        (1, r"what is returned is half of it"),
        (0, r"what is returned has shape \[1, 1, 0, 2\]"),
    ]:
        with pytest.raises(AssertionError, match=said):
            computation.expect(
                SimpleNamespace(f=lambda x, cut=cut: x[:, :, :cut]),
                Direct(),
                [(square(2),)],  # type: ignore[arg-type]
            )


def test_another_dtype_is_said() -> None:
    """Right numbers of a dtype that was not given are wrong."""
    with pytest.raises(
        AssertionError, match=r"\(float64\): what is returned has dtype float32, expected float64"
    ):
        expect(lambda x, s: (x * s).float(), (square(2, torch.float64), 3))


def test_an_argument_must_stay_as_it_is() -> None:
    """The right tensor does not make up for a changed one."""
    with pytest.raises(AssertionError, match="changes x in place"):
        expect(lambda x, s: x.mul_(s), (square(2), 3))


def test_what_is_raised_says_where() -> None:
    """A student's exception gains the call it was raised in."""

    def raising(_x: Tensor, _s: int) -> None:
        raise StudentRaised("TypeError", "no")

    with pytest.raises(StudentRaised, match=r"no \(in scaled\(x, s=3\) with x = \[\[1\]\]\)"):
        expect(raising, (square(1), 3))


@pytest.mark.parametrize(
    "value",
    [
        HANDLE, None, 10**5000, [1], "text", torch.tensor(1.0), torch.zeros(0, 10), torch.zeros([1] * 24),
        torch.full((2, 2), float("nan")), torch.zeros(2, 2).bool(), torch.zeros(2, 3, dtype=torch.complex64),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_whatever_comes_back_is_a_failure(value: object) -> None:
    """Nothing but an AssertionError with a message leaves the verb."""
    expected = torch.ones(2, 2)
    with pytest.raises(AssertionError, match=r"f\(x\)"):
        expect_computed(value, expected, what="f(x)", slips={"twice of it": lambda: expected * 2})


def test_every_argument_must_stay_as_it_is() -> None:
    """A second tensor that was changed is named."""
    product = Computation(name="product", arguments=("x", "weight"), truth=torch.mul, slips={})

    def spoils(x: Tensor, weight: Tensor) -> Tensor:
        returned = x * weight
        weight.zero_()
        return returned

    with pytest.raises(AssertionError, match="changes weight in place"):
        product.expect(SimpleNamespace(product=spoils), Direct(), [(square(2), square(2))])  # type: ignore[arg-type]
