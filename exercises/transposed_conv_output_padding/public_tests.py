"""Quick checks of the exercise `transposed_conv_output_padding`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_object


@pytest.mark.points(1)
def test_output_size(submission):
    """Three inputs, a kernel of three, stride 2, padding 1 and output padding 1 give six outputs."""
    size = submission.output_size(3, 3, 2, 1, 1)
    assert type(size) is int, f"output_size(3, 3, 2, 1, 1) returned {size!r}, expected an int"
    assert size == 6, f"output_size(3, 3, 2, 1, 1) returned {size}, expected 6"


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
    a = submission.output_padding_for(6, 3, 2, 1)
    assert type(a) is int, f"output_padding_for(6, 3, 2, 1) returned {a!r}, expected an int"
    assert a == 1, f"output_padding_for(6, 3, 2, 1) returned {a}, expected 1"
