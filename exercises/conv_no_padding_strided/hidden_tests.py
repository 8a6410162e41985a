"""A strided convolution without padding: sizes, layers, and the inputs that no kernel reaches."""

import pytest
import torch
from torch import nn

from grader.judging.arithmetic import Arithmetic, Impossible
from grader.judging.geometry import Question, expect_formula
from grader.judging.misconceptions import convolution

pytestmark = pytest.mark.rehearsed

CASE = Arithmetic(
    letters="iks",
    ranges={"i": (1, 40), "k": (1, 9), "s": (1, 7)},
    kind="Conv2d",
    layer=lambda k, s, inputs, outputs: nn.Conv2d(inputs, outputs, k, s),
    misconceptions=convolution("iks"),
    always=((28, 2, 2), (227, 11, 4), (224, 16, 16)),
)
IMPOSSIBLE = {
    "kernel": Impossible(case=(3, 4, 2), because="the kernel is larger than the input", possible=(3, 3, 2)),
    "input": Impossible(
        case=(0, 1, 1), because="an input has at least one element", possible=(2, 1, 1), also=((-2, 1, 1),)
    ),
    "no_kernel": Impossible(
        case=(5, 0, 1), because="a kernel has at least one element", possible=(5, 1, 1), also=((5, -1, 1),)
    ),
    "stride": Impossible(
        case=(5, 3, 0), because="a stride is at least 1", possible=(5, 3, 1), also=((5, 3, -1),)
    ),
}
UNUSED_MISCONCEPTIONS = {
    "when the stride is left out": lambda i, k, s: 0,  # noqa: ARG005
    "when only asked whether there are any": lambda i, k, s: int((i - k) % s > 0),
    "when the gaps between the kernel's positions are counted too": (
        lambda i, k, s: (i - k) % s + (i - k) // s * max(0, s - k)
    ),
    "for the number of steps, with // in place of %": lambda i, k, s: (i - k) // s,
    "when the kernel is left out": lambda i, k, s: i % s,  # noqa: ARG005
    "when the kernel stands in place of the stride": lambda i, k, s: i % k,  # noqa: ARG005
    "with a + 1 too much; the inputs behind the last position are counted, not numbered": (
        lambda i, k, s: (i - k) % s + 1
    ),
    "when the first position is counted as a step": lambda i, k, s: (i - k + 1) % s,
    "when the kernel's positions are laid side by side; they overlap where s < k": lambda i, k, s: (
        i - ((i - k) // s + 1) * k
    ),
    "for the inputs that are missing for one more step": lambda i, k, s: -(i - k) % s,
}


def unused(submission):
    """The question about the inputs on the far side."""
    return Question(function=submission.unused_inputs, name="unused_inputs", letters="iks")


def behind_the_last(i, k, s):
    """How many inputs lie behind the last of torch's own sliding windows."""
    return i - 1 - int(torch.arange(i).unfold(0, k, s)[-1, -1])


@pytest.mark.points(1)
def test_output_size(submission):
    """A 3×3 kernel with stride 2 makes 2×2 outputs of 5×5 inputs."""
    CASE.expect_size(submission, (5, 3, 2), 2)


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
    """build_layer(3, 2) is an nn.Conv2d with 3·3 + 1 = 10 parameters; of 5×5 inputs it makes 2×2 outputs."""
    CASE.expect_layer(submission, laboratory, (5, 3, 2))


@pytest.mark.points(2)
@pytest.mark.requires("test_layer")
def test_layer_output(submission, laboratory, rng):
    """With known weights, layers of random geometry and several channels compute torch's convolution."""
    CASE.expect_outputs(submission, laboratory, rng)


@pytest.mark.points(1)
def test_unused_inputs(submission):
    """With kernel 3 and stride 2, all of 5 inputs are used; of 6, the last one is not."""
    cases = [(5, 3, 2), (6, 3, 2)]
    expect_formula(unused(submission), cases, behind_the_last, UNUSED_MISCONCEPTIONS, also=CASE.smallest())


@pytest.mark.points(1)
@pytest.mark.requires("test_unused_inputs")
def test_unused_inputs_random(submission, rng):
    """For the smallest geometries and 60 random ones it is what lies behind the last window of torch's."""
    cases = [*CASE.smallest(), *CASE.draw(rng, 60)]
    expect_formula(unused(submission), cases, behind_the_last, UNUSED_MISCONCEPTIONS)
