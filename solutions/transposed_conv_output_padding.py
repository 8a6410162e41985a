"""The arithmetic of a transposed convolution with output padding, which gets a lost size back."""

from torch import nn


def output_size(i, k, s, p, a):
    """Return the output size, an int, of a transposed convolution with input size i and output padding a.

    All numbers are per axis. Raises ValueError, with a message that says what is wrong, where there is none: i,
    k or s below 1, p below 0, a below 0 or not below s, or so much padding that no output is left.
    """
    # BEGIN SOLUTION
    if i < 1 or k < 1 or s < 1:
        raise ValueError(f"input, kernel and stride must be at least 1, not i={i}, k={k}, s={s}")
    if p < 0:
        raise ValueError(f"padding cannot be negative, but p={p}")
    if a < 0 or a >= s:
        raise ValueError(f"output padding must be between 0 and s − 1 = {s - 1}, not {a}")
    o = s * (i - 1) + a + k - 2 * p
    if o < 1:
        raise ValueError(f"i={i}, k={k}, s={s}, p={p}, a={a} leave no output: its size would be {o}")
    return o
    # END SOLUTION


def build_layer(k, s, p, a, in_channels=1, out_channels=1):
    """Return the `nn.ConvTranspose2d`, with its bias, that has this kernel, stride, padding, output padding."""
    # BEGIN SOLUTION
    return nn.ConvTranspose2d(
        in_channels, out_channels, kernel_size=k, stride=s, padding=p, output_padding=a
    )
    # END SOLUTION


def output_padding_for(i, k, s, p):
    """Return the output padding, an int, with which a transposed convolution gives the size i back.

    i is the input size of a direct convolution with kernel k, stride s and padding p; the transposed one, with
    the same numbers, is given what that makes of it.
    """
    # BEGIN SOLUTION
    return (i + 2 * p - k) % s
    # END SOLUTION
