"""The arithmetic of a strided convolution with zero padding."""

from torch import nn


def output_size(i, k, s, p):
    """Return the output size, an int, for input size i, kernel k, stride s and padding p (all per axis).

    Raises ValueError, with a message that says what is wrong, where there is no such convolution: i, k or s
    below 1, p below 0, or a kernel larger than the padded input.
    """
    # BEGIN SOLUTION
    if i < 1 or k < 1 or s < 1:
        raise ValueError(f"input, kernel and stride must be at least 1, not i={i}, k={k}, s={s}")
    if p < 0:
        raise ValueError(f"padding cannot be negative, but p={p}")
    if k > i + 2 * p:
        raise ValueError(f"a kernel of {k} does not fit into {i} + 2·{p} = {i + 2 * p} padded inputs")
    return (i + 2 * p - k) // s + 1
    # END SOLUTION


def build_layer(k, s, p, in_channels=1, out_channels=1):
    """Return the `nn.Conv2d`, with its bias, that has this kernel, stride and padding."""
    # BEGIN SOLUTION
    return nn.Conv2d(in_channels, out_channels, kernel_size=k, stride=s, padding=p)
    # END SOLUTION


def inputs_with_same_output(i, k, s, p):
    """Return a list of all s input sizes with the output size that i has, ascending; i is one of them."""
    # BEGIN SOLUTION
    unreached = (i + 2 * p - k) % s
    return list(range(i - unreached, i - unreached + s))
    # END SOLUTION
