"""What the suites of convolution arithmetic share: geometries, impossible ones, layers and their outputs."""

import functools
import importlib
import random
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from grader.judging.arithmetic import SMALL, Arithmetic, Impossible, expect_impossible
from grader.judging.example import random_input
from grader.judging.geometry import Question
from grader.judging.laboratory import Laboratory
from grader.judging.misconceptions import convolution
from grader.model.errors import StudentRaised
from grader.model.job import Terms

CASE = Arithmetic(
    letters="iksp",
    ranges={"i": (1, 30), "k": (1, 9), "s": (1, 6), "p": (0, 6)},
    kind="Conv2d",
    layer=lambda k, s, p, inputs, outputs: nn.Conv2d(inputs, outputs, k, s, p),
    misconceptions=convolution("iksp"),
    always=((224, 7, 2, 3),),
)
KERNEL = Impossible(case=(3, 6, 1, 1), because="it is too large", possible=(3, 5, 1, 1), also=((1, 6, 1, 2),))


def formula(i: int, k: int, s: int, p: int) -> int:
    """Relation 6 of the guide."""
    return (i + 2 * p - k) // s + 1


def answering(function: Any) -> Any:
    """A submission whose output_size is the function."""
    return SimpleNamespace(output_size=function)


def refusing(*case: int) -> int:
    """What a right submission does."""
    if formula(*case) < 1:
        raise StudentRaised("ValueError", "a kernel of this size does not fit")
    return formula(*case)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 20), st.integers(1, 9), st.integers(1, 6), st.integers(0, 6))
def test_the_true_size_is_the_guides(i: int, k: int, s: int, p: int) -> None:
    """What torch's layer makes is relation 6 wherever the kernel fits, and ValueError where it does not."""
    if k <= i + 2 * p:
        assert CASE.true_size(i, k, s, p) == formula(i, k, s, p)
    else:
        with pytest.raises(ValueError, match=rf"torch refuses the layer\(i={i}, k={k}"):
            CASE.true_size(i, k, s, p)


def test_the_smallest_geometries_hold_every_boundary() -> None:
    """Each number's smallest value, a kernel just as large as its input, and steps that do not come out."""
    small = CASE.smallest()
    assert len(small) == len(set(small))
    assert (1, 1, 1, 0) in small
    assert any(k == i + 2 * p for i, k, _, p in small if p)
    assert any(s > k > 1 for _, k, s, _ in small)
    assert any((i + 2 * p - k) % s * 2 > s for i, k, s, p in small)
    assert all(i + k + s + p - 3 <= SMALL and k <= i + 2 * p for i, k, s, p in small)


@settings(max_examples=20, deadline=None)
@given(st.integers())
def test_draws_are_possible_in_range_and_as_asked(seed: int) -> None:
    """Whatever the seed, drawn geometries are in their ranges but for those that are always there."""
    cases = CASE.draw(random.Random(seed), 30, where=lambda *case: case[2] > 1)
    assert cases[0] == (224, 7, 2, 3)
    for case in cases[1:]:
        assert all(
            low <= number <= high for number, (low, high) in zip(case, CASE.ranges.values(), strict=True)
        )
        assert case[2] > 1
        assert CASE.true_size(*case) >= 1


def test_one_seed_draws_one_list() -> None:
    """A result can be judged again from its seed."""
    assert CASE.draw(random.Random(5), 20) == CASE.draw(random.Random(5), 20)


def test_right_sizes_pass() -> None:
    """The guide's formula passes the lecture's case, the random ones and the impossible ones."""
    CASE.expect_size(answering(formula), (5, 3, 2, 1), 3)
    CASE.expect_sizes(answering(formula), random.Random(0))
    CASE.expect_impossible(answering(refusing), KERNEL, random.Random(0))


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_a_boundary_moved_by_one_is_seen_whatever_the_seed(wrong: int) -> None:
    """A formula that is wrong only at a boundary fails, though luck may never draw that boundary."""

    def almost(i: int, k: int, s: int, p: int) -> int:
        at = (k == i + 2 * p, i == 1, s > k)[wrong]
        return formula(i, k, s, p) + at

    with pytest.raises(AssertionError, match="this is the smallest"):
        CASE.expect_sizes(answering(almost), random.Random(0), count=1)


def test_the_lectures_case_tells_mistakes_apart() -> None:
    """2 for i=5 follows from two mistakes; the answers to other geometries say which of them it was."""
    with pytest.raises(AssertionError, match=r"returned 2, expected 3: 2 is what you get without the \+ 1"):
        CASE.expect_size(answering(lambda *case: formula(*case) - 1), (5, 3, 2, 1), 3)
    with pytest.raises(AssertionError, match="when the padding is counted on one side only"):
        CASE.expect_size(answering(lambda i, k, s, p: (i + p - k) // s + 1), (5, 3, 2, 1), 3)


def raising(kind: str, message: str) -> Any:
    """A function that raises whatever it is asked."""

    def raise_it(*_case: int) -> int:
        raise StudentRaised(kind, message)

    return raise_it


def for_large_kernels(kind: str, message: str) -> Any:
    """A function that raises for a kernel that is larger than any padded input here."""
    return lambda *case: raising(kind, message)() if case[1] > 5 else formula(*case)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (formula, r"output_size\(i=3, k=6, s=1, p=1\) returned 0, expected ValueError: it is too large"),
        (for_large_kernels("TypeError", "no"), "raised TypeError, expected ValueError"),
        (for_large_kernels("ValueError", " "), "without a message"),
        (
            lambda *case: refusing(*case) if case[0] == 3 else 1,
            r"output_size\(i=1, k=6, s=1, p=2\) returned 1",
        ),
    ],
)
def test_what_cannot_be_must_be_refused(function: Any, said: str) -> None:
    """No number, no other exception and no empty message will do, for any of the impossible geometries."""
    with pytest.raises(AssertionError, match=said):
        CASE.expect_impossible(answering(function), KERNEL, random.Random(0))


def test_what_can_be_must_not_be_refused() -> None:
    """Whoever refuses everything is told of the neighbour that is possible."""
    question = Question(function=raising("ValueError", "no"), name="f", letters="iksp")
    with pytest.raises(StudentRaised, match=r"no \(in f\(i=3, k=5, s=1, p=1\), which is possible\)"):
        expect_impossible(question, KERNEL, random.Random(0))


def test_what_is_below_its_smallest_is_drawn_too() -> None:
    """Who knows the geometries that are written down, and no others, meets one that is drawn."""
    input_size = Impossible(case=(0, 1, 1, 0), because="there is none", possible=(1, 1, 1, 0))

    def by_heart(*case: int) -> int:
        if case == (0, 1, 1, 0):
            raise StudentRaised("ValueError", "no")
        return 1

    with pytest.raises(AssertionError, match=r"output_size\(i=-\d, k=1, s=1, p=0\) returned 1, expected Val"):
        CASE.expect_impossible(answering(by_heart), input_size, random.Random(0))


def test_random_input_is_of_the_seed() -> None:
    """The same generator gives the same float32 tensor of the shape asked for."""
    first, second = (random_input(random.Random(3), 2, 3, 4) for _ in range(2))
    assert first.shape == (2, 3, 4, 4)
    assert first.dtype is torch.float32
    assert torch.equal(first, second)


class ForSquares(nn.Conv2d):
    """A convolution of square inputs alone."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Zeros for an input that is wider than high."""
        made = super().forward(x)
        return made if x.shape[-1] == x.shape[-2] else torch.zeros_like(made)


def building(make: Any) -> Any:
    """A submission whose build_layer makes convolutions by `make`."""
    return SimpleNamespace(build_layer=lambda k, s, p, inputs=1, outputs=1: make(inputs, outputs, k, s, p))


def test_layers_are_asked_about_more_than_one_square() -> None:
    """Torch's layer passes; one that is made once for all calls, or that knows squares alone, does not."""
    laboratory = Laboratory(SimpleNamespace(module=importlib.import_module), Terms(), None)  # type: ignore[arg-type]
    CASE.expect_outputs(building(nn.Conv2d), laboratory, random.Random(0))
    for make, said in (
        (functools.cache(nn.Conv2d), "does each call make a new layer"),
        (ForSquares, r"for an input of \d+×\d+: \d+% of the values differ"),
    ):
        # What comes over the wire has no graph.
        with torch.no_grad(), pytest.raises(AssertionError, match=said):
            CASE.expect_outputs(building(make), laboratory, random.Random(0))
