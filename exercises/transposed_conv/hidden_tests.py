"""A transposed convolution with stride 1: sizes, layers, and the direct convolution that does the same."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from grader.judging.arithmetic import Arithmetic, Impossible
from grader.judging.computation import Computation
from grader.judging.example import random_input
from grader.judging.misconceptions import transposed
from grader.judging.refusal import expect_refused

pytestmark = pytest.mark.rehearsed

CASE = Arithmetic(
    letters="iksp",
    ranges={"i": (1, 12), "k": (1, 9), "s": (1, 5), "p": (0, 6)},
    kind="ConvTranspose2d",
    layer=lambda k, s, p, inputs, outputs: nn.ConvTranspose2d(inputs, outputs, k, s, p),
    misconceptions=transposed("iksp"),
    # The smallest, one output that is left, more padding than k − 1, and a stride.
    always=((1, 1, 1, 0), (1, 3, 1, 1), (5, 2, 1, 2), (3, 4, 3, 1)),
)
IMPOSSIBLE = {
    "input": Impossible(
        case=(0, 3, 1, 0),
        because="an input has at least one element",
        possible=(1, 3, 1, 0),
        also=((-1, 9, 1, 0), (-2, 9, 2, 0)),
    ),
    "no_kernel": Impossible(
        case=(3, 0, 1, 0),
        because="a kernel has at least one element",
        possible=(3, 1, 1, 0),
        also=((4, -1, 1, 0), (5, -2, 1, 0)),
    ),
    "stride": Impossible(
        case=(2, 3, 0, 0),
        because="a stride is at least 1",
        possible=(2, 3, 1, 0),
        also=((2, 5, -1, 0), (2, 5, -2, 0)),
    ),
    "padding": Impossible(
        case=(2, 3, 1, -1),
        because="there is no negative padding",
        possible=(2, 3, 1, 0),
        also=((2, 3, 1, -2),),
    ),
    "no_output": Impossible(
        case=(1, 2, 1, 1),
        because="padding takes p outputs away on each side, and none is left",
        possible=(1, 3, 1, 1),
        also=((1, 2, 1, 2),),
    ),
}


def direct(x, weight, p):
    """A direct convolution with a weight in its own layout, (D, C, k, k); p below 0 crops."""
    return functional.conv2d(functional.pad(x, (p, p, p, p)), weight)


def full(weight):
    """The padding of a full convolution, k − 1."""
    return weight.shape[-1] - 1


DIRECT = Computation(
    name="as_direct_convolution",
    arguments=("x", "weight", "p"),
    truth=lambda x, weight, p: functional.conv_transpose2d(x, weight, padding=p),
    slips={
        "the convolution with a kernel that is not flipped": (
            lambda x, w, p: direct(x, w.transpose(0, 1), full(w) - p)
        ),
        "the convolution with a kernel that is flipped along one axis only": (
            lambda x, w, p: direct(x, w.transpose(0, 1).flip(2), full(w) - p)
        ),
        "the convolution with a kernel that is flipped along its last axis only": (
            lambda x, w, p: direct(x, w.transpose(0, 1).flip(3), full(w) - p)
        ),
        "the convolution with a kernel that is transposed, not flipped": (
            lambda x, w, p: direct(x, w.transpose(0, 1).transpose(2, 3), full(w) - p)
        ),
        "the convolution with a weight whose channels are not swapped: conv2d wants (out, in, k, k), and "
        "transposed layers hold (in, out, k, k)": lambda x, w, p: direct(x, w.flip((2, 3)), full(w) - p),
        "the convolution with a weight that is neither flipped nor has its channels swapped": (
            lambda x, w, p: direct(x, w, full(w) - p)
        ),
        "the convolution with channels that are flipped too": (
            lambda x, w, p: direct(x, w.transpose(0, 1).flip((0, 1, 2, 3)), full(w) - p)
        ),
        "what the padding k − 1 gives; p takes away from it: k − 1 − p": (
            lambda x, w, p: direct(x, w.transpose(0, 1).flip((2, 3)), full(w))  # noqa: ARG005
        ),
        "what the padding p gives; the direct convolution is padded by k − 1 − p": (
            lambda x, w, p: direct(x, w.transpose(0, 1).flip((2, 3)), p)
        ),
        "what the padding k − p gives; it is k − 1 − p": (
            lambda x, w, p: direct(x, w.transpose(0, 1).flip((2, 3)), full(w) + 1 - p)
        ),
        "what the padding k − 1 + p gives; it is k − 1 − p": (
            lambda x, w, p: direct(x, w.transpose(0, 1).flip((2, 3)), full(w) + p)
        ),
    },
)


@pytest.mark.points(1)
def test_output_size(submission):
    """A 3×3 kernel with stride 1 and no padding makes 4×4 outputs of 2×2 inputs."""
    CASE.expect_size(submission, (2, 3, 1, 0), 4)


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
    """build_layer(3, 1, 0) is an nn.ConvTranspose2d with 10 parameters; of 2×2 inputs it makes 4×4."""
    CASE.expect_layer(submission, laboratory, (2, 3, 1, 0))


@pytest.mark.points(2)
@pytest.mark.requires("test_layer")
def test_layer_output(submission, laboratory, rng):
    """With known weights, layers of random geometry and channels compute torch's transposed convolution."""
    CASE.expect_outputs(submission, laboratory, rng)


@pytest.mark.points(1)
def test_direct_convolution(submission, laboratory):
    """Of [[1, 2], [3, 4]] the kernel [[5, 6], [7, 8]] makes torch's 3×3 outputs for p=0, and one for p=1."""
    x = torch.arange(1.0, 5.0).reshape(1, 1, 2, 2)
    weight = torch.arange(5.0, 9.0).reshape(1, 1, 2, 2)
    DIRECT.expect(submission, laboratory, [(x, weight, 0), (x, weight, 1)])


@pytest.mark.points(0.25)
@pytest.mark.requires("test_direct_convolution")
@pytest.mark.parametrize("p", [3, -1])
def test_no_direct_convolution(submission, rng, p):
    """A 3×3 kernel has no direct convolution for p = 3 and p = −1: ValueError. For p = 2 and p = 0 it has."""
    x, weight, nearest = torch.ones(1, 1, 6, 6), torch.ones(1, 1, 3, 3), {3: 2, -1: 0}[p]
    expect_refused(
        lambda: submission.as_direct_convolution(x, weight, p),
        case=f"as_direct_convolution(x, weight, p={p}) with a 3×3 kernel",
        because="a convolution cannot be padded by k − 1 − p = −1"
        if p > 0
        else "there is no negative padding",
        accepted=lambda: submission.as_direct_convolution(x, weight, nearest),
        rng=rng,
    )


@pytest.mark.points(1.5)
@pytest.mark.requires("test_direct_convolution")
def test_direct_convolution_random(submission, laboratory, rng):
    """Random kernels, paddings, samples and channels give what torch gives, in float32 and float64."""
    # As many channels in as out first: unswapped ones show in the values there, and not in an error.
    sizes = [(1, 2, 2, 1, 0), (2, 2, 2, 3, 1), (2, 1, 3, 2, 0), (3, 3, 1, 3, 2), (4, 2, 3, 5, 3)]
    for _ in range(10):
        k = rng.randint(1, 6)
        p = rng.randint(0, k - 1)
        # With an input of k or more something is left whatever the padding.
        sizes.append((rng.randint(k, 8), rng.randint(1, 4), rng.randint(1, 4), k, p))
    cases = []
    # A weight (in, out, k, k) is drawn as an input is.
    for i, inputs, outputs, k, p in sizes:
        x, weight = random_input(rng, 2, inputs, i), random_input(rng, inputs, outputs, k)
        cases += [(x, weight, p), (x.double(), weight.double(), p)]
    DIRECT.expect(submission, laboratory, cases)
