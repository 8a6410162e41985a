"""Quick checks of the exercise `conv_no_padding`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_int, expect_ints, expect_object


@pytest.mark.points(1)
def test_output_size(submission):
    """Four inputs and a kernel of three give two outputs."""
    expect_int(submission.output_size(4, 3), 2, case="output_size(4, 3)")


@pytest.mark.points(1)
def test_layer(submission):
    """The layer for that makes a 2 × 2 output of a 4 × 4 input."""
    layer = expect_object(submission.build_layer(3), what="build_layer(3)")
    output = layer(torch.rand(1, 1, 4, 4))
    assert isinstance(output, torch.Tensor), "build_layer should return a layer that can be called"
    assert tuple(output.shape) == (1, 1, 2, 2), (
        f"the output has shape {tuple(output.shape)}, expected (1, 1, 2, 2)"
    )


@pytest.mark.points(1)
def test_kernel_positions(submission):
    """On four inputs the left edge of a kernel of three stands at 0 and at 1."""
    expect_ints(submission.kernel_positions(4, 3), [0, 1], case="kernel_positions(4, 3)")
