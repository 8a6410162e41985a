"""The arithmetic of a convolution with zero padding."""

from torch import nn


def output_size(i, k, p):
    """Return the output size, an int, for input size i, kernel k and padding p (per axis); the stride is 1.

    Raises ValueError, with a message that says what is wrong, where there is no such convolution: i or k
    below 1, p below 0, or a kernel larger than the padded input.
    """
    # YOUR CODE HERE
    raise NotImplementedError("output_size is not written yet")


def build_layer(k, p, in_channels=1, out_channels=1):
    """Return the `nn.Conv2d`, with its bias, that has this kernel and padding, and stride 1."""
    # YOUR CODE HERE
    raise NotImplementedError("build_layer is not written yet")


def padding_for(i, k, o):
    """Return the padding p, an int, with which a kernel k makes o outputs of i inputs; the stride is 1.

    Raises ValueError, with a message that says why, where there is none: i, k or o below 1, fewer outputs
    than without any padding, or an odd number of zeros, which two equal sides cannot share.
    """
    # YOUR CODE HERE
    raise NotImplementedError("padding_for is not written yet")
