"""The arithmetic of a transposed convolution, and the direct convolution that does the same."""

from torch import nn
from torch.nn import functional


def output_size(i, k, s, p):
    """Return the output size, an int, of a transposed convolution with input size i (all numbers per axis).

    Raises ValueError, with a message that says what is wrong, where there is none: i, k or s below 1, p below
    0, or so much padding that no output is left.
    """
    # YOUR CODE HERE
    raise NotImplementedError("output_size is not written yet")


def build_layer(k, s, p, in_channels=1, out_channels=1):
    """Return the `nn.ConvTranspose2d`, with its bias, that has this kernel, stride and padding."""
    # YOUR CODE HERE
    raise NotImplementedError("build_layer is not written yet")


def as_direct_convolution(x, weight, p):
    """Return the transposed convolution of x, with stride 1 and padding p, by way of a direct convolution.

    x is (N, C, i, i); weight is (C, D, k, k), as `nn.ConvTranspose2d` holds it; the result is (N, D, o, o), of
    the same dtype. Raises ValueError, with a message, where p is below 0 or above k − 1.
    """
    # YOUR CODE HERE
    raise NotImplementedError("as_direct_convolution is not written yet")
