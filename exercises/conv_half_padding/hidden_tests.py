"""Half padding: sizes, layers, and the padding that keeps the size."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from grader.judging.arithmetic import Arithmetic, Impossible, expect_impossible
from grader.judging.geometry import Question, expect_formula


def half_padded(k, inputs, outputs):
    """Torch's own layer that keeps the size; for an even kernel torch pads the sides unequally: refused."""
    if k % 2 == 0:
        raise ValueError(f"half padding does not keep the size with an even kernel of {k}")
    return nn.Conv2d(inputs, outputs, k, padding="same")


pytestmark = pytest.mark.rehearsed

CASE = Arithmetic(
    letters="ik",
    ranges={"i": (1, 40), "k": (1, 15)},
    kind="Conv2d",
    layer=half_padded,
    misconceptions={
        "when nothing is padded": lambda i, k: i - k + 1,
        "when the padding is counted on one side only": lambda i, k: i + k // 2 - k + 1,
        "with full padding; half padding is ⌊k/2⌋ on each side": lambda i, k: i + k - 1,
        "with a padding of k; half padding is ⌊k/2⌋ on each side": lambda i, k: i + k + 1,
        "without the + 1; the first position of the kernel counts too": lambda i, k: i - 1,  # noqa: ARG005
        "with + 2 in place of the + 1": lambda i, k: i + 1,  # noqa: ARG005
    },
    always=((28, 5), (224, 3), (2, 15)),
)
IMPOSSIBLE = {
    "even": Impossible(
        case=(5, 4),
        because="half padding keeps the size only with an odd kernel",
        possible=(5, 3),
        also=((5, 2),),
    ),
    "input": Impossible(
        case=(0, 1), because="an input has at least one element", possible=(1, 1), also=((0, 3), (-2, 3))
    ),
    "no_kernel": Impossible(
        case=(5, 0), because="a kernel has at least one element", possible=(5, 1), also=((5, -1),)
    ),
}
NO_PADDING = {
    "even": Impossible(
        case=(4,),
        because="an even kernel has no middle, and no padding p makes i + 2p − 4 + 1 equal to i",
        possible=(5,),
        also=((2,),),
    ),
    "no_kernel": Impossible(
        case=(0,), because="a kernel has at least one element", possible=(1,), also=((-1,), (-2,))
    ),
}
PADDING_MISCONCEPTIONS = {
    "with k − 1; that is full padding, or both sides together, and p is what stands on each": lambda k: k - 1,
    "with round(k / 2) in place of ⌊k/2⌋": lambda k: round(k / 2),
    "when k/2 is rounded up": lambda k: k // 2 + 1,
    "when the kernel's middle is left out of both sides": lambda k: (k - 1) // 2 - 1,
}


def padding(submission):
    """The question about the padding."""
    return Question(function=submission.same_padding, name="same_padding", letters="k")


def true_padding(k):
    """The padding with which torch's own convolution keeps a size, found by trying."""
    row = torch.zeros(1, 1, k)
    return next(p for p in range(k) if functional.conv1d(row, row, padding=p).shape == row.shape)


@pytest.mark.points(2)
def test_output_size(submission):
    """A 3×3 kernel with half padding makes 5×5 outputs of 5×5 inputs."""
    CASE.expect_size(submission, (5, 3), 5)


@pytest.mark.points(1.5)
def test_random_geometry(submission, rng):
    """The smallest geometries and 200 random ones keep their size, as in torch's own layers."""
    CASE.expect_sizes(submission, rng)


@pytest.mark.points(0.3)
@pytest.mark.parametrize("what", list(IMPOSSIBLE))
def test_impossible(submission, rng, what):
    """Where there is no such convolution, and only there, output_size raises ValueError with a message."""
    CASE.expect_impossible(submission, IMPOSSIBLE[what], rng)


@pytest.mark.points(1)
def test_layer(submission, laboratory):
    """build_layer(3) is an nn.Conv2d with 3·3 + 1 = 10 parameters; of 5×5 inputs it makes 5×5 outputs."""
    CASE.expect_layer(submission, laboratory, (5, 3))


@pytest.mark.points(2)
@pytest.mark.requires("test_layer")
def test_layer_output(submission, laboratory, rng):
    """With known weights, layers of random geometry and several channels compute torch's convolution."""
    CASE.expect_outputs(submission, laboratory, rng)


@pytest.mark.points(0.5)
def test_layer_even(submission, rng):
    """build_layer(4) raises ValueError: one side would need more zeros than the other."""
    expect_impossible(
        Question(function=submission.build_layer, name="build_layer", letters="k"), NO_PADDING["even"], rng
    )


@pytest.mark.points(1)
def test_same_padding(submission):
    """A kernel of 3 keeps the size with a padding of 1."""
    also = [(k,) for k in range(5, 17, 2)]
    expect_formula(padding(submission), [(3,)], true_padding, PADDING_MISCONCEPTIONS, also=also)


@pytest.mark.points(0.5)
@pytest.mark.requires("test_same_padding")
def test_same_padding_random(submission, rng):
    """Odd kernels, the smallest and random ones up to 99, keep the size with this padding in torch."""
    cases = [(k,) for k in (*range(1, 16, 2), *rng.sample(range(17, 100, 2), 10))]
    expect_formula(padding(submission), cases, true_padding, PADDING_MISCONCEPTIONS)


@pytest.mark.points(0.3)
@pytest.mark.parametrize("what", list(NO_PADDING))
def test_same_padding_impossible(submission, rng, what):
    """Where no padding keeps the size, and only there, same_padding raises ValueError with a message."""
    expect_impossible(padding(submission), NO_PADDING[what], rng)
