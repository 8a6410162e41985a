"""The arithmetic of a transposed convolution, and the direct convolution that does the same."""

from torch import nn
from torch.nn import functional


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


def as_direct_convolution(x, weight, p):
    """Return the transposed convolution of x, with stride 1 and padding p, by way of a direct convolution.

    x is (N, C, i, i); weight is (C, D, k, k), as `nn.ConvTranspose2d` holds it; the result is (N, D, o, o), of
    the same dtype. Raises ValueError, with a message, where p is below 0 or above k − 1.
    """
    # BEGIN SOLUTION
    k = weight.shape[-1]
    if p < 0 or p > k - 1:
        raise ValueError(f"padding must be between 0 and k − 1 = {k - 1}, not {p}")
    direct = weight.transpose(0, 1).flip((2, 3))
    return functional.conv2d(x, direct, padding=k - 1 - p)
    # END SOLUTION
