"""What can and what cannot be done with an object that stays in the worker."""

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch

from grader.judging.handle import Handle, type_name
from grader.judging.session import Deadline, Session


class Student:
    """An object that agrees with everything."""

    layers = (1, 2)

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None

    def __bool__(self) -> bool:
        return True

    def __call__(self, x: Any, *, scale: int = 1) -> Any:
        """Multiply."""
        return x * scale


@pytest.fixture
def handle(make_sandbox: Callable[..., Any]) -> Iterator[Any]:
    """A handle on the agreeable object."""
    with make_sandbox(thing=Student()).start(None, files={}) as worker:
        yield Session(worker, Deadline(60)).module("thing")


def test_attributes_and_calls_cross(handle: Any) -> None:
    """An attribute is read in the worker, and a call is made there."""
    assert handle.layers == (1, 2)
    assert handle(3, scale=2) == 6
    assert torch.equal(handle(torch.ones(2), scale=3), torch.full((2,), 3.0))


@pytest.mark.parametrize(
    "use",
    [
        lambda h: h == 4,
        lambda h: h != 4,
        lambda h: 4 == h,  # noqa: SIM300  (the reflected comparison is what is tried)
        lambda h: h < 4,
        lambda h: 1.0 + h,
        lambda h: h * h,
        lambda h: h[0],
        lambda h: 4 in h,
        bool,
        len,
        iter,
        hash,
        int,
        float,
        operator.index,
        lambda h: h == pytest.approx(4),
        lambda h: {h: 1},
        np.asarray,
        lambda h: np.ones(2) + h,
        lambda h: torch.ones(2) + h,
        lambda h: torch.allclose(h, torch.ones(2)),
    ],
)
def test_no_operator_asks_the_student(handle: Any, use: Callable[[Any], object]) -> None:
    """Whatever would ask the object about itself fails the check, with a message."""
    with pytest.raises(AssertionError, match="object came back where"):
        use(handle)


def test_the_message_names_the_type(handle: Any) -> None:
    """A student reads what kind of object came back."""
    with pytest.raises(AssertionError, match="a `Student` object came back where plain data was expected"):
        assert handle == 4


def test_python_sees_nothing_special(handle: Any) -> None:
    """Names that Python treats as special are not read from the worker."""
    assert not hasattr(handle, "__length_hint__")
    assert not isinstance(handle, (int, list, torch.Tensor))
    assert repr(handle) == "<Student in the worker>"
    assert type_name(handle) == "Student"


def test_attributes_cannot_be_set(handle: Any) -> None:
    """A test that tries to change the worker's object learns that it cannot."""
    with pytest.raises(TypeError, match="cannot be set"):
        handle.layers = 4


def test_a_types_name_is_one_short_line() -> None:
    """The student's name for a type cannot break a message."""
    handle = Handle(None, 0, "A`\n\x1b[31m" + "b" * 500)
    assert type_name(handle).startswith("A???[31mbbb")
    assert len(type_name(handle)) == 80
