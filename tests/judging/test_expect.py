"""What the verbs for authors of hidden tests accept, and what they say."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.judging.expect import (
    expect_close,
    expect_int,
    expect_ints,
    expect_near,
    expect_number,
    expect_object,
    expect_raises,
    expect_tensor,
    show,
)
from grader.judging.handle import Handle
from grader.model.errors import StudentRaised

CPU = torch.device("cpu")
HANDLE = Handle(None, 3, "MyInt")  # type: ignore[arg-type]
ODD = [
    HANDLE,
    10**5000,
    -(10**400),
    torch.tensor([]),
    torch.tensor(float("nan")),
    torch.zeros(2, dtype=torch.complex64),
    torch.zeros(2, dtype=torch.bool),
    np.array(3),
    np.array(float("nan")),
    np.zeros((2, 2), dtype=np.complex64),
]


def anything() -> st.SearchStrategy[Any]:
    """Values of every type that a worker may send."""
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
    odd = st.integers(0, len(ODD) - 1).map(lambda index: ODD[index])
    return st.recursive(
        plain | odd, lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner), max_leaves=5
    )


@given(anything())
def test_nothing_but_an_assertion_error(value: object) -> None:
    """Whatever a worker sends, a verb returns or raises AssertionError with a message."""
    verbs = [
        lambda: expect_int(value, 3, case="f()", hints={4: "no"}),
        lambda: expect_ints(value, [1, 2], case="f()"),
        lambda: expect_number(value, case="f()"),
        lambda: expect_near(value, 0.5, case="f()", hints={1.0: "no"}),
        lambda: expect_tensor(value, shape=(2,), what="x"),
        lambda: expect_close(value, torch.zeros(2), what="x"),
        lambda: expect_raises("ValueError", lambda: value, case="f()", because="it must"),
        lambda: show(value),
    ]
    for verb in verbs:
        try:
            verb()
        except AssertionError as error:
            assert str(error)  # noqa: PT017  (that there is a text is the claim)


@pytest.mark.parametrize("value", [3.0, True, None, "3", HANDLE, torch.tensor(3), np.array(3), [3]])
def test_only_an_exact_int_is_an_int(value: object) -> None:
    """Nothing that merely equals 3 passes for it."""
    with pytest.raises(AssertionError, match="f"):
        expect_int(value, 3, case="f(5)")


def test_a_float_is_told_of_the_floor() -> None:
    """The commonest mistake has its own advice."""
    with pytest.raises(AssertionError, match=r"f\(5\) returned 3\.0, a float; .* divide with //"):
        expect_int(3.0, 3, case="f(5)")


def test_a_hint_belongs_to_its_value() -> None:
    """A known wrong answer brings its misconception, another does not."""
    with pytest.raises(AssertionError, match=r"f\(5\) returned 4, expected 3: rounded up$"):
        expect_int(4, 3, case="f(5)", hints={4: "rounded up"})
    with pytest.raises(AssertionError, match=r"expected 3$"):
        expect_int(7, 3, case="f(5)", hints={4: "rounded up"})


def test_a_forgotten_return_is_named() -> None:
    """None is what Python returns where a student forgot to."""
    with pytest.raises(AssertionError, match="is a return statement missing"):
        expect_number(None, case="f()")


def test_lists_are_compared_item_by_item() -> None:
    """A tuple will do, a float in it will not."""
    expect_ints((5, 6), [5, 6], case="f()")
    with pytest.raises(AssertionError, match=r"an item of what f\(\) returned 6\.0"):
        expect_ints([5, 6.0], [5, 6], case="f()")
    with pytest.raises(AssertionError, match=r"f\(\) returned \[6, 7\], expected \[5, 6\]"):
        expect_ints([6, 7], [5, 6], case="f()")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (torch.zeros(2, 3), r"x has shape \[2, 3\], expected \[3, 2\]"),
        (torch.zeros(3, 2, dtype=torch.float64), "x has dtype float64, expected float32"),
        (torch.full((3, 2), float("nan")), "x holds values that are NaN or infinite, 6 of 6"),
        (torch.full((3, 2), float("inf")), "NaN or infinite"),
        (HANDLE, "x is an object of type MyInt, expected a tensor"),
    ],
)
def test_tensors_are_of_a_shape_and_a_dtype(value: object, said: str) -> None:
    """Every way of being another tensor has its message."""
    with pytest.raises(AssertionError, match=said):
        expect_tensor(value, shape=(3, 2), what="x")


def test_closeness_forgives_rounding_only() -> None:
    """A millionth passes, a hundredth does not, and the message says how many values and how far."""
    expected = torch.ones(10)
    expect_close(expected + 1e-6, expected, what="x")
    off = expected.clone()
    off[0] = 1.01
    with pytest.raises(AssertionError, match=r"x: 10% of the values differ .* by up to 0\.01; a hint"):
        expect_close(off, expected, what="x", hint="a hint")


def test_a_near_number_passes_and_a_known_wrong_one_is_explained() -> None:
    """An int or a float of numpy will do; a hint is looked for in the neighbourhood of its value."""
    expect_near(1, 1.0, case="f()")
    expect_near(np.array(1.0, dtype=np.float32), 1.0, case="f()")
    with pytest.raises(AssertionError, match=r"f\(\) returned 0\.44, expected 0\.8: the last batch"):
        expect_near(0.44, 0.8, case="f()", hints={0.4400001: "the last batch"})


def raising(kind: str) -> Any:
    """A call that a student's code ends with an exception."""

    def ask() -> None:
        raise StudentRaised(kind, "k=6 is too large")

    return ask


def test_an_expected_exception_gives_its_message() -> None:
    """The student's own words come back."""
    assert expect_raises("ValueError", raising("ValueError"), case="f()", because="x") == "k=6 is too large"


def test_another_exception_or_none_is_a_failure() -> None:
    """Both messages say what was expected, and why."""
    with pytest.raises(AssertionError, match=r"f\(\) raised TypeError, expected ValueError: too large"):
        expect_raises("ValueError", raising("TypeError"), case="f()", because="too large")
    with pytest.raises(AssertionError, match=r"f\(\) returned 0, expected ValueError: too large"):
        expect_raises("ValueError", lambda: 0, case="f()", because="too large")


@pytest.mark.parametrize(
    "value", [None, True, 3, 2.0, "x", b"x", [], (1,), {}, torch.zeros(1), np.zeros(1), torch.float32, CPU]
)
def test_plain_data_is_no_object(value: Any) -> None:
    """What crosses the wire as itself can be neither called nor passed on, and the check fails."""
    with pytest.raises(AssertionError, match=r"CNN\(\) is .*, and should be an object"):
        expect_object(value, what="CNN()")


def test_an_object_is_itself() -> None:
    """A handle, whatever its type is called, is what may be called."""
    assert expect_object(HANDLE, what="CNN()") is HANDLE


def test_a_missing_return_is_guessed() -> None:
    """None where an object belongs is most often a forgotten return."""
    with pytest.raises(AssertionError, match="is a return statement missing"):
        expect_object(None, what="CNN()")


@pytest.mark.parametrize("number", [np.float32(0.5), np.float64(0.5), np.float16(0.5), np.array(0.5)])
def test_numpys_numbers_are_numbers(number: Any) -> None:
    """A loss or an accuracy may be one of numpy's own."""
    assert expect_number(number, case="f()") == 0.5


class Unwritable(list[Any]):
    """A list of which no more than its beginning may be looked at."""

    def __iter__(self) -> Any:
        """The first hundred items, then trouble."""
        yield from self[:100]
        raise AssertionError("the whole list was written out")


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: (1, [one]), lambda one: {"key": one}])
def test_no_more_is_written_out_than_is_shown(wrap: Any) -> None:
    """A value of a million items costs no more to show than one of a hundred."""
    assert show(wrap(Unwritable(range(1000)))).endswith("…)")


def test_a_tensor_in_a_list_is_shown_by_its_shape() -> None:
    """Torch would write out all 2^40 items of a tensor with 40 sides of 2."""
    assert show([torch.zeros(1).expand([2] * 40)]).startswith("a list ([a tensor of shape [2, 2, ")


@pytest.mark.parametrize(
    "value",
    [[], [1], (), (1,), (1, "a"), {}, {1: [2.5]}, {(1, 2): None, "b": b"c"}, [[1], {2: (3,)}], "x", 7],
)
def test_short_values_are_shown_as_python_writes_them(value: Any) -> None:
    """What is short enough is shown whole."""
    assert show(value) == repr(value)
