"""The arithmetic of a strided convolution without padding."""

from torch import nn


def output_size(i, k, s):
    """Return the output size, an int, for input size i, kernel k and stride s (per axis), no padding.

    Raises ValueError, with a message that says what is wrong, where there is no such convolution: i, k or s
    below 1, or a kernel larger than the input.
    """
    # YOUR CODE HERE
    raise NotImplementedError("output_size is not written yet")


def build_layer(k, s, in_channels=1, out_channels=1):
    """Return the `nn.Conv2d`, with its bias, that has this kernel and stride, and no padding."""
    # YOUR CODE HERE
    raise NotImplementedError("build_layer is not written yet")


def unused_inputs(i, k, s):
    """Return how many inputs lie behind the kernel's last position, on the far side, an int.

    Gaps between two positions, which a stride larger than the kernel leaves, are not counted.
    """
    # YOUR CODE HERE
    raise NotImplementedError("unused_inputs is not written yet")
