"""Quick checks of the exercise `conv_half_padding`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_int, expect_object


@pytest.mark.points(1)
def test_output_size(submission):
    """Five inputs and a kernel of three, half padded, give five outputs."""
    expect_int(submission.output_size(5, 3), 5, case="output_size(5, 3)")


@pytest.mark.points(1)
def test_layer(submission):
    """The layer for that makes a 5 × 5 output of a 5 × 5 input."""
    layer = expect_object(submission.build_layer(3), what="build_layer(3)")
    output = layer(torch.rand(1, 1, 5, 5))
    assert isinstance(output, torch.Tensor), "build_layer should return a layer that can be called"
    assert tuple(output.shape) == (1, 1, 5, 5), (
        f"the output has shape {tuple(output.shape)}, expected (1, 1, 5, 5)"
    )


@pytest.mark.points(1)
def test_same_padding(submission):
    """A kernel of three keeps the size with padding 1."""
    answer = submission.same_padding(3)
    assert answer == 1, f"same_padding(3) returned {answer!r}, expected 1"
