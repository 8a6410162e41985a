"""A convolution with zero padding: sizes, layers, and the padding that leads to a size."""

import pytest
from torch import nn

from grader.judging.arithmetic import Arithmetic, Impossible, expect_impossible
from grader.judging.geometry import Question, expect_formula
from grader.judging.misconceptions import convolution

pytestmark = pytest.mark.rehearsed

CASE = Arithmetic(
    letters="ikp",
    ranges={"i": (1, 30), "k": (1, 11), "p": (0, 8)},
    kind="Conv2d",
    layer=lambda k, p, inputs, outputs: nn.Conv2d(inputs, outputs, k, padding=p),
    misconceptions=convolution("ikp"),
    always=((28, 5, 2), (224, 3, 1)),
)
IMPOSSIBLE = {
    "kernel": Impossible(
        case=(3, 6, 1), because="the kernel is larger than the padded input", possible=(3, 5, 1)
    ),
    "input": Impossible(
        case=(0, 1, 1), because="an input has at least one element", possible=(1, 1, 1), also=((-2, 1, 3),)
    ),
    "no_kernel": Impossible(
        case=(5, 0, 0), because="a kernel has at least one element", possible=(5, 1, 0), also=((5, -1, 0),)
    ),
    "padding": Impossible(
        case=(9, 3, -1), because="there is no negative padding", possible=(9, 3, 0), also=((9, 3, -2),)
    ),
}
NO_PADDING = {
    "half": Impossible(
        case=(5, 4, 5),
        because="5 outputs need 3 zeros, which cannot be shared by two sides",
        possible=(5, 4, 6),
        also=((5, 3, 4), (4, 4, 2)),
    ),
    "negative": Impossible(
        case=(5, 3, 1),
        because="without any padding there are more outputs already",
        possible=(5, 3, 3),
        also=((5, 3, 2),),
    ),
    "input": Impossible(
        case=(0, 3, 2), because="an input has at least one element", possible=(1, 3, 1), also=((-2, 3, 2),)
    ),
    "no_kernel": Impossible(
        case=(5, 0, 6), because="a kernel has at least one element", possible=(5, 1, 5), also=((5, -1, 7),)
    ),
    "no_output": Impossible(
        case=(5, 8, 0), because="an output has at least one element", possible=(5, 8, 2), also=((5, 10, -2),)
    ),
}
PADDING_MISCONCEPTIONS = {
    "for both sides together; p is what stands on each of them": lambda i, k, o: o - i + k - 1,
    "when the 1 keeps its sign as it changes sides": lambda i, k, o: (o - i + k + 1) // 2,
    "when the 1 is subtracted after halving": lambda i, k, o: (o - i + k) // 2 - 1,
    "with half padding; that is the one for o = i": lambda i, k, o: k // 2,  # noqa: ARG005
    "with full padding; that is the one for o = i + k − 1": lambda i, k, o: k - 1,  # noqa: ARG005
    "when the kernel is left out": lambda i, k, o: (o - i) // 2,  # noqa: ARG005
}


def padding(submission):
    """The question about the padding."""
    return Question(function=submission.padding_for, name="padding_for", letters="iko")


def sized(case):
    """The same geometry with its output size in place of its padding."""
    i, k, _ = case
    return i, k, CASE.true_size(*case)


def true_padding(i, k, o):
    """The padding with which torch's own layer has this output size, found by trying."""
    return next(p for p in range(i + k + o) if i + 2 * p >= k and CASE.true_size(i, k, p) == o)


@pytest.mark.points(1)
def test_output_size(submission):
    """A 4×4 kernel with padding 2 makes 6×6 outputs of 5×5 inputs."""
    CASE.expect_size(submission, (5, 4, 2), 6)


@pytest.mark.points(2)
def test_random_geometry(submission, rng):
    """The smallest geometries and 200 random ones have the output sizes of torch's own layers."""
    CASE.expect_sizes(submission, rng)


@pytest.mark.points(0.25)
@pytest.mark.parametrize("what", list(IMPOSSIBLE))
def test_impossible(submission, rng, what):
    """Where there is no such convolution, and only there, output_size raises ValueError with a message."""
    CASE.expect_impossible(submission, IMPOSSIBLE[what], rng)


@pytest.mark.points(1)
def test_layer(submission, laboratory):
    """build_layer(4, 2) is an nn.Conv2d with 4·4 + 1 = 17 parameters; of 5×5 inputs it makes 6×6 outputs."""
    CASE.expect_layer(submission, laboratory, (5, 4, 2))


@pytest.mark.points(2)
@pytest.mark.requires("test_layer")
def test_layer_output(submission, laboratory, rng):
    """With known weights, layers of random geometry and several channels compute torch's convolution."""
    CASE.expect_outputs(submission, laboratory, rng)


@pytest.mark.points(1)
def test_padding_for(submission):
    """A kernel of 4 makes 6 outputs of 5 inputs with 2 zeros on each side."""
    also = [sized(case) for case in CASE.smallest()]
    expect_formula(padding(submission), [(5, 4, 6)], true_padding, PADDING_MISCONCEPTIONS, also=also)


@pytest.mark.points(1)
@pytest.mark.requires("test_padding_for")
def test_padding_for_random(submission, rng):
    """For the smallest geometries and 60 random ones padding_for finds the padding that was used."""
    cases = [sized(case) for case in (*CASE.smallest(), *CASE.draw(rng, 60))]
    expect_formula(padding(submission), cases, true_padding, PADDING_MISCONCEPTIONS)


@pytest.mark.points(0.2)
@pytest.mark.parametrize("what", list(NO_PADDING))
def test_padding_for_impossible(submission, rng, what):
    """Where no padding leads to the size, and only there, padding_for raises ValueError with a message."""
    expect_impossible(padding(submission), NO_PADDING[what], rng)
