"""The arithmetic of max and average pooling."""

from torch import nn
from torch.nn import functional


def output_size(i, k, s, p):
    """Return the output size, an int, for input size i, window k, stride s and padding p (all per axis).

    Raises ValueError, with a message that says what is wrong, where there is no such pooling: i, k or s below
    1, p below 0 or more than half of k, or a window larger than the padded input.
    """
    # YOUR CODE HERE
    raise NotImplementedError("output_size is not written yet")


def build_layer(k, s, p, kind="max"):
    """Return the `nn.MaxPool2d` (kind "max") or `nn.AvgPool2d` (kind "avg") that has these numbers.

    Raises ValueError, with a message, for any other kind.
    """
    # YOUR CODE HERE
    raise NotImplementedError("build_layer is not written yet")


def pool2d(x, k, s, kind):
    """Return what pooling without padding makes of x, (N, C, i, i): a tensor (N, C, o, o) of the same dtype.

    The windows come from `unfold`; x stays as it is. Raises ValueError, with a message, for a kind other than
    "max" and "avg".
    """
    # YOUR CODE HERE
    raise NotImplementedError("pool2d is not written yet")
