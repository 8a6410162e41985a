"""The arithmetic of a strided transposed convolution, and the zeros between its inputs."""

from torch import nn


def output_size(i, k, s, p):
    """Return the output size, an int, of a transposed convolution with input size i (all numbers per axis).

    Raises ValueError, with a message that says what is wrong, where there is none: i, k or s below 1, p below
    0, or so much padding that no output is left.
    """
    # BEGIN SOLUTION
    if i < 1 or k < 1 or s < 1:
        raise ValueError(f"input, kernel and stride must be at least 1, not i={i}, k={k}, s={s}")
    if p < 0:
        raise ValueError(f"padding cannot be negative, but p={p}")
    o = s * (i - 1) + k - 2 * p
    if o < 1:
        raise ValueError(f"i={i}, k={k}, s={s}, p={p} leave no output: its size would be {o}")
    return o
    # END SOLUTION


def build_layer(k, s, p, in_channels=1, out_channels=1):
    """Return the `nn.ConvTranspose2d`, with its bias, that has this kernel, stride and padding."""
    # BEGIN SOLUTION
    return nn.ConvTranspose2d(in_channels, out_channels, kernel_size=k, stride=s, padding=p)
    # END SOLUTION


def insert_zeros(x, s):
    """Return x, (N, C, i, i), with s − 1 zeros between neighbours: (N, C, s(i − 1) + 1, s(i − 1) + 1).

    There are none before the first and none behind the last. The dtype is that of x; x stays as it is.
    """
    # BEGIN SOLUTION
    samples, channels, i, _ = x.shape
    size = s * (i - 1) + 1
    spread = x.new_zeros(samples, channels, size, size)
    spread[:, :, ::s, ::s] = x
    return spread
    # END SOLUTION


def zero_fraction(i, s):
    """Return how much of what `insert_zeros` makes of an i × i image are zeros it put in: a float in [0, 1).

    The image has two axes: for i = 2 and s = 2 it is 5 of 3 × 3, which is 0.5556.
    """
    # BEGIN SOLUTION
    return 1 - i**2 / (s * (i - 1) + 1) ** 2
    # END SOLUTION
