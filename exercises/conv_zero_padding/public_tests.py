"""Quick checks of the exercise `conv_zero_padding`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_int, expect_object


@pytest.mark.points(1)
def test_output_size(submission):
    """Five inputs, a kernel of four and padding 2 give six outputs."""
    expect_int(submission.output_size(5, 4, 2), 6, case="output_size(5, 4, 2)")


@pytest.mark.points(1)
def test_layer(submission):
    """The layer for that makes a 6 × 6 output of a 5 × 5 input."""
    layer = expect_object(submission.build_layer(4, 2), what="build_layer(4, 2)")
    output = layer(torch.rand(1, 1, 5, 5))
    assert isinstance(output, torch.Tensor), "build_layer should return a layer that can be called"
    assert tuple(output.shape) == (1, 1, 6, 6), (
        f"the output has shape {tuple(output.shape)}, expected (1, 1, 6, 6)"
    )


@pytest.mark.points(1)
def test_padding_for(submission):
    """To get six outputs of five inputs, a kernel of four needs padding 2."""
    answer = submission.padding_for(5, 4, 6)
    assert answer == 2, f"padding_for(5, 4, 6) returned {answer!r}, expected 2"
