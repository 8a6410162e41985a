"""A dilated convolution: sizes, layers, how wide its kernel is, and what a stack of layers sees."""

import functools
import itertools
import math

import pytest
import torch
from torch import nn

from grader.judging.arithmetic import Arithmetic, Impossible, expect_impossible
from grader.judging.geometry import Question, expect_formula
from grader.judging.misconceptions import convolution

pytestmark = pytest.mark.rehearsed

CASE = Arithmetic(
    letters="iksd",
    ranges={"i": (1, 40), "k": (1, 7), "s": (1, 4), "d": (1, 6)},
    kind="Conv2d",
    layer=lambda k, s, d, inputs, outputs: nn.Conv2d(inputs, outputs, k, s, dilation=d),
    misconceptions=convolution("iksd"),
    always=((28, 3, 1, 2), (65, 3, 1, 12), (224, 7, 2, 3)),
)
IMPOSSIBLE = {
    "kernel": Impossible(
        case=(4, 3, 1, 2),
        because="the kernel, with its gaps, is 5 wide",
        possible=(5, 3, 1, 2),
        also=((4, 2, 1, 4),),
    ),
    "input": Impossible(
        case=(0, 1, 1, 1),
        because="an input has at least one element",
        possible=(1, 1, 1, 1),
        also=((-2, 1, 1, 1),),
    ),
    "no_kernel": Impossible(
        case=(5, 0, 1, 1),
        because="a kernel has at least one element",
        possible=(5, 1, 1, 1),
        also=((5, -1, 1, 1),),
    ),
    "stride": Impossible(
        case=(7, 3, 0, 2), because="a stride is at least 1", possible=(7, 3, 1, 2), also=((7, 3, -1, 2),)
    ),
    "dilation": Impossible(
        case=(7, 3, 1, 0),
        because="a dilation is at least 1, which means no gaps",
        possible=(7, 3, 1, 1),
        also=((7, 3, 1, -1),),
    ),
}
NO_KERNEL = {
    "no_kernel": Impossible(
        case=(0, 2), because="a kernel has at least one element", possible=(1, 2), also=((-1, 2),)
    ),
    "dilation": Impossible(
        case=(3, 0), because="a dilation is at least 1, which means no gaps", possible=(3, 1), also=((3, -1),)
    ),
}
SMALL = [(k, d) for k in range(1, 6) for d in range(1, 6)]
WIDTH_MISCONCEPTIONS = {
    "with k·d; the kernel's last tap has no gap behind it": lambda k, d: k * d,
    "with d zeros in every gap; there are d − 1": lambda k, d: k + (k - 1) * d,
    "with k gaps; there is one less": lambda k, d: k + k * (d - 1),
    "with one gap alone": lambda k, d: k + d - 1,
    "when the dilation is left out": lambda k, d: k,  # noqa: ARG005
    "without the + 1": lambda k, d: (k - 1) * d,
}


def summed(layers, *, strided=True, dilated=True, own=False, last=False):
    """1 + Σ (k̂ − 1)·(the strides before), or what becomes of it when a part of it is forgotten."""
    field, step = 1, 1
    for k, s, d in layers:
        after = (s if last else step * s) if strided else 1
        field += (k - 1) * (d if dilated else 1) * (after if own else step)
        step = after
    return field


LAYERS = list(itertools.product((1, 2, 3), (1, 2), (1, 2)))
SMALL_STACKS = [
    (((3, 2, 1),) * 3,),
    ((),),
    *(((one,),) for one in LAYERS),
    *((two,) for two in itertools.product(LAYERS, repeat=2)),
]
FIELD_MISCONCEPTIONS = {
    "when the strides are left out": lambda layers: summed(layers, strided=False),
    "when the dilations are left out": lambda layers: summed(layers, dilated=False),
    "when strides and dilations are left out": lambda layers: summed(layers, strided=False, dilated=False),
    "when a layer's own stride counts for it; only those before it do": lambda layers: summed(
        layers, own=True
    ),
    "when only the stride of the layer before counts; those of all before multiply": (
        lambda layers: summed(layers, last=True)
    ),
    "when the stack is read from the output on; the list begins next to the input": (
        lambda layers: summed(layers[::-1])
    ),
    "when the kernels are summed up; what two neighbouring outputs see overlaps": (
        lambda layers: sum(1 + (k - 1) * d for k, _, d in layers)
    ),
    "when the kernels are summed up without their gaps": lambda layers: sum(k for k, _, _ in layers),
    "when the kernels are multiplied": lambda layers: math.prod(1 + (k - 1) * d for k, _, d in layers),
    "without the 1 that the sum begins with; a single element is what no layer at all sees": (
        lambda layers: summed(layers) - 1
    ),
}


def width(submission):
    """The question about one kernel."""
    return Question(function=submission.effective_kernel_size, name="effective_kernel_size", letters="kd")


def field(submission):
    """The question about a stack."""

    def ask(layers):
        return submission.receptive_field(list(layers))

    return Question(function=ask, name="receptive_field", letters=["layers"])


@functools.cache
def seen(layers):
    """From the first to the last input that has a part in the first output of torch's own stack.

    A 1 in that output is carried back by each layer's transpose, the last layer's first.
    """
    spread = torch.ones(1, 1, 1)
    for k, s, d in reversed(layers):
        spread = nn.functional.conv_transpose1d(spread, torch.ones(1, 1, k), stride=s, dilation=d)
    return int(spread.flatten().nonzero().max()) + 1


def spanned(k, d):
    """The same of a single layer."""
    return seen(((k, 1, d),))


@pytest.mark.points(1)
def test_output_size(submission):
    """A 3×3 kernel with dilation 2 and stride 1 makes 3×3 outputs of 7×7 inputs."""
    CASE.expect_size(submission, (7, 3, 1, 2), 3)


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
    """build_layer(3, 1, 2) is an nn.Conv2d with 3·3 + 1 = 10 parameters; of 7×7 inputs it makes 3×3 ones."""
    CASE.expect_layer(submission, laboratory, (7, 3, 1, 2))


@pytest.mark.points(2)
@pytest.mark.requires("test_layer")
def test_layer_output(submission, laboratory, rng):
    """With known weights, layers of random geometry and several channels compute torch's convolution."""
    CASE.expect_outputs(submission, laboratory, rng)


@pytest.mark.points(0.5)
def test_effective_kernel_size(submission):
    """A kernel of 3 with dilation 2 is 5 wide."""
    expect_formula(width(submission), [(3, 2)], spanned, WIDTH_MISCONCEPTIONS, also=SMALL)


@pytest.mark.points(0.5)
@pytest.mark.requires("test_effective_kernel_size")
def test_effective_kernel_size_random(submission, rng):
    """For small and random kernels and dilations it is what an output of torch's layer sees."""
    drawn = [(rng.randint(1, 15), rng.randint(1, 20)) for _ in range(30)]
    expect_formula(width(submission), [*SMALL, *drawn], spanned, WIDTH_MISCONCEPTIONS)


@pytest.mark.points(0.25)
@pytest.mark.parametrize("what", list(NO_KERNEL))
def test_effective_kernel_size_impossible(submission, rng, what):
    """Where there is no such kernel, and only there, it raises ValueError with a message."""
    expect_impossible(width(submission), NO_KERNEL[what], rng)


@pytest.mark.points(0.75)
def test_receptive_field(submission):
    """Kernels of 3 with dilations 1, 2 and 4 see 15 inputs; two of them, the first with stride 2, see 7."""
    cases = [(((3, 1, 1), (3, 1, 2), (3, 1, 4)),), (((3, 2, 1), (3, 1, 1)),)]
    expect_formula(field(submission), cases, seen, FIELD_MISCONCEPTIONS, also=SMALL_STACKS)


@pytest.mark.points(0.75)
@pytest.mark.requires("test_receptive_field")
def test_receptive_field_random(submission, rng):
    """For no layer, small stacks of one or two and 40 random ones it is what torch's output depends on."""
    drawn = [
        tuple((rng.randint(1, 5), rng.randint(1, 3), rng.randint(1, 3)) for _ in range(rng.randint(3, 4)))
        for _ in range(40)
    ]
    cases = [*SMALL_STACKS, *((stack,) for stack in drawn)]
    expect_formula(field(submission), cases, seen, FIELD_MISCONCEPTIONS)
