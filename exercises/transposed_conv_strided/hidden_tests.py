"""A strided transposed convolution: sizes, layers, and the zeros between its inputs."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from grader.judging.arithmetic import Arithmetic, Impossible
from grader.judging.computation import Computation
from grader.judging.example import random_input
from grader.judging.expect import expect_near
from grader.judging.geometry import ask, describe
from grader.judging.misconceptions import transposed

pytestmark = pytest.mark.rehearsed

CASE = Arithmetic(
    letters="iksp",
    ranges={"i": (1, 12), "k": (1, 9), "s": (1, 5), "p": (0, 6)},
    kind="ConvTranspose2d",
    layer=lambda k, s, p, inputs, outputs: nn.ConvTranspose2d(inputs, outputs, k, s, p),
    misconceptions=transposed("iksp"),
    # The smallest, one output that is left, a kernel shorter than a step, and all of it at once.
    always=((1, 1, 1, 0), (1, 3, 2, 1), (3, 1, 4, 0), (4, 5, 3, 2)),
)
IMPOSSIBLE = {
    "input": Impossible(
        case=(0, 5, 2, 0),
        because="an input has at least one element",
        possible=(1, 5, 2, 0),
        also=((-1, 9, 2, 0), (-2, 9, 2, 0)),
    ),
    "no_kernel": Impossible(
        case=(3, 0, 2, 0),
        because="a kernel has at least one element",
        possible=(3, 1, 2, 0),
        also=((4, -1, 2, 0), (4, -2, 2, 0)),
    ),
    "stride": Impossible(
        case=(2, 3, 0, 0),
        because="a stride is at least 1",
        possible=(2, 3, 1, 0),
        also=((2, 5, -1, 0), (2, 5, -2, 0)),
    ),
    "padding": Impossible(
        case=(2, 3, 2, -1),
        because="there is no negative padding",
        possible=(2, 3, 2, 0),
        also=((2, 3, 2, -2),),
    ),
    "no_output": Impossible(
        case=(2, 2, 2, 2),
        because="padding takes p outputs away on each side, and none is left",
        possible=(2, 3, 2, 2),
        also=((2, 1, 2, 2), (2, 2, 2, 3)),
    ),
}


def spread(x, s):
    """What a 1×1 kernel of one makes of each channel with stride s: torch inserts the zeros."""
    channels = x.shape[1]
    ones = x.new_ones(channels, 1, 1, 1)
    return functional.conv_transpose2d(x, ones, stride=s, groups=channels)


def behind(x, s):
    """With s − 1 zeros behind every input, the last one too."""
    return functional.pad(spread(x, s), (0, s - 1, 0, s - 1))


def along(x, s, dim):
    """With zeros along one axis only."""
    return spread(x, s)[:, :, ::s] if dim == 3 else spread(x, s)[:, :, :, ::s]


INSERT = Computation(
    name="insert_zeros",
    arguments=("x", "s"),
    truth=spread,
    slips={
        "x with s − 1 zeros behind every input; behind the last one belong none": behind,
        "x with s − 1 zeros before every input; before the first one belong none": (
            lambda x, s: behind(x, s).roll((s - 1, s - 1), (2, 3))
        ),
        "x with s zeros between two inputs; it is s − 1": lambda x, s: spread(x, s + 1),
        "x with zeros along the last axis only": lambda x, s: along(x, s, 3),
        "x with zeros along the third axis only": lambda x, s: along(x, s, 2),
        "x with its inputs repeated; zeros belong between them": (
            lambda x, s: x.repeat_interleave(s, 2).repeat_interleave(s, 3)
        ),
        "x with interpolated values; zeros belong between the inputs": (
            lambda x, s: functional.interpolate(
                x, size=s * (x.shape[-1] - 1) + 1, mode="bilinear", align_corners=True
            )
        ),
        "x with zeros around it; they belong between the inputs": (
            lambda x, s: functional.pad(x, (s - 1,) * 4)
        ),
        "all zeros of the right shape, without the inputs": lambda x, s: torch.zeros_like(spread(x, s)),
    },
)
# What a student may have computed instead, as it goes on after "0.75 is ".
FRACTIONS = {
    "the share along one axis; an image has two": lambda i, s: 1 - i / (s * (i - 1) + 1),
    "the share of the inputs; the zeros are the rest": lambda i, s: i**2 / (s * (i - 1) + 1) ** 2,
    "the share of the inputs along one axis": lambda i, s: i / (s * (i - 1) + 1),
    "1 − 1/s², which a large image comes near to; there are no zeros behind the last input": (
        lambda i, s: 1 - 1 / s**2  # noqa: ARG005
    ),
    "the share with s zeros between two inputs; it is s − 1": (
        lambda i, s: 1 - i**2 / ((s + 1) * (i - 1) + 1) ** 2
    ),
    "1 − 1/s": lambda i, s: 1 - 1 / s,  # noqa: ARG005
    "the number of zeros; divide it by the number of all values": (
        lambda i, s: (s * (i - 1) + 1) ** 2 - i**2
    ),
    "the share in percent; a fraction is below 1": lambda i, s: 100 * true_fraction(i, s),
    "the zeros divided by the inputs; divide them by the number of all values": (
        lambda i, s: (s * (i - 1) + 1) ** 2 / i**2 - 1
    ),
}


def true_fraction(i, s):
    """The zeros that torch puts into an image of ones, counted."""
    return float((spread(torch.ones(1, 1, i, i), s) == 0).double().mean())


def expect_fraction(submission, i, s):
    """Demand the fraction of one case."""
    right, said = true_fraction(i, s), describe("zero_fraction", "is", (i, s))
    answer = ask(lambda: submission.zero_fraction(i, s), case=said)
    hints = {wrong(i, s): f"that is {text}" for text, wrong in reversed(FRACTIONS.items())}
    expect_near(answer, right, case=said, hints=hints)


@pytest.mark.points(1)
def test_output_size(submission):
    """A 3×3 kernel with stride 2 and no padding makes 5×5 outputs of 2×2 inputs."""
    CASE.expect_size(submission, (2, 3, 2, 0), 5)


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
    """build_layer(3, 2, 0) is an nn.ConvTranspose2d with 10 parameters; of 2×2 inputs it makes 5×5."""
    CASE.expect_layer(submission, laboratory, (2, 3, 2, 0))


@pytest.mark.points(2)
@pytest.mark.requires("test_layer")
def test_layer_output(submission, laboratory, rng):
    """With known weights, layers of random geometry and channels compute torch's transposed convolution."""
    CASE.expect_outputs(submission, laboratory, rng)


@pytest.mark.points(0.5)
def test_insert_zeros(submission, laboratory):
    """With s = 2 [[1, 2], [3, 4]] becomes [[1, 0, 2], [0, 0, 0], [3, 0, 4]]."""
    x = torch.arange(1.0, 5.0).reshape(1, 1, 2, 2)
    INSERT.expect(submission, laboratory, [(x, 2)])


@pytest.mark.points(1)
@pytest.mark.requires("test_insert_zeros")
def test_insert_zeros_random(submission, laboratory, rng):
    """Random images of several samples and channels, s from 1 to 5, float32 and float64; x stays as it is."""
    sizes = [(1, 1), (1, 3), (2, 1), (2, 2), (2, 3), (3, 3)]
    sizes += [(rng.randint(1, 8), rng.randint(1, 5)) for _ in range(10)]
    drawn = [(random_input(rng, 2, 3, i), s) for i, s in sizes]
    INSERT.expect(submission, laboratory, drawn + [(x.double(), s) for x, s in drawn])


@pytest.mark.points(0.5)
def test_zero_fraction(submission):
    """For i = 3 and s = 2 it is 16/25 = 0.64: of 5 × 5 values 3 × 3 are inputs, and 16 are zeros."""
    expect_fraction(submission, 3, 2)


@pytest.mark.points(1)
@pytest.mark.requires("test_zero_fraction")
def test_zero_fraction_random(submission, rng):
    """Image sizes from 1 to 30 and strides from 1 to 6 have the share of zeros that is counted in torch's."""
    cases = {(1, 1), (1, 4), (4, 1), (2, 3), (3, 2)}
    cases |= {(rng.randint(1, 30), rng.randint(1, 6)) for _ in range(60)}
    for i, s in sorted(cases, key=lambda case: (sum(case), case)):
        expect_fraction(submission, i, s)
