"""Many geometries, one message."""

import itertools
import math

import numpy as np
import pytest
import torch

from grader.judging.geometry import Question, expect_formula
from grader.model.errors import StudentRaised

CASES = [(i, s) for i in range(1, 9) for s in (1, 2, 3)]
MISCONCEPTIONS = {
    "rounded up": lambda i, s: -(-i // s),
    "round() instead of the floor": lambda i, s: round(i / s),
}


def truth(i: int, s: int) -> int:
    """The right answer."""
    return i // s


def asked(function: object) -> Question:
    """A question that is answered by the function."""
    return Question(function=function, name="f", letters="is")  # type: ignore[arg-type]


def test_right_answers_pass() -> None:
    """Nothing is raised where every answer is right."""
    expect_formula(asked(truth), CASES, truth, MISCONCEPTIONS)


def test_the_smallest_wrong_geometry_is_reported() -> None:
    """Cases are ordered by size, not as they were drawn, and counted."""
    with pytest.raises(
        AssertionError, match=r"^f\(i=5, s=1\) returned 9, expected 5 \(12 of 24 geometries are wrong"
    ):
        expect_formula(asked(lambda i, s: 9 if i > 4 else i // s), CASES[::-1], truth, {})


@pytest.mark.parametrize(("thought", "formula"), MISCONCEPTIONS.items())
def test_the_misconception_that_gives_every_answer_is_named(thought: str, formula: object) -> None:
    """Where several formulas explain the wrong answers, the one that explains the right ones too is meant."""
    with pytest.raises(AssertionError, match=f"expected .* is what you get {thought[:5]}"):
        expect_formula(asked(formula), CASES, truth, MISCONCEPTIONS)


def test_a_float_is_told_of_the_floor() -> None:
    """A right value of the wrong type has its own message."""
    with pytest.raises(AssertionError, match=r"f\(i=1, s=1\) returned 1\.0, a float"):
        expect_formula(asked(lambda i, s: i / s), CASES, truth, MISCONCEPTIONS)


def test_lists_must_hold_exact_ints() -> None:
    """A list of equal floats is not the right list, and what is no list is told so."""
    expect_formula(asked(lambda i, s: (i, s)), CASES, lambda i, s: [i, s], {})
    with pytest.raises(AssertionError, match=r"an item of what f\(i=1, s=1\) returned 1\.0, a float"):
        expect_formula(asked(lambda i, s: [float(i), s]), CASES, lambda i, s: [i, s], {})
    with pytest.raises(AssertionError, match=r"f\(i=1, s=1\) returned 1, expected a list"):
        expect_formula(asked(lambda i, s: i), CASES, lambda i, s: [i, s], {})  # noqa: ARG005


def test_what_is_raised_says_where() -> None:
    """A student's exception keeps its kind, and gains the numbers it was raised for."""

    def broken(i: int, s: int) -> int:
        raise StudentRaised("ZeroDivisionError", f"{i} by {s}", "line 3")

    with pytest.raises(StudentRaised, match=r"1 by 1 \(in f\(i=1, s=1\)\)") as caught:
        expect_formula(asked(broken), CASES, truth, {})
    assert (caught.value.kind, caught.value.trace) == ("ZeroDivisionError", "line 3")


@pytest.mark.parametrize("answer", [None, "3", [3], 3.0, object()])
def test_after_an_answer_of_another_type_nothing_is_asked(answer: object) -> None:
    """Answers are kept until all are compared, so one that may be a huge tensor is the last."""
    asked_for = []

    def answering(*case: int) -> object:
        asked_for.append(case)
        return answer

    with pytest.raises(AssertionError, match=r"f\(i=1, s=1\) returned"):
        expect_formula(asked(answering), CASES, truth, MISCONCEPTIONS)
    assert asked_for == [(1, 1)]


def test_refusing_what_is_possible_is_said_so() -> None:
    """A ValueError is how students refuse, so the message says that this geometry is possible."""

    def refusing(i: int, s: int) -> int:
        raise StudentRaised("ValueError", f"{i} is too small for {s}")

    with pytest.raises(StudentRaised, match=r"1 is too small for 1 \(in f\(i=1, s=1\), which is possible\)"):
        expect_formula(asked(refusing), CASES, truth, {})


def test_other_geometries_tell_misconceptions_apart() -> None:
    """One wrong answer with two explanations gets the one that the others speak for; they are no failures."""
    both = {"one more": lambda i, s: i // s + 1, "rounded up": lambda i, s: -(-i // s)}
    with pytest.raises(AssertionError, match=r"returned 2, expected 1: 2 is what you get rounded up$"):
        expect_formula(asked(lambda i, s: -(-i // s)), [(3, 2)], truth, both, also=CASES)
    with pytest.raises(AssertionError, match=r"returned 2, expected 1: 2 is what you get one more$"):
        expect_formula(asked(lambda i, s: i // s + 1), [(3, 2)], truth, both, also=CASES)
    expect_formula(asked(lambda i, s: 1), [(3, 2)], truth, both, also=CASES)  # noqa: ARG005


def test_a_misconception_of_the_smallest_case_alone_is_not_named() -> None:
    """What explains one answer and contradicts most of the others would send a student astray."""
    with pytest.raises(AssertionError, match=r"f\(i=1, s=1\) returned 2, expected 1 \("):
        expect_formula(
            asked(lambda i, s: i * 7 - 5 + s - 1), CASES, truth, {"doubled": lambda i, s: 2 * i // s}
        )


def test_one_answer_to_everything_is_recognised() -> None:
    """Where the numbers of a case are written down, the message asks whether they are."""
    with pytest.raises(AssertionError, match="the answer to every geometry is the same; are the numbers"):
        expect_formula(asked(lambda i, s: 4), CASES, truth, MISCONCEPTIONS)  # noqa: ARG005


def test_a_case_may_hold_tuples() -> None:
    """The layers of a stack are one argument; the shortest stack is the smallest and is shown as a list."""
    question = Question(function=len, name="depth", letters=["layers"])
    stacks = [(((3, 1), (1, 1)),), (((2, 2),),), ((),)]
    expect_formula(question, stacks, len, {})
    with pytest.raises(AssertionError, match=r"depth\(layers=\[\]\) returned 0, expected 1"):
        expect_formula(question, stacks, lambda layers: len(layers) + 1, {})
    with pytest.raises(AssertionError, match=r"depth\(layers=\[\(2, 2\)\]\) returned 1, expected 9"):
        expect_formula(question, stacks[:2], lambda layers: 9, {})  # noqa: ARG005


@pytest.mark.parametrize(
    "last",
    [torch.zeros(2), np.zeros(2), [torch.zeros(2)], math.nan, 10**5000],
    ids=["tensor", "array", "tensors", "nan", "long"],
)
@pytest.mark.parametrize("right", [truth, lambda i, s: [i, s]], ids=["int", "list"])
def test_a_value_that_cannot_be_compared_ends_the_check_as_any_wrong_one(last: object, right: object) -> None:
    """Many ints, or lists, and then a tensor: what has no truth of its own is never asked for it."""
    first: object = 1000 if right is truth else [1000]
    answers = itertools.chain([first] * 8, itertools.repeat(last))
    with pytest.raises(AssertionError, match=r"^f\(i=1, s=1\) returned \[?1000"):
        expect_formula(asked(lambda *_: next(answers)), CASES, right, MISCONCEPTIONS)  # type: ignore[arg-type]
