# fails: test_dead_border, test_dead_border_random
# All of the padding is counted, though most of it is seen together with inputs.
import torch.nn as nn


def output_size(i, k):
    if i <= 0 or k <= 0:
        raise ValueError("i, k have to be positive")
    p = k - 1
    o = i + 2 * p - k + 1
    return o


def build_layer(k, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, padding=k - 1)
    return conv


def dead_border(k, p):
    return p
