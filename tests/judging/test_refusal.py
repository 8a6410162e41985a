"""What cannot be is refused, and what can be is not."""

import contextlib
import itertools
import random
from collections.abc import Callable, Iterator

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
    rng = random.Random(1)
    expect_refused(refused, case="f(0)", because="0 is too small", accepted=accepted, rng=rng)


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


def test_nothing_at_all_is_no_answer() -> None:
    """A function that only raises, and returns nothing where it does not, computes nothing."""
    with pytest.raises(AssertionError, match=r"where it can be, unlike f\(0\), None came back"):
        ask(raising("ValueError", "no"), accepted=lambda: None)


def test_turns_taken_blindly_are_found_out() -> None:
    """Whoever refuses every second call, whatever is asked, meets an order in which that is wrong."""
    for first in (0, 1):
        calls = itertools.count(first)

        def alternate(calls: Iterator[int] = calls) -> object:
            return raising("ValueError", "no")() if next(calls) % 2 else 1

        passed = 0
        for seed in range(100):
            with contextlib.suppress(AssertionError, StudentRaised):
                expect_refused(
                    alternate, case="f(0)", because="no", accepted=alternate, rng=random.Random(seed)
                )
                passed += 1
        assert passed < 15
