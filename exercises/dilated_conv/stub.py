"""The arithmetic of a dilated convolution."""

from torch import nn


def output_size(i, k, s, d):
    """Return the output size, an int, for input size i, kernel k, stride s and dilation d (all per axis).

    There is no padding. Raises ValueError, with a message that says what is wrong, where there is no such
    convolution: i, k, s or d below 1, or a kernel that, with its gaps, is larger than the input.
    """
    # YOUR CODE HERE
    raise NotImplementedError("output_size is not written yet")


def build_layer(k, s, d, in_channels=1, out_channels=1):
    """Return the `nn.Conv2d`, with its bias, that has this kernel, stride and dilation, and no padding."""
    # YOUR CODE HERE
    raise NotImplementedError("build_layer is not written yet")


def effective_kernel_size(k, d):
    """Return how many inputs a kernel k with dilation d spans, gaps included, an int.

    Raises ValueError, with a message that says what is wrong, for k or d below 1.
    """
    # YOUR CODE HERE
    raise NotImplementedError("effective_kernel_size is not written yet")


def receptive_field(layers):
    """Return how many neighbouring inputs one output of a stack of layers sees, gaps included, an int.

    `layers` is a list of (k, s, d), from the layer next to the input on. Without any layer it is 1.
    """
    # YOUR CODE HERE
    raise NotImplementedError("receptive_field is not written yet")
