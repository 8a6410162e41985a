"""The arithmetic of full padding, which uses every overlap of kernel and input."""

from torch import nn


def output_size(i, k):
    """Return the output size, an int, for input size i and kernel k (per axis), full padding and stride 1.

    Raises ValueError, with a message that says what is wrong, where there is no such convolution: i or k
    below 1. A kernel larger than the input is possible.
    """
    # BEGIN SOLUTION
    if i < 1 or k < 1:
        raise ValueError(f"input and kernel must be at least 1, not i={i}, k={k}")
    return i + k - 1
    # END SOLUTION


def build_layer(k, in_channels=1, out_channels=1):
    """Return the `nn.Conv2d`, with its bias, that has this kernel, full padding and stride 1."""
    # BEGIN SOLUTION
    return nn.Conv2d(in_channels, out_channels, kernel_size=k, padding=k - 1)
    # END SOLUTION


def dead_border(k, p):
    """Return how many outputs on each side see nothing but padding, an int, for kernel k and padding p.

    The stride is 1. Up to full padding it is 0.
    """
    # BEGIN SOLUTION
    return p - (k - 1) if p >= k else 0
    # END SOLUTION
