"""The arithmetic of a dilated convolution."""

from torch import nn


def output_size(i, k, s, d):
    """Return the output size, an int, for input size i, kernel k, stride s and dilation d (all per axis).

    There is no padding. Raises ValueError, with a message that says what is wrong, where there is no such
    convolution: i, k, s or d below 1, or a kernel that, with its gaps, is larger than the input.
    """
    # BEGIN SOLUTION
    wide = effective_kernel_size(k, d)
    if s < 1:
        raise ValueError(f"a stride is at least 1, not {s}")
    if wide > i:
        raise ValueError(f"a kernel of {k} with dilation {d} is {wide} wide and does not fit into {i} inputs")
    return (i - wide) // s + 1
    # END SOLUTION


def build_layer(k, s, d, in_channels=1, out_channels=1):
    """Return the `nn.Conv2d`, with its bias, that has this kernel, stride and dilation, and no padding."""
    # BEGIN SOLUTION
    return nn.Conv2d(in_channels, out_channels, kernel_size=k, stride=s, dilation=d)
    # END SOLUTION


def effective_kernel_size(k, d):
    """Return how many inputs a kernel k with dilation d spans, gaps included, an int.

    Raises ValueError, with a message that says what is wrong, for k or d below 1.
    """
    # BEGIN SOLUTION
    if k < 1 or d < 1:
        raise ValueError(f"kernel and dilation must be at least 1, not k={k}, d={d}")
    return k + (k - 1) * (d - 1)
    # END SOLUTION


def receptive_field(layers):
    """Return how many neighbouring inputs one output of a stack of layers sees, gaps included, an int.

    `layers` is a list of (k, s, d), from the layer next to the input on. Without any layer it is 1.
    """
    # BEGIN SOLUTION
    field, step = 1, 1
    for k, s, d in layers:
        field += (effective_kernel_size(k, d) - 1) * step
        step *= s
    return field
    # END SOLUTION
