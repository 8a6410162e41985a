"""The arithmetic of a strided convolution with zero padding."""

from torch import nn


def output_size(i, k, s, p):
    """Return the output size, an int, for input size i, kernel k, stride s and padding p (all per axis).

    Raises ValueError, with a message that says what is wrong, where there is no such convolution: i, k or s
    below 1, p below 0, or a kernel larger than the padded input.
    """
    # YOUR CODE HERE
    raise NotImplementedError("output_size is not written yet")


def build_layer(k, s, p, in_channels=1, out_channels=1):
    """Return the `nn.Conv2d`, with its bias, that has this kernel, stride and padding."""
    # YOUR CODE HERE
    raise NotImplementedError("build_layer is not written yet")


def inputs_with_same_output(i, k, s, p):
    """Return a list of all s input sizes with the output size that i has, ascending; i is one of them."""
    # YOUR CODE HERE
    raise NotImplementedError("inputs_with_same_output is not written yet")
