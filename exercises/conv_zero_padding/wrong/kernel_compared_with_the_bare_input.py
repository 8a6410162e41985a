# fails: test_random_geometry, test_impossible[kernel]
# The kernel is compared with the input before it is padded.
import torch.nn as nn


def output_size(i, k, p):
    if i <= 0 or k <= 0 or p < 0:
        raise ValueError("i, k have to be positive and p not negative")
    if i < k:
        raise ValueError("kernel is bigger than the padded input")
    o = (i - k) + 2 * p + 1
    return o


def build_layer(k, p, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, padding=p)
    return conv


def padding_for(i, k, o):
    if i <= 0 or k <= 0 or o <= 0:
        raise ValueError("i, k, o have to be positive")
    p = (o - i + k - 1) / 2
    if p < 0 or p != int(p):
        raise ValueError("there is no such padding")
    return int(p)
