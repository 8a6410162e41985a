"""Quick checks of the exercise `pooling`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_int, expect_object, show


@pytest.mark.points(1)
def test_output_size(submission):
    """A window of three with stride 2 and no padding has 13 places in 28 inputs."""
    expect_int(submission.output_size(28, 3, 2, 0), 13, case="output_size(28, 3, 2, 0)")


@pytest.mark.points(1)
def test_layer(submission):
    """The layer for that makes a 13 × 13 output of a 28 × 28 input of float64 numbers."""
    layer = expect_object(submission.build_layer(3, 2, 0), what="build_layer(3, 2, 0)")
    output = layer(torch.rand(1, 1, 28, 28, dtype=torch.float64))
    assert isinstance(output, torch.Tensor), "build_layer should return a layer that can be called"
    assert tuple(output.shape) == (1, 1, 13, 13), (
        f"the output has shape {tuple(output.shape)}, expected (1, 1, 13, 13)"
    )


@pytest.mark.points(1)
def test_pool2d(submission):
    """The largest of each quarter of the numbers 1 … 16 in a square are 6, 8, 14 and 16."""
    pooled = submission.pool2d(torch.arange(1.0, 17.0).reshape(1, 1, 4, 4), 2, 2, "max")
    assert isinstance(pooled, torch.Tensor), f"pool2d returned {show(pooled)}, expected a tensor"
    assert tuple(pooled.shape) == (1, 1, 2, 2), (
        f"pool2d returned {tuple(pooled.shape)}, expected (1, 1, 2, 2)"
    )
    assert pooled.flatten().tolist() == [6, 8, 14, 16], (
        f"pool2d returned {pooled[0, 0].tolist()}, expected [[6, 8], [14, 16]]"
    )
