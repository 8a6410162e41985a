"""The arithmetic of max and average pooling."""

from torch import nn
from torch.nn import functional


def output_size(i, k, s, p):
    """Return the output size, an int, for input size i, window k, stride s and padding p (all per axis).

    Raises ValueError, with a message that says what is wrong, where there is no such pooling: i, k or s below
    1, p below 0 or more than half of k, or a window larger than the padded input.
    """
    # BEGIN SOLUTION
    if i < 1 or k < 1 or s < 1:
        raise ValueError(f"input, window and stride must be at least 1, not i={i}, k={k}, s={s}")
    if p < 0 or 2 * p > k:
        raise ValueError(f"padding must be between 0 and half of the window, not p={p} for k={k}")
    if k > i + 2 * p:
        raise ValueError(f"a window of {k} does not fit into {i} + 2·{p} = {i + 2 * p} padded inputs")
    return (i + 2 * p - k) // s + 1
    # END SOLUTION


def build_layer(k, s, p, kind="max"):
    """Return the `nn.MaxPool2d` (kind "max") or `nn.AvgPool2d` (kind "avg") that has these numbers.

    Raises ValueError, with a message, for any other kind.
    """
    # BEGIN SOLUTION
    if kind == "max":
        return nn.MaxPool2d(k, stride=s, padding=p)
    if kind == "avg":
        return nn.AvgPool2d(k, stride=s, padding=p)
    raise ValueError(f'the kinds of pooling are "max" and "avg", not {kind!r}')
    # END SOLUTION


def pool2d(x, k, s, kind):
    """Return what pooling without padding makes of x, (N, C, i, i): a tensor (N, C, o, o) of the same dtype.

    The windows come from `unfold`; x stays as it is. Raises ValueError, with a message, for a kind other than
    "max" and "avg".
    """
    # BEGIN SOLUTION
    samples, channels, i, _ = x.shape
    o = output_size(i, k, s, 0)
    windows = functional.unfold(x, k, stride=s).view(samples, channels, k * k, o, o)
    if kind == "max":
        return windows.amax(2)
    if kind == "avg":
        return windows.mean(2)
    raise ValueError(f'the kinds of pooling are "max" and "avg", not {kind!r}')
    # END SOLUTION
