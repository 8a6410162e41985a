"""A transposed convolution with output padding: sizes, layers, and the size that the floor lost."""

import pytest
import torch
from torch import nn

from grader.judging.arithmetic import Arithmetic, Impossible
from grader.judging.geometry import Question, expect_formula
from grader.judging.misconceptions import transposed

pytestmark = pytest.mark.rehearsed

CASE = Arithmetic(
    letters="ikspa",
    ranges={"i": (1, 12), "k": (1, 9), "s": (1, 5), "p": (0, 6), "a": (0, 4)},
    kind="ConvTranspose2d",
    layer=lambda k, s, p, a, inputs, outputs: nn.ConvTranspose2d(inputs, outputs, k, s, p, a),
    misconceptions=transposed("ikspa"),
    # The smallest, one output that is left, the largest output padding, and all of it at once.
    always=((1, 1, 1, 0, 0), (1, 2, 2, 1, 1), (2, 3, 4, 0, 3), (4, 5, 3, 2, 1)),
)
IMPOSSIBLE = {
    "input": Impossible(
        case=(0, 5, 2, 0, 0),
        because="an input has at least one element",
        possible=(1, 5, 2, 0, 0),
        also=((-1, 9, 2, 0, 0), (-2, 9, 2, 0, 1)),
    ),
    "no_kernel": Impossible(
        case=(3, 0, 2, 0, 0),
        because="a kernel has at least one element",
        possible=(3, 1, 2, 0, 0),
        also=((4, -1, 2, 0, 0), (4, -2, 2, 0, 1)),
    ),
    "stride": Impossible(
        case=(2, 3, 0, 0, 0),
        because="a stride is at least 1",
        possible=(2, 3, 1, 0, 0),
        also=((2, 5, -1, 0, 0), (2, 5, -2, 0, 0)),
    ),
    "padding": Impossible(
        case=(2, 3, 2, -1, 0),
        because="there is no negative padding",
        possible=(2, 3, 2, 0, 0),
        also=((2, 3, 2, -2, 0),),
    ),
    "output_padding": Impossible(
        case=(3, 3, 2, 1, 2),
        because="the output padding is less than the stride: a floor loses s − 1 inputs at most",
        possible=(3, 3, 2, 1, 1),
        also=((3, 3, 2, 1, 3),),
    ),
    "negative_output_padding": Impossible(
        case=(3, 3, 2, 1, -1),
        because="there is no negative output padding",
        possible=(3, 3, 2, 1, 0),
        also=((3, 3, 2, 1, -2),),
    ),
    "no_output": Impossible(
        case=(1, 1, 2, 1, 1),
        because="padding takes p outputs away on each side, and none is left",
        possible=(1, 2, 2, 1, 1),
        also=((1, 1, 2, 2, 1),),
    ),
}
OUTPUT_PADDINGS = {
    "when the padding is left out": lambda i, k, s, p: (i - k) % s,  # noqa: ARG005  (that is the mistake)
    "when the padding is counted on one side only": lambda i, k, s, p: (i + p - k) % s,
    "when the kernel is left out": lambda i, k, s, p: (i + 2 * p) % s,  # noqa: ARG005
    "when both kernel and padding are left out": lambda i, k, s, p: i % s,  # noqa: ARG005
    "when the kernel is added; it is subtracted": lambda i, k, s, p: (i + 2 * p + k) % s,
    "with the number of whole steps; what is left over is lost": lambda i, k, s, p: (i + 2 * p - k) // s,
    "without the remainder of the division by s": lambda i, k, s, p: i + 2 * p - k,  # noqa: ARG005
    "with the inputs that are missing to another step, not those left over": (
        lambda i, k, s, p: -(i + 2 * p - k) % s
    ),
    "with the + 1 of the output size in it": lambda i, k, s, p: (i + 2 * p - k + 1) % s,
    "when the output size of the direct convolution takes the place of its input size": (
        lambda i, k, s, p: ((i + 2 * p - k) // s + 1 + 2 * p - k) % s
    ),
}


def direct_size(i, k, s, p):
    """The output size of torch's direct convolution, 0 or less where there is none."""
    if k > i + 2 * p:
        return 0
    with torch.no_grad():
        return nn.Conv2d(1, 1, k, s, p)(torch.zeros(1, 1, i, i)).shape[-1]


def lost(i, k, s, p):
    """The output padding with which torch's transposed layer gives the size i back, found by trying."""
    o = direct_size(i, k, s, p)
    return next(a for a in range(s) if gives_back(o, k, s, p, a, i))


def gives_back(o, k, s, p, a, i):
    """Whether o inputs become i outputs."""
    try:
        return CASE.true_size(o, k, s, p, a) == i
    except ValueError:
        return False


def expect_output_paddings(submission, cases):
    """Demand the output padding for each geometry of a direct convolution."""
    question = Question(function=submission.output_padding_for, name="output_padding_for", letters="iksp")
    expect_formula(question, cases, lost, OUTPUT_PADDINGS)


@pytest.mark.points(1)
def test_output_size(submission):
    """With k = 3, s = 2, p = 1 inputs of 3×3 become outputs of 5×5, and with output padding 1 of 6×6."""
    CASE.expect_size(submission, (3, 3, 2, 1, 1), 6)
    CASE.expect_size(submission, (3, 3, 2, 1, 0), 5)


@pytest.mark.points(2)
def test_random_geometry(submission, rng):
    """200 random geometries have the output sizes of torch's own layers."""
    CASE.expect_sizes(submission, rng)


@pytest.mark.points(0.2)
@pytest.mark.parametrize("what", list(IMPOSSIBLE))
def test_impossible(submission, rng, what):
    """Where there is no such convolution, and only there, output_size raises ValueError with a message."""
    CASE.expect_impossible(submission, IMPOSSIBLE[what], rng)


@pytest.mark.points(1)
def test_layer(submission, laboratory):
    """build_layer(3, 2, 1, 1) is an nn.ConvTranspose2d with 10 parameters; of 3×3 inputs it makes 6×6."""
    CASE.expect_layer(submission, laboratory, (3, 3, 2, 1, 1))


@pytest.mark.points(1.6)
@pytest.mark.requires("test_layer")
def test_layer_output(submission, laboratory, rng):
    """With known weights, layers of random geometry and channels compute torch's transposed convolution."""
    CASE.expect_outputs(submission, laboratory, rng)


@pytest.mark.points(1)
def test_output_padding(submission):
    """With k = 3, s = 2 and p = 1 the direct convolution makes 3 of 5 and of 6: a is 0 for 5, and 1 for 6."""
    expect_output_paddings(submission, [(5, 3, 2, 1), (6, 3, 2, 1)])


@pytest.mark.points(2)
@pytest.mark.requires("test_output_padding")
def test_output_padding_random(submission, rng):
    """For 60 random direct convolutions it is the output padding with which torch's layer gives i back."""
    cases = [(1, 1, 1, 0), (4, 3, 3, 1), (6, 4, 5, 2)]
    while len(cases) < 60:
        i, k, s, p = rng.randint(1, 12), rng.randint(1, 9), rng.randint(1, 5), rng.randint(0, 6)
        # With an output of at least 1 for a = 0, whoever searches among the output paddings is never refused.
        if (o := direct_size(i, k, s, p)) > 0 and s * (o - 1) + k - 2 * p > 0:
            cases.append((i, k, s, p))
    expect_output_paddings(submission, cases)
