"""The arithmetic of a strided convolution without padding."""

from torch import nn


def output_size(i, k, s):
    """Return the output size, an int, for input size i, kernel k and stride s (per axis), no padding.

    Raises ValueError, with a message that says what is wrong, where there is no such convolution: i, k or s
    below 1, or a kernel larger than the input.
    """
    # BEGIN SOLUTION
    if not 1 <= k <= i:
        raise ValueError(
            f"a kernel has at least 1 element and at most as many as the input, not k={k} of i={i}"
        )
    if s < 1:
        raise ValueError(f"a stride is at least 1, not {s}")
    return (i - k) // s + 1
    # END SOLUTION


def build_layer(k, s, in_channels=1, out_channels=1):
    """Return the `nn.Conv2d`, with its bias, that has this kernel and stride, and no padding."""
    # BEGIN SOLUTION
    return nn.Conv2d(in_channels, out_channels, kernel_size=k, stride=s)
    # END SOLUTION


def unused_inputs(i, k, s):
    """Return how many inputs lie behind the kernel's last position, on the far side, an int.

    Gaps between two positions, which a stride larger than the kernel leaves, are not counted.
    """
    # BEGIN SOLUTION
    return (i - k) % s
    # END SOLUTION
