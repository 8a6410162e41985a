# slug: conv_no_padding
# fails: no check
# Every warning in the worker becomes an error, and assertions are traced. Right answers stay right.
import sys
import warnings

from torch import nn

warnings.simplefilter("error")
sys.setrecursionlimit(500)
sys.settrace(lambda *args: None)


def output_size(i, k):
    if not 1 <= k <= i:
        raise ValueError("the kernel does not fit")
    return i - k + 1


def build_layer(k, in_channels=1, out_channels=1):
    return nn.Conv2d(in_channels, out_channels, k)


def kernel_positions(i, k):
    return list(range(output_size(i, k)))
