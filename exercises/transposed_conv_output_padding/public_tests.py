"""Quick checks of the exercise `transposed_conv_output_padding`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_int, expect_object


@pytest.mark.points(1)
def test_output_size(submission):
    """Three inputs, a kernel of three, stride 2, padding 1 and output padding 1 give six outputs."""
    expect_int(submission.output_size(3, 3, 2, 1, 1), 6, case="output_size(3, 3, 2, 1, 1)")


@pytest.mark.points(1)
def test_layer(submission):
    """The layer for that makes a 6 × 6 output of a 3 × 3 input."""
    layer = expect_object(submission.build_layer(3, 2, 1, 1), what="build_layer(3, 2, 1, 1)")
    output = layer(torch.rand(1, 1, 3, 3))
    assert isinstance(output, torch.Tensor), "build_layer should return a layer that can be called"
    assert tuple(output.shape) == (1, 1, 6, 6), (
        f"the output has shape {tuple(output.shape)}, expected (1, 1, 6, 6)"
    )


@pytest.mark.points(1)
def test_output_padding_for(submission):
    """To come back to 6 from the 3 that k = 3, s = 2 and p = 1 make of it takes an output padding of 1."""
    expect_int(submission.output_padding_for(6, 3, 2, 1), 1, case="output_padding_for(6, 3, 2, 1)")
