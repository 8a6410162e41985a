"""The arithmetic of a convolution without padding."""

from torch import nn


def output_size(i, k):
    """Return the output size, an int, for input size i and kernel k (per axis), no padding and stride 1.

    Raises ValueError, with a message that says what is wrong, where there is no such convolution: i or k
    below 1, or a kernel larger than the input.
    """
    # YOUR CODE HERE
    raise NotImplementedError("output_size is not written yet")


def build_layer(k, in_channels=1, out_channels=1):
    """Return the `nn.Conv2d`, with its bias, that has this kernel, stride 1 and no padding."""
    # YOUR CODE HERE
    raise NotImplementedError("build_layer is not written yet")


def kernel_positions(i, k):
    """Return a list of where the kernel's left edge stands, in the order it gets there; the first is 0.

    Raises ValueError where output_size does.
    """
    # YOUR CODE HERE
    raise NotImplementedError("kernel_positions is not written yet")
