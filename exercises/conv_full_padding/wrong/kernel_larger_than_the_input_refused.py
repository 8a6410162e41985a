# fails: test_random_geometry
# A kernel larger than the input is refused, as if nothing were padded.
import torch.nn as nn


def output_size(i, k):
    if i <= 0 or k <= 0:
        raise ValueError("i, k have to be positive")
    if k > i:
        raise ValueError("kernel is bigger than the input")
    p = k - 1
    o = i + 2 * p - k + 1
    return o


def build_layer(k, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, padding=k - 1)
    return conv


def dead_border(k, p):
    if p <= k - 1:
        return 0
    return p - k + 1
