# fails: test_output_size, test_random_geometry, test_layer, test_layer_output
# Half padding, k // 2, stands where k - 1 belongs.
import torch.nn as nn


def output_size(i, k):
    if i <= 0 or k <= 0:
        raise ValueError("i, k have to be positive")
    p = k // 2
    o = i + 2 * p - k + 1
    return o


def build_layer(k, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, padding=k // 2)
    return conv


def dead_border(k, p):
    if p <= k - 1:
        return 0
    return p - k + 1
