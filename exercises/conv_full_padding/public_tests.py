"""Quick checks of the exercise `conv_full_padding`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_int, expect_object


@pytest.mark.points(1)
def test_output_size(submission):
    """Five inputs and a kernel of three, fully padded, give seven outputs."""
    expect_int(submission.output_size(5, 3), 7, case="output_size(5, 3)")


@pytest.mark.points(1)
def test_layer(submission):
    """The layer for that makes a 7 × 7 output of a 5 × 5 input."""
    layer = expect_object(submission.build_layer(3), what="build_layer(3)")
    output = layer(torch.rand(1, 1, 5, 5))
    assert isinstance(output, torch.Tensor), "build_layer should return a layer that can be called"
    assert tuple(output.shape) == (1, 1, 7, 7), (
        f"the output has shape {tuple(output.shape)}, expected (1, 1, 7, 7)"
    )


@pytest.mark.points(1)
def test_dead_border(submission):
    """With padding 4 a kernel of three sees only zeros twice on each side."""
    answer = submission.dead_border(3, 4)
    assert answer == 2, f"dead_border(3, 4) returned {answer!r}, expected 2"
