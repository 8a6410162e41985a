# slug: conv_no_padding
# fails: test_layer_output
# It makes each layer once and gives it out again. Two layers of a network would share their weights, which the
# checks see in what the first one computes after the second one got its own.
import functools

from torch import nn


@functools.cache
def build_layer(k, in_channels=1, out_channels=1):
    return nn.Conv2d(in_channels, out_channels, k)


def output_size(i, k):
    if not 1 <= k <= i:
        raise ValueError("the kernel does not fit")
    return i - k + 1


def kernel_positions(i, k):
    return list(range(output_size(i, k)))
