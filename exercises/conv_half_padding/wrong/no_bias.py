# fails: test_layer, test_layer_output
# The layer is built without its bias.
import torch.nn as nn


def output_size(i, k):
    if i <= 0 or k <= 0:
        raise ValueError("i, k have to be positive")
    if k % 2 == 0:
        raise ValueError("the kernel has to be odd")
    p = k // 2
    o = i + 2 * p - k + 1
    return o


def build_layer(k, in_channels=1, out_channels=1):
    if k % 2 == 0:
        raise ValueError("the kernel has to be odd")
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, padding=k // 2, bias=False)
    return conv


def same_padding(k):
    if k <= 0:
        raise ValueError("k has to be positive")
    if k % 2 == 0:
        raise ValueError("the kernel has to be odd")
    return k // 2
