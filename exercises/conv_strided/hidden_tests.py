"""A strided convolution with zero padding: sizes, layers, and what the floor hides."""

import pytest
from torch import nn

from grader.judging.arithmetic import Arithmetic, Impossible
from grader.judging.geometry import Question, expect_formula
from grader.judging.misconceptions import convolution

pytestmark = pytest.mark.rehearsed

CASE = Arithmetic(
    letters="iksp",
    ranges={"i": (1, 30), "k": (1, 9), "s": (1, 6), "p": (0, 6)},
    kind="Conv2d",
    layer=lambda k, s, p, inputs, outputs: nn.Conv2d(inputs, outputs, k, s, p),
    misconceptions=convolution("iksp"),
    always=((28, 5, 1, 2), (224, 7, 2, 3), (227, 11, 4, 0)),
)
IMPOSSIBLE = {
    "kernel": Impossible(
        case=(3, 6, 1, 1), because="the kernel is larger than the padded input", possible=(3, 5, 1, 1)
    ),
    "input": Impossible(
        case=(0, 1, 1, 1),
        because="an input has at least one element",
        possible=(1, 1, 1, 1),
        also=((-2, 1, 1, 2),),
    ),
    "no_kernel": Impossible(
        case=(5, 0, 1, 0),
        because="a kernel has at least one element",
        possible=(5, 1, 1, 0),
        also=((5, -1, 1, 0),),
    ),
    "stride": Impossible(
        case=(5, 3, 0, 1), because="a stride is at least 1", possible=(5, 3, 1, 1), also=((5, 3, -1, 1),)
    ),
    "padding": Impossible(
        case=(9, 3, 2, -1),
        because="there is no negative padding",
        possible=(9, 3, 2, 0),
        also=((9, 3, 2, -2),),
    ),
}
SIZES_MISCONCEPTIONS = {
    "the list must begin at the smallest size with this output, not always at i": (
        lambda i, k, s, p: list(range(i, i + s))  # noqa: ARG005
    ),
    "the list must not always end at i": lambda i, k, s, p: list(range(i - s + 1, i + 1)),  # noqa: ARG005
    "there are s such sizes, and i is one of them": lambda i, k, s, p: [i],  # noqa: ARG005
    "the padding is on both sides": (
        lambda i, k, s, p: [(i + 2 * p - k) // s * s + k - p + more for more in range(s)]
    ),
    "these sizes have one output more than i": (
        lambda i, k, s, p: [i - (i + 2 * p - k) % s + s + more for more in range(s)]
    ),
}


def same_output(submission):
    """The question about the sizes."""
    return Question(
        function=submission.inputs_with_same_output, name="inputs_with_same_output", letters="iksp"
    )


def all_at_least_one(i, k, s, p):  # noqa: ARG001
    """With 2p < k every size with the same output is at least 1."""
    return 2 * p < k


def sizes_with_same_output(i, k, s, p):
    """All sizes to which torch's own layer gives the output size of i, found by trying."""
    wanted = CASE.true_size(i, k, s, p)
    near = range(max(1, i - s, k - 2 * p), i + s + 1)
    return [size for size in near if CASE.true_size(size, k, s, p) == wanted]


@pytest.mark.points(1)
@pytest.mark.parametrize("i", [5, 6])
def test_output_size(submission, i):
    """A 3×3 kernel with stride 2 and padding 1 makes 3×3 outputs of 5×5 inputs, and of 6×6 inputs too."""
    CASE.expect_size(submission, (i, 3, 2, 1), 3)


@pytest.mark.points(2)
def test_random_geometry(submission, rng):
    """The smallest geometries and 200 random ones have the output sizes of torch's own layers."""
    CASE.expect_sizes(submission, rng)


@pytest.mark.points(0.2)
@pytest.mark.parametrize("what", list(IMPOSSIBLE))
def test_impossible(submission, rng, what):
    """Where there is no such convolution, and only there, output_size raises ValueError with a message."""
    CASE.expect_impossible(submission, IMPOSSIBLE[what], rng)


@pytest.mark.points(1)
def test_layer(submission, laboratory):
    """build_layer(3, 2, 1) is an nn.Conv2d with 10 parameters; of 5×5 and 6×6 inputs it makes 3×3 outputs."""
    for i in (5, 6):
        CASE.expect_layer(submission, laboratory, (i, 3, 2, 1))


@pytest.mark.points(2)
@pytest.mark.requires("test_layer")
def test_layer_output(submission, laboratory, rng):
    """With known weights, layers of random geometry and several channels compute torch's convolution."""
    CASE.expect_outputs(submission, laboratory, rng)


@pytest.mark.points(1)
def test_inputs_with_same_output(submission):
    """Inputs of 5 and of 6 have the same output size with kernel 3, stride 2 and padding 1."""
    cases = [(5, 3, 2, 1), (6, 3, 2, 1)]
    small = [case for case in CASE.smallest() if all_at_least_one(*case)]
    expect_formula(same_output(submission), cases, sizes_with_same_output, SIZES_MISCONCEPTIONS, also=small)


@pytest.mark.points(1)
@pytest.mark.requires("test_inputs_with_same_output")
def test_inputs_with_same_output_random(submission, rng):
    """For the smallest geometries and 60 random ones all s inputs with the same output size are found."""
    small = [case for case in CASE.smallest() if all_at_least_one(*case)]
    cases = [*small, *CASE.draw(rng, 60, where=all_at_least_one)]
    expect_formula(same_output(submission), cases, sizes_with_same_output, SIZES_MISCONCEPTIONS)
