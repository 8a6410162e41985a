"""Quick checks of the exercise `conv_no_padding_strided`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_int, expect_object


@pytest.mark.points(1)
def test_output_size(submission):
    """Five inputs, a kernel of three and stride 2 give two outputs."""
    expect_int(submission.output_size(5, 3, 2), 2, case="output_size(5, 3, 2)")


@pytest.mark.points(1)
def test_layer(submission):
    """The layer for that makes a 2 × 2 output of a 5 × 5 input."""
    layer = expect_object(submission.build_layer(3, 2), what="build_layer(3, 2)")
    output = layer(torch.rand(1, 1, 5, 5))
    assert isinstance(output, torch.Tensor), "build_layer should return a layer that can be called"
    assert tuple(output.shape) == (1, 1, 2, 2), (
        f"the output has shape {tuple(output.shape)}, expected (1, 1, 2, 2)"
    )


@pytest.mark.points(1)
def test_unused_inputs(submission):
    """The last of six inputs is reached by no kernel."""
    answer = submission.unused_inputs(6, 3, 2)
    assert answer == 1, f"unused_inputs(6, 3, 2) returned {answer!r}, expected 1"
