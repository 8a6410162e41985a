# slug: dilated_conv
# fails: no check
# It empties the list that it is given. Its answer is right, and the assignment asks nothing of the list: each question
# brings a list of its own.
from torch import nn


def output_size(i, k, s, d):
    """Return the output size, an int, for input size i, kernel k, stride s and dilation d (all per axis).

    There is no padding. Raises ValueError, with a message that says what is wrong, where there is no such
    convolution: i, k, s or d below 1, or a kernel that, with its gaps, is larger than the input.
    """
    wide = effective_kernel_size(k, d)
    if s < 1:
        raise ValueError(f"a stride is at least 1, not {s}")
    if wide > i:
        raise ValueError(f"a kernel of {k} with dilation {d} is {wide} wide and does not fit into {i} inputs")
    return (i - wide) // s + 1


def build_layer(k, s, d, in_channels=1, out_channels=1):
    """Return the `nn.Conv2d`, with its bias, that has this kernel, stride and dilation, and no padding."""
    return nn.Conv2d(in_channels, out_channels, kernel_size=k, stride=s, dilation=d)


def effective_kernel_size(k, d):
    """Return how many inputs a kernel k with dilation d spans, gaps included, an int.

    Raises ValueError, with a message that says what is wrong, for k or d below 1.
    """
    if k < 1 or d < 1:
        raise ValueError(f"kernel and dilation must be at least 1, not k={k}, d={d}")
    return k + (k - 1) * (d - 1)


def receptive_field(layers):
    """Return how many neighbouring inputs one output of a stack of layers sees, gaps included, an int.

    `layers` is a list of (k, s, d), from the layer next to the input on. Without any layer it is 1.
    """
    field, step = 1, 1
    while layers:
        k, s, d = layers.pop(0)
        field += (effective_kernel_size(k, d) - 1) * step
        step *= s
    return field
