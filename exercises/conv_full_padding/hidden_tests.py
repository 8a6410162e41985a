"""Full padding: sizes, layers, and what padding further is worth."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from grader.judging.arithmetic import Arithmetic, Impossible
from grader.judging.geometry import Question, expect_formula

pytestmark = pytest.mark.rehearsed

CASE = Arithmetic(
    letters="ik",
    ranges={"i": (1, 40), "k": (1, 12)},
    kind="Conv2d",
    layer=lambda k, inputs, outputs: nn.Conv2d(inputs, outputs, k, padding=k - 1),
    misconceptions={
        "when nothing is padded": lambda i, k: i - k + 1,
        "with half padding; full padding is k − 1 on each side": lambda i, k: i + 2 * (k // 2) - k + 1,
        "when the padding is counted on one side only": lambda i, k: i,  # noqa: ARG005
        "with a padding of k; full padding is k − 1 on each side": lambda i, k: i + k + 1,
        "without the − 1": lambda i, k: i + k,
        "with − 2 in place of the − 1; the first position of the kernel counts too": lambda i, k: i + k - 2,
        "when the kernel is not subtracted": lambda i, k: i + 2 * (k - 1),
    },
    always=((28, 5), (224, 3), (2, 12)),
)
IMPOSSIBLE = {
    "input": Impossible(
        case=(0, 1), because="an input has at least one element", possible=(1, 1), also=((0, 3), (-2, 5))
    ),
    "no_kernel": Impossible(
        case=(5, 0), because="a kernel has at least one element", possible=(5, 1), also=((5, -1),)
    ),
}
SMALL = [(k, p) for k in range(1, 6) for p in range(8)]
BORDER_MISCONCEPTIONS = {
    "for both sides together": lambda k, p: 2 * max(0, p - k + 1),
    "when all of the padding is counted; up to k − 1 of it is seen together with inputs": lambda k, p: p,  # noqa: ARG005
    "when the border begins at a padding of k; full padding is k − 1": lambda k, p: max(0, p - k),
    "when the border begins a step too early": lambda k, p: max(0, p - k + 2),
    "with half padding in place of full padding": lambda k, p: max(0, p - k // 2),
    "when less than full padding is not counted as 0": lambda k, p: p - k + 1,
    "when the sign is lost": lambda k, p: abs(p - k + 1),
}


def border(submission):
    """The question about the outputs that see nothing but padding."""
    return Question(function=submission.dead_border, name="dead_border", letters="kp")


def true_border(k, p):
    """How many outputs of torch's own convolution with ones are 0 on one side of an input of ones."""
    outputs = functional.conv1d(torch.ones(1, 1, k), torch.ones(1, 1, k), padding=p)
    return int(outputs.flatten().nonzero()[0])


@pytest.mark.points(2)
def test_output_size(submission):
    """A 3×3 kernel with full padding makes 7×7 outputs of 5×5 inputs."""
    CASE.expect_size(submission, (5, 3), 7)


@pytest.mark.points(2)
def test_random_geometry(submission, rng):
    """The smallest geometries and 200 random ones have the output sizes of torch's own layers."""
    CASE.expect_sizes(submission, rng)


@pytest.mark.points(0.5)
@pytest.mark.parametrize("what", list(IMPOSSIBLE))
def test_impossible(submission, rng, what):
    """Where there is no such convolution, and only there, output_size raises ValueError with a message."""
    CASE.expect_impossible(submission, IMPOSSIBLE[what], rng)


@pytest.mark.points(1)
def test_layer(submission, laboratory):
    """build_layer(3, 1, 32) is an nn.Conv2d with 32·(3·3 + 1) = 320 parameters, and build_layer(3) with 10.

    Of 5×5 inputs they make 7×7 outputs.
    """
    CASE.expect_layer(submission, laboratory, (5, 3), channels=(1, 32))
    CASE.expect_layer(submission, laboratory, (5, 3))


@pytest.mark.points(2)
@pytest.mark.requires("test_layer")
def test_layer_output(submission, laboratory, rng):
    """With known weights, layers of random geometry and several channels compute torch's convolution."""
    CASE.expect_outputs(submission, laboratory, rng)


@pytest.mark.points(1)
def test_dead_border(submission):
    """With a kernel of 3, a padding of 4 makes 2 outputs per side that see only zeros, full padding none."""
    expect_formula(border(submission), [(3, 2), (3, 4)], true_border, BORDER_MISCONCEPTIONS, also=SMALL)


@pytest.mark.points(1)
@pytest.mark.requires("test_dead_border")
def test_dead_border_random(submission, rng):
    """For small and random kernels and paddings it is the number of zeros that torch computes on one side."""
    drawn = [(rng.randint(1, 15), rng.randint(0, 30)) for _ in range(40)]
    expect_formula(border(submission), [*SMALL, *drawn], true_border, BORDER_MISCONCEPTIONS)
