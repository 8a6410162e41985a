# fails: test_random_geometry
# The size is rounded up, as if a partial step counted.
import math

import torch.nn as nn


def output_size(i, k, s):
    if i <= 0 or k <= 0 or s <= 0:
        raise ValueError("i, k, s have to be positive")
    if k > i:
        raise ValueError("kernel is bigger than the input")
    o = math.ceil((i - k) / s) + 1
    return o


def build_layer(k, s, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, stride=s)
    return conv


def unused_inputs(i, k, s):
    o = (i - k) // s + 1
    return i - ((o - 1) * s + k)
