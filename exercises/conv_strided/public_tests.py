"""Quick checks of the exercise `conv_strided`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_int, expect_ints, expect_object


@pytest.mark.points(1)
def test_output_size(submission):
    """Five inputs, a kernel of three, stride 2 and padding 1 give three outputs."""
    expect_int(submission.output_size(5, 3, 2, 1), 3, case="output_size(5, 3, 2, 1)")


@pytest.mark.points(1)
def test_layer(submission):
    """The layer for that makes a 3 × 3 output of a 5 × 5 input."""
    layer = expect_object(submission.build_layer(3, 2, 1), what="build_layer(3, 2, 1)")
    output = layer(torch.rand(1, 1, 5, 5))
    assert isinstance(output, torch.Tensor), "build_layer should return a layer that can be called"
    assert tuple(output.shape) == (1, 1, 3, 3), (
        f"the output has shape {tuple(output.shape)}, expected (1, 1, 3, 3)"
    )


@pytest.mark.points(1)
def test_inputs_with_same_output(submission):
    """Six inputs give three outputs as well."""
    expect_ints(
        submission.inputs_with_same_output(5, 3, 2, 1), [5, 6], case="inputs_with_same_output(5, 3, 2, 1)"
    )
