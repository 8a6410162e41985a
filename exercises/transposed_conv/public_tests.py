"""Quick checks of the exercise `transposed_conv`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_int, expect_object


@pytest.mark.points(1)
def test_output_size(submission):
    """Two inputs and a kernel of three, with stride 1 and no padding, give four outputs."""
    expect_int(submission.output_size(2, 3, 1, 0), 4, case="output_size(2, 3, 1, 0)")


@pytest.mark.points(1)
def test_layer(submission):
    """The layer for that makes a 4 × 4 output of a 2 × 2 input."""
    layer = expect_object(submission.build_layer(3, 1, 0), what="build_layer(3, 1, 0)")
    output = layer(torch.rand(1, 1, 2, 2))
    assert isinstance(output, torch.Tensor), "build_layer should return a layer that can be called"
    assert tuple(output.shape) == (1, 1, 4, 4), (
        f"the output has shape {tuple(output.shape)}, expected (1, 1, 4, 4)"
    )


@pytest.mark.points(1)
def test_as_direct_convolution(submission):
    """One input of 2 and the kernel [[1, 2], [3, 4]] give [[2, 4], [6, 8]]."""
    weight = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    output = submission.as_direct_convolution(torch.full((1, 1, 1, 1), 2.0), weight, 0)
    assert isinstance(output, torch.Tensor), f"as_direct_convolution returned {output!r}, expected a tensor"
    assert output.tolist() == [[[[2, 4], [6, 8]]]], (
        f"as_direct_convolution returned {output.tolist()}, expected [[[[2, 4], [6, 8]]]]"
    )
