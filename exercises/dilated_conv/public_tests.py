"""Quick checks of the exercise `dilated_conv`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_int, expect_object


@pytest.mark.points(1)
def test_output_size(submission):
    """Seven inputs and a kernel of three with dilation 2 give three outputs."""
    expect_int(submission.output_size(7, 3, 1, 2), 3, case="output_size(7, 3, 1, 2)")


@pytest.mark.points(1)
def test_layer(submission):
    """The layer for that makes a 3 × 3 output of a 7 × 7 input."""
    layer = expect_object(submission.build_layer(3, 1, 2), what="build_layer(3, 1, 2)")
    output = layer(torch.rand(1, 1, 7, 7))
    assert isinstance(output, torch.Tensor), "build_layer should return a layer that can be called"
    assert tuple(output.shape) == (1, 1, 3, 3), (
        f"the output has shape {tuple(output.shape)}, expected (1, 1, 3, 3)"
    )


@pytest.mark.points(1)
def test_receptive_field(submission):
    """Two layers with kernels of three, the first with stride 2, see seven inputs."""
    answer = submission.receptive_field([(3, 2, 1), (3, 1, 1)])
    assert answer == 7, f"receptive_field([(3, 2, 1), (3, 1, 1)]) returned {answer!r}, expected 7"
