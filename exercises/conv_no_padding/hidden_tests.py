"""A convolution without padding: sizes, layers, and where the kernel stands."""

import pytest
import torch
from torch import nn

from grader.judging.arithmetic import Arithmetic, Impossible, expect_impossible
from grader.judging.geometry import Question, expect_formula
from grader.judging.misconceptions import convolution

pytestmark = pytest.mark.rehearsed

CASE = Arithmetic(
    letters="ik",
    ranges={"i": (1, 40), "k": (1, 12)},
    kind="Conv2d",
    layer=lambda k, inputs, outputs: nn.Conv2d(inputs, outputs, k),
    misconceptions={
        **convolution("ik"),
        "with zeros on both sides; here nothing is padded": lambda i, k: i + k - 1,
    },
    always=((28, 5), (32, 5), (224, 3)),
)
IMPOSSIBLE = {
    "kernel": Impossible(
        case=(3, 4), because="the kernel is larger than the input", possible=(3, 3), also=((3, 5), (1, 6))
    ),
    "input": Impossible(
        case=(0, 1), because="an input has at least one element", possible=(2, 1), also=((-2, 1),)
    ),
    "no_kernel": Impossible(
        case=(5, 0), because="a kernel has at least one element", possible=(5, 1), also=((5, -1),)
    ),
}
POSITIONS_MISCONCEPTIONS = {
    "the kernel may not stand so far to the right that its own right edge leaves the input": (
        lambda i, k: list(range(i))  # noqa: ARG005
    ),
    "positions are counted from 0": lambda i, k: list(range(1, i - k + 2)),
    "the last position, i − k, is missing; there the kernel's right edge is at the last input": (
        lambda i, k: list(range(i - k))
    ),
    "where the kernel's left edge stands is asked, not the right one": lambda i, k: list(range(k - 1, i)),
    "the kernel moves by one input, not by its own width": lambda i, k: list(range(0, i - k + 1, k)),
}


def positions(submission):
    """The question about the kernel's left edges."""
    return Question(function=submission.kernel_positions, name="kernel_positions", letters="ik")


def left_edges(i, k):
    """Where torch's own sliding windows begin."""
    return torch.arange(i).unfold(0, k, 1)[:, 0].tolist()


@pytest.mark.points(2)
def test_output_size(submission):
    """A 3×3 kernel makes 2×2 outputs of 4×4 inputs."""
    CASE.expect_size(submission, (4, 3), 2)


@pytest.mark.points(2)
def test_random_geometry(submission, rng):
    """The smallest geometries and 200 random ones have the output sizes of torch's own layers."""
    CASE.expect_sizes(submission, rng)


@pytest.mark.points(0.3)
@pytest.mark.parametrize("what", list(IMPOSSIBLE))
def test_impossible(submission, rng, what):
    """Where there is no such convolution, and only there, output_size raises ValueError with a message."""
    CASE.expect_impossible(submission, IMPOSSIBLE[what], rng)


@pytest.mark.points(1)
def test_layer(submission, laboratory):
    """build_layer(3) is an nn.Conv2d with 3·3 + 1 = 10 parameters; of 4×4 inputs it makes 2×2 outputs."""
    CASE.expect_layer(submission, laboratory, (4, 3))


@pytest.mark.points(2)
@pytest.mark.requires("test_layer")
def test_layer_output(submission, laboratory, rng):
    """With known weights, layers of random geometry and several channels compute torch's convolution."""
    CASE.expect_outputs(submission, laboratory, rng)


@pytest.mark.points(1)
def test_kernel_positions(submission):
    """A kernel of 3 visits the positions 0 and 1 of 4 inputs."""
    expect_formula(
        positions(submission), [(4, 3)], left_edges, POSITIONS_MISCONCEPTIONS, also=CASE.smallest()
    )


@pytest.mark.points(0.8)
@pytest.mark.requires("test_kernel_positions")
def test_kernel_positions_random(submission, rng):
    """For the smallest geometries and 60 random ones every position is listed once, in order."""
    cases = [*CASE.smallest(), *CASE.draw(rng, 60)]
    expect_formula(positions(submission), cases, left_edges, POSITIONS_MISCONCEPTIONS)


@pytest.mark.points(0.1)
@pytest.mark.parametrize("what", list(IMPOSSIBLE))
def test_kernel_positions_impossible(submission, rng, what):
    """Where output_size refuses, and only there, kernel_positions raises ValueError with a message."""
    expect_impossible(positions(submission), IMPOSSIBLE[what], rng)
