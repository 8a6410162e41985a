"""Quick checks of the exercise `transposed_conv_strided`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_int, expect_object


@pytest.mark.points(1)
def test_output_size(submission):
    """Two inputs and a kernel of three, with stride 2 and no padding, give five outputs."""
    expect_int(submission.output_size(2, 3, 2, 0), 5, case="output_size(2, 3, 2, 0)")


@pytest.mark.points(1)
def test_layer(submission):
    """The layer for that makes a 5 × 5 output of a 2 × 2 input."""
    layer = expect_object(submission.build_layer(3, 2, 0), what="build_layer(3, 2, 0)")
    output = layer(torch.rand(1, 1, 2, 2))
    assert isinstance(output, torch.Tensor), "build_layer should return a layer that can be called"
    assert tuple(output.shape) == (1, 1, 5, 5), (
        f"the output has shape {tuple(output.shape)}, expected (1, 1, 5, 5)"
    )


@pytest.mark.points(1)
def test_insert_zeros(submission):
    """With s = 2 there is one zero between the neighbours of [[1, 2], [3, 4]], and they fill 5/9 of it."""
    output = submission.insert_zeros(torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]]), 2)
    assert isinstance(output, torch.Tensor), f"insert_zeros returned {output!r}, expected a tensor"
    assert output.tolist() == [[[[1, 0, 2], [0, 0, 0], [3, 0, 4]]]], (
        f"insert_zeros returned {output.tolist()}, expected [[[[1, 0, 2], [0, 0, 0], [3, 0, 4]]]]"
    )
    share = submission.zero_fraction(2, 2)
    assert isinstance(share, float), f"zero_fraction(2, 2) returned {share!r}, expected a float"
    assert abs(share - 5 / 9) < 0.001, f"zero_fraction(2, 2) returned {share}, expected 5/9 = 0.5556"
