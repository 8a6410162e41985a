"""A strided convolution with zero padding: sizes, layers, and what the floor hides."""

import math

import pytest
import torch
from torch import nn
from torch.nn.functional import conv2d

from grader.judging.expect import (
    expect_close,
    expect_int,
    expect_ints,
    expect_object,
    expect_raises,
    expect_tensor,
    show,
)
from grader.judging.geometry import Question, describe, expect_formula

# A formula that leaves a letter out is called with all of them, as the right one is.
MISCONCEPTIONS = {
    "this is what you get when the result is rounded up; a partial step is no step": (
        lambda i, k, s, p: math.ceil((i + 2 * p - k) / s) + 1
    ),
    "this is what you get with round() instead of the floor": lambda i, k, s, p: (
        round((i + 2 * p - k) / s) + 1
    ),
    "this is what you get when the padding is counted on one side only": lambda i, k, s, p: (
        (i + p - k) // s + 1
    ),
    "this is what you get when the padding is left out": lambda i, k, s, p: (i - k) // s + 1,  # noqa: ARG005
    "this is what you get when the stride is left out": lambda i, k, s, p: i + 2 * p - k + 1,  # noqa: ARG005
    "this is what you get without the + 1: the first position of the kernel counts too": (
        lambda i, k, s, p: (i + 2 * p - k) // s
    ),
    "this is what you get when the + 1 is divided by the stride too": lambda i, k, s, p: (
        (i + 2 * p - k + 1) // s
    ),
}
SIZES_MISCONCEPTIONS = {
    "the list must begin at the smallest size with this output, not always at i": (
        lambda i, k, s, p: list(range(i, i + s))  # noqa: ARG005
    ),
    "the list must not always end at i": lambda i, k, s, p: list(range(i - s + 1, i + 1)),  # noqa: ARG005
    "there are s such sizes, and i is one of them": lambda i, k, s, p: [i],  # noqa: ARG005
}
# What is impossible, why, and its neighbour that is possible.
IMPOSSIBLE = {
    "kernel": ((3, 6, 1, 1), "the kernel is larger than the padded input", (3, 5, 1, 1)),
    "input": ((0, 1, 1, 1), "an input has at least one element", (1, 1, 1, 1)),
    "no_kernel": ((5, 0, 1, 0), "a kernel has at least one element", (5, 1, 1, 0)),
    "stride": ((5, 3, 0, 1), "a stride is at least 1", (5, 3, 1, 1)),
    "padding": ((9, 3, 2, -1), "there is no negative padding", (9, 3, 2, 0)),
}


def true_size(i, k, s, p):
    """The output size of torch's own layer."""
    return nn.Conv2d(1, 1, k, s, p)(torch.empty(1, 1, i, i, device="cpu")).shape[-1]


def sizes_with_same_output(i, k, s, p):
    """All sizes to which torch's own layer gives the output size of i, found by trying."""
    wanted = true_size(i, k, s, p)
    return [
        size
        for size in range(max(1, i - s), i + s + 1)
        if size + 2 * p >= k and true_size(size, k, s, p) == wanted
    ]


def geometries(rng, count):
    """Random possible geometries in which every size with the same output is at least 1 (2p < k)."""
    cases = []
    while len(cases) < count:
        i, k, s = rng.randrange(1, 31), rng.randrange(1, 10), rng.randrange(1, 7)
        p = rng.randrange(0, (k + 1) // 2)
        if k <= i + 2 * p:
            cases.append((i, k, s, p))
    return cases


@pytest.mark.points(1)
@pytest.mark.parametrize("i", [5, 6])
def test_output_size(submission, i):
    """A 3×3 kernel with stride 2 and padding 1 makes 3×3 outputs of 5×5 inputs, and of 6×6 inputs too."""
    hints = {4: "the last position would reach beyond the padded input; take the floor, then add 1"}
    expect_int(
        submission.output_size(i, 3, 2, 1), 3, case=describe("output_size", "iksp", (i, 3, 2, 1)), hints=hints
    )


@pytest.mark.points(2)
def test_random_geometry(submission, rng):
    """200 random geometries have the output sizes of torch's own layers."""
    question = Question(function=submission.output_size, name="output_size", letters="iksp")
    cases = [(i, k, s, p + rng.randrange(3)) for i, k, s, p in geometries(rng, 200)]
    expect_formula(question, cases, true_size, MISCONCEPTIONS)


@pytest.mark.points(0.2)
@pytest.mark.parametrize("what", list(IMPOSSIBLE))
def test_impossible(submission, what):
    """Where there is no such convolution, and only there, output_size raises ValueError with a message."""
    case, because, possible = IMPOSSIBLE[what]
    said = describe("output_size", "iksp", case)
    message = expect_raises("ValueError", lambda: submission.output_size(*case), case=said, because=because)
    assert message.strip(), f"{said} raised a ValueError without a message; say what is wrong: {because}"
    # An error that comes whatever is asked refuses nothing.
    Question(function=submission.output_size, name="output_size", letters="iksp").ask(possible)


@pytest.mark.points(1)
def test_layer(submission, laboratory):
    """build_layer(3, 2, 1) is an nn.Conv2d with 10 parameters; of 5×5 and 6×6 inputs it makes 3×3 outputs."""
    layer = expect_object(submission.build_layer(3, 2, 1), what="build_layer(3, 2, 1)")
    assert laboratory.is_module(layer, "Conv2d"), (
        f"build_layer(3, 2, 1) returned {show(layer)}, expected nn.Conv2d"
    )
    count = laboratory.parameter_count(layer)
    assert count == 10, (
        f"build_layer(3, 2, 1) has {count} parameters, expected 3·3 + 1 = 10: is there a bias?"
    )
    for i in (5, 6):
        expect_tensor(
            layer(torch.rand(1, 1, i, i)), shape=(1, 1, 3, 3), what=f"the output for an input of {i}×{i}"
        )


@pytest.mark.points(2)
def test_layer_output(submission, laboratory, rng):
    """With known weights, layers of random geometry and several channels compute torch's convolution."""
    for case in geometries(rng, 10):
        i, k, s, p = case
        channels = (rng.randrange(1, 4), rng.randrange(4, 7))
        expected = nn.Conv2d(*channels, k, s, p)
        said = describe("build_layer", ("k", "s", "p", "in_channels", "out_channels"), (k, s, p, *channels))
        layer = expect_object(submission.build_layer(k, s, p, *channels), what=said)
        laboratory.fill(layer, expected)
        x = torch.randn(2, channels[0], i, i, generator=torch.Generator().manual_seed(rng.randrange(2**31)))
        with torch.no_grad():
            wanted = conv2d(x, expected.weight, expected.bias, stride=s, padding=p)
        expect_close(layer(x), wanted, what=f"the output of {said} for an input of {i}×{i}")


@pytest.mark.points(1)
def test_same_output(submission):
    """Inputs of 5 and of 6 have the same output size with kernel 3, stride 2 and padding 1."""
    for i in (5, 6):
        answer = submission.inputs_with_same_output(i, 3, 2, 1)
        expect_ints(answer, [5, 6], case=describe("inputs_with_same_output", "iksp", (i, 3, 2, 1)))


@pytest.mark.points(1)
def test_same_output_random(submission, rng):
    """For 60 random geometries all s inputs with the same output size are found, in ascending order."""
    name = "inputs_with_same_output"
    question = Question(function=submission.inputs_with_same_output, name=name, letters="iksp")
    expect_formula(question, geometries(rng, 60), sizes_with_same_output, SIZES_MISCONCEPTIONS)
