"""What cannot be is refused, and what can be is not."""

from collections.abc import Callable

import pytest

from grader.judging.refusal import expect_refused
from grader.model.errors import StudentRaised


def raising(kind: str, message: str) -> Callable[[], object]:
    """Raises as a student's code did."""

    def raise_it() -> object:
        raise StudentRaised(kind, message)

    return raise_it


def ask(refused: Callable[[], object], accepted: Callable[[], object] = lambda: 3) -> None:
    """Demand the refusal of f(0)."""
    expect_refused(refused, case="f(0)", because="0 is too small", accepted=accepted)


def test_a_refusal_with_a_message_is_enough() -> None:
    """Its text is the student's affair."""
    ask(raising("ValueError", "no"))


def test_an_answer_or_another_exception_is_no_refusal() -> None:
    """Both messages say why it cannot be."""
    with pytest.raises(AssertionError, match=r"f\(0\) returned 7, expected ValueError: 0 is too small"):
        ask(lambda: 7)
    with pytest.raises(AssertionError, match=r"f\(0\) raised TypeError, expected ValueError"):
        ask(raising("TypeError", "no"))


def test_a_refusal_says_why() -> None:
    """An empty message helps nobody."""
    with pytest.raises(AssertionError, match="without a message; say what is wrong: 0 is too small"):
        ask(raising("ValueError", ""))


def test_an_error_that_always_comes_refuses_nothing() -> None:
    """What is possible is asked for as well."""
    with pytest.raises(StudentRaised):
        ask(raising("ValueError", "no"), accepted=raising("ValueError", "no"))
