# fails: test_layer, test_layer_output
# The layer is built without its bias.
import torch.nn as nn


def output_size(i, k):
    if i <= 0 or k <= 0:
        raise ValueError("i and k have to be positive")
    if k > i:
        raise ValueError("kernel is bigger than the input")
    return i - k + 1


def build_layer(k, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, bias=False)
    return conv


def kernel_positions(i, k):
    if k < 1 or k > i:
        raise ValueError("kernel is bigger than the input")
    return [x for x in range(i) if x + k <= i]
