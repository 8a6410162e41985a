"""The arithmetic of half padding, which keeps the size."""

from torch import nn


def output_size(i, k):
    """Return the output size, an int, for input size i and kernel k (per axis), half padding and stride 1.

    Raises ValueError, with a message that says what is wrong, where there is no such convolution: i or k
    below 1, or an even k, with which half padding does not keep the size.
    """
    # BEGIN SOLUTION
    if i < 1:
        raise ValueError(f"an input has at least one element, not {i}")
    return i + 2 * same_padding(k) - k + 1
    # END SOLUTION


def build_layer(k, in_channels=1, out_channels=1):
    """Return the `nn.Conv2d`, with its bias, that has this kernel, half padding and stride 1.

    Raises ValueError where same_padding does.
    """
    # BEGIN SOLUTION
    return nn.Conv2d(in_channels, out_channels, kernel_size=k, padding=same_padding(k))
    # END SOLUTION


def same_padding(k):
    """Return the padding p, an int, with which a kernel k makes as many outputs as inputs; the stride is 1.

    Raises ValueError, with a message that says why, where there is none: k below 1, or even.
    """
    # BEGIN SOLUTION
    p = k // 2
    if p < 0 or 2 * p + 1 != k:
        raise ValueError(
            f"only a kernel of 1, 3, 5, … has as much on the left of its middle as on the right, not {k}"
        )
    return p
    # END SOLUTION
