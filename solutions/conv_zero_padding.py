"""The arithmetic of a convolution with zero padding."""

from torch import nn


def output_size(i, k, p):
    """Return the output size, an int, for input size i, kernel k and padding p (per axis); the stride is 1.

    Raises ValueError, with a message that says what is wrong, where there is no such convolution: i or k
    below 1, p below 0, or a kernel larger than the padded input.
    """
    # BEGIN SOLUTION
    if i < 1 or k < 1:
        raise ValueError(f"input and kernel must be at least 1, not i={i}, k={k}")
    if p < 0:
        raise ValueError(f"padding cannot be negative, but p={p}")
    if k > i + 2 * p:
        raise ValueError(f"a kernel of {k} does not fit into {i} + 2·{p} = {i + 2 * p} padded inputs")
    return i + 2 * p - k + 1
    # END SOLUTION


def build_layer(k, p, in_channels=1, out_channels=1):
    """Return the `nn.Conv2d`, with its bias, that has this kernel and padding, and stride 1."""
    # BEGIN SOLUTION
    return nn.Conv2d(in_channels, out_channels, kernel_size=k, padding=p)
    # END SOLUTION


def padding_for(i, k, o):
    """Return the padding p, an int, with which a kernel k makes o outputs of i inputs; the stride is 1.

    Raises ValueError, with a message that says why, where there is none: i, k or o below 1, fewer outputs
    than without any padding, or an odd number of zeros, which two equal sides cannot share.
    """
    # BEGIN SOLUTION
    if i < 1 or k < 1 or o < 1:
        raise ValueError(f"input, kernel and output must be at least 1, not i={i}, k={k}, o={o}")
    zeros = o - (i - k + 1)
    p = zeros // 2
    if p < 0 or 2 * p != zeros:
        raise ValueError(f"{o} outputs of {i} inputs need {zeros} zeros, which cannot be two equal sides")
    return p
    # END SOLUTION
