"""The arithmetic of a strided transposed convolution, and the zeros between its inputs."""

from torch import nn


def output_size(i, k, s, p):
    """Return the output size, an int, of a transposed convolution with input size i (all numbers per axis).

    Raises ValueError, with a message that says what is wrong, where there is none: i, k or s below 1, p below
    0, or so much padding that no output is left.
    """
    # YOUR CODE HERE
    raise NotImplementedError("output_size is not written yet")


def build_layer(k, s, p, in_channels=1, out_channels=1):
    """Return the `nn.ConvTranspose2d`, with its bias, that has this kernel, stride and padding."""
    # YOUR CODE HERE
    raise NotImplementedError("build_layer is not written yet")


def insert_zeros(x, s):
    """Return x, (N, C, i, i), with s − 1 zeros between neighbours: (N, C, s(i − 1) + 1, s(i − 1) + 1).

    There are none before the first and none behind the last. The dtype is that of x; x stays as it is.
    """
    # YOUR CODE HERE
    raise NotImplementedError("insert_zeros is not written yet")


def zero_fraction(i, s):
    """Return how much of what `insert_zeros` makes of an i × i image are zeros it put in: a float in [0, 1).

    The image has two axes: for i = 2 and s = 2 it is 5 of 3 × 3, which is 0.5556.
    """
    # YOUR CODE HERE
    raise NotImplementedError("zero_fraction is not written yet")
