"""Quick checks of the exercise `conv_no_padding`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_object


@pytest.mark.points(1)
def test_output_size(submission):
    """Four inputs and a kernel of three give two outputs."""
    size = submission.output_size(4, 3)
    assert type(size) is int, f"output_size(4, 3) returned {size!r}, expected an int"
    assert size == 2, f"output_size(4, 3) returned {size}, expected 2"


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
    answer = submission.kernel_positions(4, 3)
    assert answer == [0, 1], f"kernel_positions(4, 3) returned {answer!r}, expected [0, 1]"
