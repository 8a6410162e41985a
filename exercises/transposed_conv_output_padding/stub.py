"""The arithmetic of a transposed convolution with output padding, which gets a lost size back."""

from torch import nn


def output_size(i, k, s, p, a):
    """Return the output size, an int, of a transposed convolution with input size i and output padding a.

    All numbers are per axis. Raises ValueError, with a message that says what is wrong, where there is none: i,
    k or s below 1, p below 0, a below 0 or not below s, or so much padding that no output is left.
    """
    # YOUR CODE HERE
    raise NotImplementedError("output_size is not written yet")


def build_layer(k, s, p, a, in_channels=1, out_channels=1):
    """Return the `nn.ConvTranspose2d`, with its bias, that has this kernel, stride, padding, output padding."""
    # YOUR CODE HERE
    raise NotImplementedError("build_layer is not written yet")


def output_padding_for(i, k, s, p):
    """Return the output padding, an int, with which a transposed convolution gives the size i back.

    i is the input size of a direct convolution with kernel k, stride s and padding p; the transposed one, with
    the same numbers, is given what that makes of it.
    """
    # YOUR CODE HERE
    raise NotImplementedError("output_padding_for is not written yet")
